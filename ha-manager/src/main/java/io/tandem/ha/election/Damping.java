package io.tandem.ha.election;

/** Keeps a node from claiming again soon after it failed: 1, 2, 4 .. 30 s, from 1 s again after a quiet minute. One thread. */
final class Damping {
    private static final long SECOND = 1_000_000_000L;
    private static final long LONGEST = 30 * SECOND;
    private static final long QUIET = 60 * SECOND;
    private long hold;
    private long lastAt;

    Damping(long nowNanos) { this.lastAt = nowNanos - QUIET; }

    /** How long to hold off now, in nanoseconds. */
    long next(long nowNanos) {
        hold = nowNanos - lastAt >= QUIET ? SECOND : Math.min(hold * 2, LONGEST);
        lastAt = nowNanos;
        return hold;
    }
}
