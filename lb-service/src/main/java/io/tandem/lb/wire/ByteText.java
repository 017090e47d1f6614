package io.tandem.lb.wire;

import java.util.Arrays;

/** Text that grows at its end, in one reused array. One thread. */
public final class ByteText {

    private static final byte[] HEX = Bytes.ascii("0123456789abcdef");
    private static final int MAX_DIGITS = 19;

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
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** The lowest so many hexadecimal digits. */
    public ByteText hex(long value, int digits) {
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
