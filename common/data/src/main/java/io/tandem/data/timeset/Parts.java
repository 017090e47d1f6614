package io.tandem.data.timeset;

import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.util.List;

/** The BY parts of a recurrence (RFC 5545 §3.3.10); an empty one was not given. Weeks begin on Monday. */
record Parts(List<Integer> seconds, List<Integer> minutes, List<Integer> hours, List<NthDay> days, List<Integer> monthDays, List<Integer> yearDays,
             List<Integer> weeks, List<Integer> months, List<Integer> positions) {
    Parts {
        seconds = sorted(seconds);
        minutes = sorted(minutes);
        hours = sorted(hours);
        days = List.copyOf(days);
        monthDays = sorted(monthDays);
        yearDays = sorted(yearDays);
        weeks = sorted(weeks);
        months = sorted(months);
        positions = sorted(positions);
    }

    private static List<Integer> sorted(List<Integer> values) { return values.stream().distinct().sorted().toList(); }

    /** Fits all parts that speak of days. */
    boolean contains(LocalDate date, NthDay.Scope scope) {
        return (months.isEmpty() || months.contains(date.getMonthValue()))
                && names(monthDays, date.getDayOfMonth(), date.lengthOfMonth())
                && names(yearDays, date.getDayOfYear(), date.lengthOfYear())
                && (weeks.isEmpty() || names(weeks, date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR),
                        (int) IsoFields.WEEK_OF_WEEK_BASED_YEAR.rangeRefinedBy(date).getMaximum()))
                && (days.isEmpty() || days.stream().anyMatch(day -> day.contains(date, scope)));
    }

    private static boolean names(List<Integer> values, int value, int length) {
        return values.isEmpty() || values.contains(value) || values.contains(value - length - 1);
    }

    /** Some part names days within a month, year or week. */
    boolean nameDays() { return !days.isEmpty() || !monthDays.isEmpty() || !yearDays.isEmpty(); }
}
