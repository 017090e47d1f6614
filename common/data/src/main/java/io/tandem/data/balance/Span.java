package io.tandem.data.balance;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** A length of time as packages say it: some minutes, hours, days, weeks or calendar months. */
public record Span(ChronoUnit unit, long value) {

    /** @param unit one of the words of the API, such as {@code month} */
    public static Span of(String unit, long value) {
        return new Span(ChronoUnit.valueOf(unit.toUpperCase(Locale.ROOT) + "S"), value);
    }

    /** So many of it after a moment; a month later is the same day, or the last that the month has. */
    public LocalDateTime times(long count, LocalDateTime from) {
        return from.plus(Math.multiplyExact(value, count), unit);
    }

    public LocalDateTime before(LocalDateTime moment) {
        return moment.minus(value, unit);
    }

    /** About so long: months differ. */
    public Duration length() {
        return unit.getDuration().multipliedBy(value);
    }

    public boolean isShorterThanADay() {
        return unit.compareTo(ChronoUnit.DAYS) < 0;
    }
}
