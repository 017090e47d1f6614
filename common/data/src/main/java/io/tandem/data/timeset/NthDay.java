package io.tandem.data.timeset;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value of BYDAY (RFC 5545 §3.3.10).
 *
 * @param n the n-th of its month or year, from its end if negative; 0 for every one
 */
record NthDay(int n, DayOfWeek day) {
    private static final Pattern VALUE = Pattern.compile("([+-]?\\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)");
    private static final List<String> NAMES = List.of("MO", "TU", "WE", "TH", "FR", "SA", "SU");

    /** Where days are counted. */
    enum Scope { ANY, MONTH, YEAR }

    /** @throws IllegalArgumentException for anything else than {@code MO} or {@code -1MO} */
    static NthDay parse(String text) {
        Matcher value = VALUE.matcher(text);
        if (!value.matches()) throw new IllegalArgumentException("'" + text + "' is no day of the week");
        return new NthDay(value.group(1) == null ? 0 : Integer.parseInt(value.group(1)), DayOfWeek.of(NAMES.indexOf(value.group(2)) + 1));
    }

    boolean contains(LocalDate date, Scope scope) {
        return date.getDayOfWeek() == day && (n == 0 || switch (scope) {
            case ANY -> true;
            case MONTH -> isNth(date.getDayOfMonth(), date.lengthOfMonth());
            case YEAR -> isNth(date.getDayOfYear(), date.lengthOfYear());
        });
    }

    private boolean isNth(int position, int length) { return n > 0 ? (position - 1) / 7 + 1 == n : (length - position) / 7 + 1 == -n; }
}
