package io.tandem.data.tariff;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;

/**
 * When a profile's calls are off-peak: every week at some times of a day, and in some stretches of time beside. All other time is on-peak. Immutable.
 *
 * @param zone in which the times are meant
 */
public record PeakTimes(List<Weekly> weekly, List<Special> special, ZoneId zone) {

    /** @param from second of the day
     * @param to   the first that is no longer in it, up to 86400 */
    public record Weekly(DayOfWeek day, int from, int to) {}

    /** @param to the first moment that is no longer in it */
    public record Special(LocalDateTime from, LocalDateTime to) {}

    public PeakTimes {
        weekly = List.copyOf(weekly);
        special = List.copyOf(special);
    }

    /** Always on-peak. */
    public static PeakTimes none(ZoneId zone) { return new PeakTimes(List.of(), List.of(), zone); }

    public boolean isOnPeak(long epochMillis) {
        if (weekly.isEmpty() && special.isEmpty()) return true;
        LocalDateTime moment = LocalDateTime.ofInstant(Instant.ofEpochMilli(epochMillis), zone);
        int second = moment.toLocalTime().toSecondOfDay();
        for (Weekly window : weekly) {
            if (window.day() == moment.getDayOfWeek() && second >= window.from() && second < window.to()) return false;
        }
        for (Special window : special) {
            if (!moment.isBefore(window.from()) && moment.isBefore(window.to())) return false;
        }
        return true;
    }
}
