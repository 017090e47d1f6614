package io.tandem.data.timeset;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;

/** How often something recurs (FREQ of RFC 5545 §3.3.10), the finest first. */
enum Frequency {
    SECONDLY(ChronoUnit.SECONDS), MINUTELY(ChronoUnit.MINUTES), HOURLY(ChronoUnit.HOURS), DAILY(ChronoUnit.DAYS), WEEKLY(ChronoUnit.WEEKS),
    MONTHLY(ChronoUnit.MONTHS), YEARLY(ChronoUnit.YEARS);

    private final ChronoUnit unit;

    Frequency(ChronoUnit unit) { this.unit = unit; }

    /** Beginning of the second, day, week (on Monday) and so on that the moment is in. */
    LocalDateTime beginning(LocalDateTime moment) {
        return switch (this) {
            case SECONDLY, MINUTELY, HOURLY, DAILY -> moment.truncatedTo(unit);
            case WEEKLY -> moment.truncatedTo(ChronoUnit.DAYS).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTHLY -> moment.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
            case YEARLY -> moment.truncatedTo(ChronoUnit.DAYS).withDayOfYear(1);
        };
    }

    /** Beginning of the next one. */
    LocalDateTime end(LocalDateTime moment) { return beginning(moment).plus(1, unit); }

    /** Seconds, days and so on from one moment to a later one, as the calendar counts them. */
    long between(LocalDateTime from, LocalDateTime to) { return unit.between(beginning(from), beginning(to)); }

    /** End of the second, minute or hour that a moment is in, of the day for all others: until then lasts what has no end of its own. */
    LocalDateTime unitEnd(LocalDateTime moment) { return isFinerThan(DAILY) ? end(moment) : DAILY.end(moment); }

    boolean isFinerThan(Frequency other) { return compareTo(other) < 0; }
}
