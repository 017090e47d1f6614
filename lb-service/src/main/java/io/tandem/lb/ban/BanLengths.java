package io.tandem.lb.ban;

import java.time.Duration;

/** How long bans last: each repeat doubles the time, until the source has been quiet for long enough.
 * @param first     of a source that has not been banned lately
 * @param longest   however often it comes back
 * @param forgotten after a ban has ended, when it no longer counts */
public record BanLengths(Duration first, Duration longest, Duration forgotten) {

    /** Longer than this is for good; keeps sums of nanoseconds in range. */
    static final Duration FOREVER = Duration.ofDays(36_500);

    private static final int MAX_STAGE = 20;

    public BanLengths {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0 || longest.compareTo(FOREVER) > 0) {
            throw new IllegalArgumentException("ban times %s up to %s: the first must be above 0 and not above the longest".formatted(first, longest));
        }
    }

    /** Length of the ban at this stage, 0 being the first. */
    public long nanos(int stage) {
        Duration length = first.multipliedBy(1L << Math.min(stage, MAX_STAGE));
        return Math.min(length.toNanos(), longest.toNanos());
    }

    public long forgottenNanos() {
        return forgotten.toNanos();
    }
}
