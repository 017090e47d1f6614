package io.tandem.data.timeset;

import java.time.Duration;
import java.time.LocalDateTime;

/**
 * A period that recurs.
 *
 * @param starts when it begins
 * @param length how long it lasts each time, counted as the clock shows it
 */
record RecurringPeriod(Recurrence starts, Duration length) implements TimePeriod {
    /** Longer ones would be one period without a gap, for all frequencies but the yearly one. */
    private static final Duration LONGEST = Duration.ofDays(366);

    RecurringPeriod {
        if (length.compareTo(LONGEST) > 0) length = LONGEST;
    }

    @Override public boolean contains(LocalDateTime wall) { return starts.comesWithin(wall.minus(length), wall); }
}
