package io.tandem.billing.fraud;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** A day or a month of UTC in which a customer's calls began.
 * @param first its first day */
record Period(Length length, LocalDate first) {
    /** As the column says it. */
    enum Length {
        DAY("daily"), MONTH("interval");

        private final String limit;

        Length(String limit) { this.limit = limit; }

        String column() { return name().toLowerCase(Locale.ROOT); }

        /** What columns of its limit are called: {@code fraud_daily_limit}. */
        String limit() { return limit; }
    }

    static Period day(LocalDate day) { return new Period(Length.DAY, day); }

    static Period monthOf(LocalDate day) { return new Period(Length.MONTH, day.withDayOfMonth(1)); }

    /** Seconds of the epoch. */
    long start() { return first.atStartOfDay(ZoneOffset.UTC).toEpochSecond(); }

    /** Seconds of the epoch; the first that is no longer in it. */
    long end() {
        LocalDate next = length == Length.DAY ? first.plusDays(1) : first.plusMonths(1);
        return next.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
    }
}
