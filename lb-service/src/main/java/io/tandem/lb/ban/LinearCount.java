package io.tandem.lb.ban;

/** Counts different things in 64 bits: each sets the bit of its hash, and the share of bits set tells about how many there were (linear counting, Whang
 * 1990). Exact up to about ten, within a tenth up to a hundred, full at 266. */
public final class LinearCount {

    private static final int BITS = 64;

    private LinearCount() {}

    /** The bits with one more thing among them. */
    public static long with(long bits, long hash) {
        return bits | 1L << hash;
    }

    public static int of(long bits) {
        int free = Math.max(1, BITS - Long.bitCount(bits));
        return (int) (-BITS * Math.log(free / (double) BITS));
    }
}
