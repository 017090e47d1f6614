package io.tandem.relay.ice;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import io.tandem.relay.os.Endpoint;

/** Writes one STUN message (RFC 8489 §5). */
final class StunWriter {
    private static final int MAX_BYTES = 1024;

    private final ByteBuffer buffer = ByteBuffer.allocate(MAX_BYTES);

    StunWriter(int type, byte[] transaction) {
        buffer.putShort((short) type).putShort((short) 0).putInt(Stun.MAGIC_COOKIE).put(transaction);
    }

    StunWriter attribute(int type, byte[] value) {
        buffer.putShort((short) type).putShort((short) value.length).put(value);
        while (buffer.position() % 4 != 0) {
            buffer.put((byte) 0);
        }
        return this;
    }

    StunWriter flag(int type) {
        return attribute(type, new byte[0]);
    }

    StunWriter text(int type, String value) {
        return attribute(type, value.getBytes(StandardCharsets.UTF_8));
    }

    StunWriter number(int type, int value) {
        return attribute(type, ByteBuffer.allocate(4).putInt(value).array());
    }

    StunWriter longNumber(int type, long value) {
        return attribute(type, ByteBuffer.allocate(8).putLong(value).array());
    }

    StunWriter error(int code, String reason) {
        byte[] phrase = reason.getBytes(StandardCharsets.UTF_8);
        return attribute(Stun.ERROR_CODE, ByteBuffer.allocate(4 + phrase.length).putInt(code / 100 << 8 | code % 100).put(phrase).array());
    }

    StunWriter unknown(List<Integer> types) {
        ByteBuffer value = ByteBuffer.allocate(2 * types.size());
        types.forEach(type -> value.putShort(type.shortValue()));
        return attribute(Stun.UNKNOWN_ATTRIBUTES, value.array());
    }

    StunWriter mappedAddress(Endpoint endpoint) {
        byte[] address = endpoint.address().getAddress();
        byte[] mask = Arrays.copyOfRange(buffer.array(), 4, Stun.HEADER);
        for (int i = 0; i < address.length; i++) {
            address[i] ^= mask[i];
        }
        int port = endpoint.port() ^ Stun.MAGIC_COOKIE >>> 16;
        return attribute(Stun.XOR_MAPPED_ADDRESS, ByteBuffer.allocate(4 + address.length).putShort((short) (address.length == 4 ? 1 : 2))
                .putShort((short) port).put(address).array());
    }

    /** Ends it with MESSAGE-INTEGRITY and FINGERPRINT. */
    byte[] signed(String password) {
        int length = buffer.position();
        attribute(Stun.MESSAGE_INTEGRITY, StunMessage.integrity(buffer.array(), length, password.getBytes(StandardCharsets.UTF_8)));
        return fingerprinted();
    }

    /** Ends it with FINGERPRINT only: for an error to somebody who is not known. */
    byte[] fingerprinted() {
        int length = buffer.position();
        buffer.putShort(2, (short) (length - Stun.HEADER + 8));
        number(Stun.FINGERPRINT, StunMessage.fingerprint(buffer.array(), length));
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}
