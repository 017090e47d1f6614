package io.tandem.lb.wire;

/** Text that grows at its end, in one reused array. One thread. */
public final class ByteText {

    private static final byte[] HEX = Bytes.ascii("0123456789abcdef");

    private final byte[] bytes;
    private int length;

    /** @param capacity more than anybody will ever write between two calls of {@link #clear} */
    public ByteText(int capacity) {
        bytes = new byte[capacity];
    }

    public void clear() {
        length = 0;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    public ByteText add(byte[] source) {
        System.arraycopy(source, 0, bytes, length, source.length);
        length += source.length;
        return this;
    }

    public ByteText add(byte[] source, int from, int to) {
        System.arraycopy(source, from, bytes, length, to - from);
        length += to - from;
        return this;
    }

    public ByteText add(char ascii) {
        bytes[length++] = (byte) ascii;
        return this;
    }

    /** A number of 0 or more, in decimal digits. */
    public ByteText number(long value) {
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
