package io.tandem.data.balance;

import java.time.Duration;
import java.time.LocalDateTime;

/** @param end last second of it */
public record Interval(LocalDateTime start, LocalDateTime end) {
    /** End of what ends with the next top-up. */
    public static final LocalDateTime OPEN = LocalDateTime.of(9999, 12, 31, 23, 59, 59);

    public boolean isOpen() {
        return end.equals(OPEN);
    }

    public boolean contains(LocalDateTime moment) {
        return !moment.isBefore(start) && moment.isBefore(next());
    }

    /** Where the next one begins. */
    public LocalDateTime next() {
        return end.plusSeconds(1);
    }

    public long seconds() {
        return Duration.between(start, next()).toSeconds();
    }
}
