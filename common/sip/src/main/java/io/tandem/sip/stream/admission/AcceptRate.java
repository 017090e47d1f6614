package io.tandem.sip.stream.admission;

import java.util.concurrent.TimeUnit;

/** How fast an address may open connections: so many a second, ten seconds' worth at once. Constant memory: addresses share 16,384 places. One thread. */
final class AcceptRate {

    private static final int PLACES = 1 << 14;
    private static final int BURST_SECONDS = 10;

    private final long intervalNanos;
    private final long burstNanos;
    private final long seed;
    /** When a place will have used up nothing of its allowance (GCRA: the theoretical arrival time), relative to the first question. */
    private final long[] idleAt = new long[PLACES];
    private long startNanos = Long.MIN_VALUE;

    AcceptRate(int perSecond, long seed) {
        this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.burstNanos = TimeUnit.SECONDS.toNanos(BURST_SECONDS);
        this.seed = seed;
    }

    boolean take(long address, long nowNanos) {
        if (startNanos == Long.MIN_VALUE) {
            startNanos = nowNanos;
        }
        long now = nowNanos - startNanos;
        int place = (int) ((address ^ seed) * 0x9E37_79B9_7F4A_7C15L >>> 50);
        long at = Math.max(idleAt[place], now);
        if (at - now > burstNanos - intervalNanos) {
            return false;
        }
        idleAt[place] = at + intervalNanos;
        return true;
    }
}
