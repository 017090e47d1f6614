package io.tandem.data.timeset;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Moments that recur (RFC 5545 §3.3.10). What the rule leaves open is as in the first of them. Immutable.
 *
 * @param first    DTSTART
 * @param interval every how many days, weeks and so on; at least 1
 * @param until    the last moment; empty if it never ends
 */
record Recurrence(LocalDateTime first, Frequency frequency, int interval, Optional<LocalDateTime> until, Parts parts) {
    /** Days that are looked at to find the last of a counted recurrence; one that comes more seldom than once in all these is over after them. */
    private static final int MOST_DAYS = 36_600;
    private static final int MOST_MOMENTS = 100_000;

    Recurrence {
        first = first.truncatedTo(ChronoUnit.SECONDS);
        if (interval < 1) throw new IllegalArgumentException("interval " + interval + " is below 1");
    }

    /** The same, over after so many moments. Takes its time: not for event loops. */
    Recurrence counting(OptionalInt count) {
        if (count.isEmpty()) return this;
        int left = Math.min(count.getAsInt(), MOST_MOMENTS);
        LocalDateTime last = first.minusSeconds(1);
        for (LocalDate day = first.toLocalDate(); left > 0 && day.isBefore(first.toLocalDate().plusDays(MOST_DAYS)); day = day.plusDays(1)) {
            for (LocalDateTime moment : on(day)) {
                if (left > 0 && isPlaced(moment)) {
                    last = moment;
                    left--;
                }
            }
        }
        return new Recurrence(first, frequency, interval, Optional.of(last), parts);
    }

    /** One of its moments is later than {@code after} and not later than {@code upTo}. */
    boolean comesWithin(LocalDateTime after, LocalDateTime upTo) {
        LocalDate earliest = (after.isBefore(first) ? first : after).toLocalDate();
        for (LocalDate day = upTo.toLocalDate(); !day.isBefore(earliest); day = day.minusDays(1)) {
            if (isDay(day) && comesOn(day, after, upTo)) return true;
        }
        return false;
    }

    private boolean comesOn(LocalDate day, LocalDateTime after, LocalDateTime upTo) {
        for (int hour : hours().reversed()) {
            for (int minute : minutes().reversed()) {
                for (int second : seconds().reversed()) {
                    LocalDateTime moment = day.atTime(hour, minute, second);
                    if (!moment.isAfter(after)) return false;
                    if (!moment.isAfter(upTo) && isIn(moment) && isPlaced(moment)) return true;
                }
            }
        }
        return false;
    }

    /** Moments of a day in their order, BYSETPOS left aside. */
    private List<LocalDateTime> on(LocalDate day) {
        List<LocalDateTime> found = new ArrayList<>();
        if (!isDay(day)) return found;
        for (int hour : hours()) {
            for (int minute : minutes()) {
                for (int second : seconds()) {
                    LocalDateTime moment = day.atTime(LocalTime.of(hour, minute, second));
                    if (isIn(moment)) found.add(moment);
                }
            }
        }
        return found;
    }

    private boolean isIn(LocalDateTime moment) {
        return !moment.isBefore(first) && until.filter(moment::isAfter).isEmpty() && frequency.between(first, moment) % interval == 0;
    }

    private boolean isDay(LocalDate day) {
        return parts.contains(day, scope()) && switch (frequency) {
            case YEARLY -> parts.nameDays() || (parts.weeks().isEmpty() ? isDayOfMonth(day) && (!parts.months().isEmpty() || day.getMonth() == first.getMonth())
                    : day.getDayOfWeek() == first.getDayOfWeek());
            case MONTHLY -> parts.nameDays() || isDayOfMonth(day);
            case WEEKLY -> !parts.days().isEmpty() || day.getDayOfWeek() == first.getDayOfWeek();
            case DAILY, HOURLY, MINUTELY, SECONDLY -> true;
        };
    }

    private NthDay.Scope scope() {
        return switch (frequency) {
            case MONTHLY -> NthDay.Scope.MONTH;
            case YEARLY -> !parts.weeks().isEmpty() ? NthDay.Scope.ANY : parts.months().isEmpty() ? NthDay.Scope.YEAR : NthDay.Scope.MONTH;
            case WEEKLY, DAILY, HOURLY, MINUTELY, SECONDLY -> NthDay.Scope.ANY;
        };
    }

    private boolean isDayOfMonth(LocalDate day) { return day.getDayOfMonth() == first.getDayOfMonth(); }

    /** BYSETPOS: the moment is at one of these places among those of its week, month and so on. */
    private boolean isPlaced(LocalDateTime moment) {
        if (parts.positions().isEmpty()) return true;
        LocalDateTime end = frequency.end(moment);
        List<LocalDateTime> all = new ArrayList<>();
        for (LocalDate day = frequency.beginning(moment).toLocalDate(); day.atStartOfDay().isBefore(end); day = day.plusDays(1)) {
            all.addAll(on(day));
        }
        all.removeIf(one -> one.isBefore(frequency.beginning(moment)) || !one.isBefore(end));
        int place = all.indexOf(moment) + 1;
        return parts.positions().contains(place) || parts.positions().contains(place - all.size() - 1);
    }

    private List<Integer> hours() { return values(parts.hours(), Frequency.DAILY, 24, first.getHour()); }

    private List<Integer> minutes() { return values(parts.minutes(), Frequency.HOURLY, 60, first.getMinute()); }

    private List<Integer> seconds() { return values(parts.seconds(), Frequency.MINUTELY, 60, first.getSecond()); }

    /** @param above the frequency from which on the value stays that of the first moment */
    private List<Integer> values(List<Integer> given, Frequency above, int size, int ofFirst) {
        if (!given.isEmpty()) return given;
        return frequency.isFinerThan(above) ? IntStream.range(0, size).boxed().toList() : List.of(ofFirst);
    }
}
