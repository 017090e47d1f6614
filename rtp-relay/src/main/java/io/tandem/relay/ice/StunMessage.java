package io.tandem.relay.ice;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.zip.CRC32;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.tandem.relay.os.Endpoint;

/** A STUN message as it came (RFC 8489 §5, §14). Reading decides nothing: what is missing is empty. */
public final class StunMessage {
    private record Attribute(int type, int offset, int length) {}

    private static final int MAX_ATTRIBUTES = 64;
    /** Below are those that a receiver must understand (§14). */
    private static final int OPTIONAL_FROM = 0x8000;
    private static final List<Integer> UNDERSTOOD = List.of(Stun.USERNAME, Stun.MESSAGE_INTEGRITY, Stun.ERROR_CODE, Stun.UNKNOWN_ATTRIBUTES,
            Stun.XOR_MAPPED_ADDRESS, Stun.PRIORITY, Stun.USE_CANDIDATE);

    private final byte[] octets;
    private final List<Attribute> attributes;
    private final int integrityAt;

    private StunMessage(byte[] octets, List<Attribute> attributes, int integrityAt) {
        this.octets = octets;
        this.attributes = attributes;
        this.integrityAt = integrityAt;
    }

    /** Empty unless well-formed, with a right FINGERPRINT if it has one. @param octets given away */
    public static Optional<StunMessage> parse(byte[] octets) {
        if (octets.length < Stun.HEADER || octets.length % 4 != 0 || (octets[0] & 0xC0) != 0) return Optional.empty();
        ByteBuffer buffer = ByteBuffer.wrap(octets);
        if (buffer.getInt(4) != Stun.MAGIC_COOKIE || (buffer.getShort(2) & 0xFFFF) != octets.length - Stun.HEADER) return Optional.empty();
        List<Attribute> attributes = new ArrayList<>();
        int integrity = -1;
        for (int at = Stun.HEADER; at + 4 <= octets.length;) {
            int type = buffer.getShort(at) & 0xFFFF;
            int length = buffer.getShort(at + 2) & 0xFFFF;
            int next = at + 4 + (length + 3 & ~3);
            if (next > octets.length || attributes.size() == MAX_ATTRIBUTES) return Optional.empty();
            if (type == Stun.FINGERPRINT) {
                if (length != 4 || next != octets.length || buffer.getInt(at + 4) != fingerprint(octets, at)) return Optional.empty();
            } else if (type == Stun.MESSAGE_INTEGRITY && integrity < 0) {
                if (length != Stun.INTEGRITY_BYTES) return Optional.empty();
                integrity = at;
            } else if (integrity < 0) {                                // what follows the integrity is not protected by it
                attributes.add(new Attribute(type, at + 4, length));
            }
            at = next;
        }
        return Optional.of(new StunMessage(octets, List.copyOf(attributes), integrity));
    }

    static int fingerprint(byte[] octets, int length) {
        CRC32 crc = new CRC32();
        crc.update(octets, 0, length);
        return (int) crc.getValue() ^ Stun.FINGERPRINT_XOR;
    }

    /** HMAC-SHA1 of the first octets, whose header must count the attribute as its last one (§14.5). */
    static byte[] integrity(byte[] octets, int length, byte[] key) {
        byte[] counted = Arrays.copyOf(octets, length);
        ByteBuffer.wrap(counted).putShort(2, (short) (length - Stun.HEADER + 4 + Stun.INTEGRITY_BYTES));
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            return mac.doFinal(counted);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacSHA1, which STUN needs", e);
        }
    }

    /** Method and class. */
    int type() {
        return (octets[0] & 0x3F) << 8 | octets[1] & 0xFF;
    }

    byte[] transaction() {
        return Arrays.copyOfRange(octets, Stun.HEADER - Stun.TRANSACTION_BYTES, Stun.HEADER);
    }

    boolean hasIntegrity() {
        return integrityAt >= 0;
    }

    /** Signed with this password? In constant time. */
    boolean isSignedWith(String password) {
        if (integrityAt < 0) return false;
        byte[] expected = integrity(octets, integrityAt, password.getBytes(StandardCharsets.UTF_8));
        return MessageDigest.isEqual(expected, Arrays.copyOfRange(octets, integrityAt + 4, integrityAt + 4 + Stun.INTEGRITY_BYTES));
    }

    private Optional<ByteBuffer> value(int type) {
        return attributes.stream().filter(a -> a.type() == type).findFirst().map(a -> ByteBuffer.wrap(octets, a.offset(), a.length()).slice());
    }

    boolean has(int type) {
        return value(type).isPresent();
    }

    Optional<String> text(int type) {
        return value(type).map(value -> StandardCharsets.UTF_8.decode(value).toString());
    }

    OptionalInt number(int type) {
        Optional<ByteBuffer> value = value(type).filter(v -> v.remaining() == 4);
        return value.isPresent() ? OptionalInt.of(value.get().getInt(0)) : OptionalInt.empty();
    }

    OptionalLong longNumber(int type) {
        Optional<ByteBuffer> value = value(type).filter(v -> v.remaining() == 8);
        return value.isPresent() ? OptionalLong.of(value.get().getLong(0)) : OptionalLong.empty();
    }

    /** Of an error response; 0 without a readable one. */
    int errorCode() {
        return value(Stun.ERROR_CODE).filter(v -> v.remaining() >= 4).map(v -> (v.get(2) & 7) * 100 + (v.get(3) & 0xFF) % 100).orElse(0);
    }

    /** Attributes that must be understood and are not (§6.3.1). */
    List<Integer> unknown() {
        return attributes.stream().map(Attribute::type).filter(type -> type < OPTIONAL_FROM && !UNDERSTOOD.contains(type)).distinct().toList();
    }

    /** XOR-MAPPED-ADDRESS: how the responder saw the sender (§14.2). */
    Optional<Endpoint> mappedAddress() {
        return value(Stun.XOR_MAPPED_ADDRESS).flatMap(value -> {
            int family = value.remaining() < 8 ? 0 : value.get(1);
            int length = family == 1 ? 4 : family == 2 ? 16 : -1;
            if (value.remaining() != 4 + length) return Optional.empty();
            byte[] address = new byte[length];
            value.get(4, address);
            for (int i = 0; i < length; i++) {
                address[i] ^= octets[4 + i];                           // cookie and transaction follow each other
            }
            return Optional.of(Endpoint.of(Addresses.of(address), value.getShort(2) & 0xFFFF ^ Stun.MAGIC_COOKIE >>> 16));
        });
    }
}
