package io.tandem.lb.stun;

import java.util.zip.CRC32;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** A STUN message that is written into a byte array (RFC 8489 §5, §14). One thread; used again for the next. */
final class StunMessage {

    static final int HEADER = 20;
    static final int COOKIE = 0x2112A442;
    static final int FINGERPRINT = 0x8028;
    static final int FINGERPRINT_LENGTH = 8;
    private static final int FINGERPRINT_XOR = 0x5354554E;
    private static final int LENGTH_AT = 2;
    private static final int COOKIE_AT = 4;

    private final CRC32 crc = new CRC32();
    private byte[] out = {};
    private int end;

    /** Begins a response to the request at this place: same cookie, same transaction. */
    void begin(byte[] target, int type, byte[] request, int offset) {
        out = target;
        end = 0;
        put16(type);
        put16(0);
        System.arraycopy(request, offset + COOKIE_AT, out, end, HEADER - COOKIE_AT);
        end = HEADER;
    }

    void put8(int value) {
        out[end++] = (byte) value;
    }

    void put16(int value) {
        put8(value >> 8);
        put8(value);
    }

    void put32(int value) {
        put16(value >> 16);
        put16(value);
    }

    void text(String ascii) {
        byte[] bytes = ascii.getBytes(US_ASCII);
        System.arraycopy(bytes, 0, out, end, bytes.length);
        end += bytes.length;
    }

    /** Four bytes of the header from its cookie on, as XOR-MAPPED-ADDRESS is masked with. */
    int mask(int index) {
        return int32(out, COOKIE_AT + 4 * index);
    }

    /** Fills up to a multiple of four and writes the length. @return length of the message */
    int finish(boolean withFingerprint) {
        while (end % 4 != 0) {
            put8(0);
        }
        int total = end + (withFingerprint ? FINGERPRINT_LENGTH : 0);
        out[LENGTH_AT] = (byte) (total - HEADER >> 8);
        out[LENGTH_AT + 1] = (byte) (total - HEADER);
        if (withFingerprint) {
            int value = fingerprint(out, 0, end);
            put16(FINGERPRINT);
            put16(4);
            put32(value);
        }
        return end;
    }

    /** Value of FINGERPRINT for what stands before it (§14.7); the header must hold the final length. */
    int fingerprint(byte[] data, int offset, int length) {
        crc.reset();
        crc.update(data, offset, length);
        return (int) crc.getValue() ^ FINGERPRINT_XOR;
    }

    static int int16(byte[] data, int at) {
        return (data[at] & 0xFF) << 8 | data[at + 1] & 0xFF;
    }

    static int int32(byte[] data, int at) {
        return int16(data, at) << 16 | int16(data, at + 2);
    }
}
