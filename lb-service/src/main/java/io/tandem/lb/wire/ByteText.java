package io.tandem.lb.wire;

import java.util.Arrays;

import io.tandem.sip.bytes.Bytes;

/** Text that grows at its end, in one reused array. One thread. */
public final class ByteText {

    private static final byte[] HEX = Bytes.ascii("0123456789abcdef");
    private static final int MAX_DIGITS = 25;
    /** Ports have five digits. */
    private static final int SMALL_DIGITS = 5;
    private static final int SMALL = 100_000;

    private byte[] bytes;
    private int length;

    /** @param capacity what is usual; it grows for more, and stays so */
    public ByteText(int capacity) {
        bytes = new byte[capacity];
    }

    public void clear() {
        length = 0;
    }

    /** Another array after it has grown. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    public ByteText add(byte[] source) {
        room(source.length);
        System.arraycopy(source, 0, bytes, length, source.length);
        length += source.length;
        return this;
    }

    public ByteText add(byte[] source, int from, int to) {
        room(to - from);
        System.arraycopy(source, from, bytes, length, to - from);
        length += to - from;
        return this;
    }

    public ByteText add(char ascii) {
        room(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    /** A number of 0 or more, in decimal digits. */
    public ByteText number(long value) {
        room(MAX_DIGITS);
        if (value >= SMALL) {
            number(value / SMALL);
            digits((int) (value % SMALL), SMALL_DIGITS);
        } else {
            int small = (int) value;
            digits(small, small < 10 ? 1 : small < 100 ? 2 : small < 1000 ? 3 : small < 10_000 ? 4 : SMALL_DIGITS);
        }
        return this;
    }

    private void digits(int value, int count) {
        int rest = value;
        for (int i = length + count - 1; i >= length; i--) {
            int tenth = rest / 10;
            bytes[i] = (byte) ('0' + rest - 10 * tenth);
            rest = tenth;
        }
        length += count;
    }

    /** The lowest so many hexadecimal digits. */
    public ByteText hex(long value, int digits) {
        if (digits == Long.BYTES) {
            room(digits);
            Bytes.putHex(bytes, length, value);
            length += digits;
            return this;
        }
        if (digits == 2 * Long.BYTES) {
            return hex(value >>> 32, Long.BYTES).hex(value, Long.BYTES);
        }
        room(digits);
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            bytes[length++] = HEX[(int) (value >>> shift) & 15];
        }
        return this;
    }

    /** Every byte as two hexadecimal digits. */
    public ByteText hex(byte[] source, int from, int to) {
        for (int i = from; i < to; i++) {
            hex(source[i], 2);
        }
        return this;
    }
}
