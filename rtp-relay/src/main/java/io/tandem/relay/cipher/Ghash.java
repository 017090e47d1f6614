package io.tandem.relay.cipher;

/**
 * GHASH of NIST SP 800-38D §6.4 without tables that a cache could betray: a carry-less product is gathered from ordinary ones whose operands
 * have three holes for each bit, so that no carry reaches a bit that counts. The JDK has GHASH only inside a cipher that must be initialised,
 * and so allocates, for every packet.
 */
public final class Ghash {
    private static final long EVERY_FOURTH = 0x1111_1111_1111_1111L;

    private final long keyHigh;
    private final long keyLow;
    private final long keyHighReversed;
    private final long keyLowReversed;
    private long high;
    private long low;

    public Ghash(long keyHigh, long keyLow) {
        this.keyHigh = keyHigh;
        this.keyLow = keyLow;
        this.keyHighReversed = Long.reverse(keyHigh);
        this.keyLowReversed = Long.reverse(keyLow);
    }

    public void begin() {
        high = 0;
        low = 0;
    }

    public long high() {
        return high;
    }

    public long low() {
        return low;
    }

    /** Takes in octets, filled up with zeros to whole blocks. */
    public void update(byte[] octets, int from, int to) {
        int at = from;
        for (; at + 16 <= to; at += 16) {
            block(Octets.getLong(octets, at), Octets.getLong(octets, at + 8));
        }
        if (at < to) block(tail(octets, at, to), tail(octets, at + 8, to));
    }

    private static long tail(byte[] octets, int from, int to) {
        long value = 0;
        for (int i = from; i < from + 8; i++) {
            value = value << 8 | (i < to ? octets[i] & 0xFF : 0);
        }
        return value;
    }

    /** Takes in one block and multiplies by the key in GF(2^128); bit 0 of the field is the first bit of the block. */
    public void block(long blockHigh, long blockLow) {
        long a = high ^ blockHigh;
        long b = low ^ blockLow;
        long aReversed = Long.reverse(a);
        long bReversed = Long.reverse(b);
        long lowProduct = multiply(b, keyLow);
        long highProduct = multiply(a, keyHigh);
        long middle = multiply(a ^ b, keyHigh ^ keyLow) ^ lowProduct ^ highProduct;
        long lowProductTop = multiply(bReversed, keyLowReversed);
        long highProductTop = multiply(aReversed, keyHighReversed);
        long middleTop = multiply(aReversed ^ bReversed, keyHighReversed ^ keyLowReversed) ^ lowProductTop ^ highProductTop;
        long p0 = lowProduct;
        long p1 = Long.reverse(lowProductTop) >>> 1 ^ middle;
        long p2 = highProduct ^ Long.reverse(middleTop) >>> 1;
        long p3 = Long.reverse(highProductTop) >>> 1;
        reduce(p0 << 1, p1 << 1 | p0 >>> 63, p2 << 1 | p1 >>> 63, p3 << 1 | p2 >>> 63);
    }

    /** Modulo x^128 + x^7 + x^2 + x + 1. */
    private void reduce(long p0, long p1, long p2, long p3) {
        long q1 = p1 ^ p0 << 63 ^ p0 << 62 ^ p0 << 57;
        long q2 = p2 ^ p0 ^ p0 >>> 1 ^ p0 >>> 2 ^ p0 >>> 7;
        low = q2 ^ q1 << 63 ^ q1 << 62 ^ q1 << 57;
        high = p3 ^ q1 ^ q1 >>> 1 ^ q1 >>> 2 ^ q1 >>> 7;
    }

    /** The low 64 bits of the carry-less product. */
    private static long multiply(long x, long y) {
        long x0 = x & EVERY_FOURTH;
        long x1 = x & EVERY_FOURTH << 1;
        long x2 = x & EVERY_FOURTH << 2;
        long x3 = x & EVERY_FOURTH << 3;
        long y0 = y & EVERY_FOURTH;
        long y1 = y & EVERY_FOURTH << 1;
        long y2 = y & EVERY_FOURTH << 2;
        long y3 = y & EVERY_FOURTH << 3;
        long z0 = x0 * y0 ^ x1 * y3 ^ x2 * y2 ^ x3 * y1;
        long z1 = x0 * y1 ^ x1 * y0 ^ x2 * y3 ^ x3 * y2;
        long z2 = x0 * y2 ^ x1 * y1 ^ x2 * y0 ^ x3 * y3;
        long z3 = x0 * y3 ^ x1 * y2 ^ x2 * y1 ^ x3 * y0;
        return z0 & EVERY_FOURTH | z1 & EVERY_FOURTH << 1 | z2 & EVERY_FOURTH << 2 | z3 & EVERY_FOURTH << 3;
    }
}
