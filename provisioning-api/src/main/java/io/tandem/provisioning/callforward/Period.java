package io.tandem.provisioning.callforward;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One column of a time period: a number or a range of them, which may run over the end as {@code 22-6} does. Pure.
 *
 * @param cyclic whether the end comes after the start again
 */
record Period(String column, int first, int last, boolean cyclic) {
    static final List<Period> COLUMNS = List.of(new Period("year", 1970, 9999, false), new Period("month", 1, 12, true),
        new Period("mday", 1, 31, true), new Period("wday", 1, 7, true), new Period("hour", 0, 23, true), new Period("minute", 0, 59, true));

    private static final Pattern RANGE = Pattern.compile("(\\d{1,4})(?:-(\\d{1,4}))?");

    /** Why a value cannot be; empty if it can. */
    Optional<String> fault(String value) {
        Matcher range = RANGE.matcher(value);
        if (!range.matches()) {
            return Optional.of("Value must be a number or a range as %d-%d".formatted(first, last));
        }
        int from = Integer.parseInt(range.group(1));
        int to = range.group(2) == null ? from : Integer.parseInt(range.group(2));
        if (from < first || from > last || to < first || to > last) {
            return Optional.of("Value must be between %d and %d".formatted(first, last));
        }
        return cyclic || from <= to ? Optional.empty() : Optional.of("The range ends before it starts");
    }
}
