package io.tandem.ha.membership;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A heartbeat on the wire: {@value #SIZE} bytes, big-endian, the last 32 of them HMAC-SHA256 of the rest under a key of the pair. One thread.
 *
 * <pre>
 * 0 "THB1" | 4 node | 5 phase | 6 flags | 7 score | 8 boot | 16 sequence | 24 peer boot | 32 acknowledged | 40 epoch | 48 HMAC
 * </pre>
 */
public final class HeartbeatCodec {
    /** Bytes of a message. */
    public static final int SIZE = 80;
    private static final int SIGNED = 48;
    private static final int MAGIC = 0x54484231;
    private static final String ALGORITHM = "HmacSHA256";

    private final Mac mac;

    /**
     * @param secret of the system, {@code tandem.secret}; it never leaves this node, the key is derived from it
     * @param pair   name of the pair: another pair's heartbeats do not verify
     */
    public HeartbeatCodec(byte[] secret, String pair) {
        byte[] key = hmac(secret).doFinal(("tandem ha heartbeat " + pair).getBytes(StandardCharsets.UTF_8));
        this.mac = hmac(key);
    }

    private static Mac hmac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is part of every JDK", e);
        }
    }

    /** The heartbeat as a datagram. */
    public byte[] encode(Heartbeat heartbeat) {
        ByteBuffer out = ByteBuffer.allocate(SIZE).putInt(MAGIC).put((byte) heartbeat.node()).put((byte) heartbeat.phase().ordinal())
                .put((byte) heartbeat.flags()).put((byte) heartbeat.score()).putLong(heartbeat.boot()).putLong(heartbeat.sequence())
                .putLong(heartbeat.peerBoot()).putLong(heartbeat.acknowledged()).putLong(heartbeat.epoch());
        mac.update(out.array(), 0, SIGNED);
        return out.put(mac.doFinal()).array();
    }

    /** The heartbeat in {@code length} bytes from {@code offset}; empty unless they are exactly one that somebody with the key wrote. */
    public Optional<Heartbeat> decode(byte[] packet, int offset, int length) {
        if (length != SIZE || offset < 0 || packet.length - offset < SIZE) return Optional.empty();
        ByteBuffer in = ByteBuffer.wrap(packet, offset, SIZE);
        if (in.getInt() != MAGIC || !verifies(packet, offset)) return Optional.empty();
        try {
            return Optional.of(new Heartbeat(in.get() & 0xFF, wirePhase(in), in.get() & 0xFF, in.get() & 0xFF, in.getLong(), in.getLong(), in.getLong(),
                    in.getLong(), in.getLong()));
        } catch (IllegalArgumentException fromAnotherVersion) {
            return Optional.empty();
        }
    }

    private static Phase wirePhase(ByteBuffer in) { return Phase.ofWire(in.get() & 0xFF); }

    private boolean verifies(byte[] packet, int offset) {
        mac.update(packet, offset, SIGNED);
        byte[] expected = mac.doFinal();
        byte[] actual = new byte[SIZE - SIGNED];
        System.arraycopy(packet, offset + SIGNED, actual, 0, actual.length);
        return MessageDigest.isEqual(expected, actual);
    }
}
