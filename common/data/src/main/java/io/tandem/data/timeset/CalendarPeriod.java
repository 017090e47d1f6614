package io.tandem.data.timeset;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The older form of a period, in time sets of call forwards: a range for each part of the calendar. All must fit.
 *
 * @param parts those that were given; without any it holds always
 */
record CalendarPeriod(List<Part> parts) implements TimePeriod {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,4})(?:-(\\d{1,4}))?");

    /** A part of the calendar; constants are named as the columns. */
    enum Column {
        YEAR(LocalDateTime::getYear), MONTH(LocalDateTime::getMonthValue), MDAY(LocalDateTime::getDayOfMonth),
        /** 1 is Sunday. */
        WDAY(wall -> wall.getDayOfWeek().getValue() % 7 + 1),
        HOUR(LocalDateTime::getHour), MINUTE(LocalDateTime::getMinute);

        private final ToIntFunction<LocalDateTime> value;

        Column(ToIntFunction<LocalDateTime> value) { this.value = value; }
    }

    /** First and last value; the last may come first, as in 22-6 for hours. */
    private record Range(int first, int last) {
        boolean contains(int value) { return first <= last ? value >= first && value <= last : value >= first || value <= last; }
    }

    /** Values of one part, of which one must fit. */
    record Part(Column column, List<Range> ranges) {
        /** @throws IllegalArgumentException if the text is no list of numbers and ranges */
        static Part parse(Column column, String text) {
            List<Range> ranges = new ArrayList<>();
            for (String one : text.split("[;,]", -1)) {
                Matcher range = RANGE.matcher(one.strip());
                if (!range.matches()) throw new IllegalArgumentException("'" + text + "' is no number and no range");
                int first = Integer.parseInt(range.group(1));
                ranges.add(new Range(first, range.group(2) == null ? first : Integer.parseInt(range.group(2))));
            }
            return new Part(column, ranges);
        }

        boolean contains(LocalDateTime wall) {
            int value = column.value.applyAsInt(wall);
            return ranges.stream().anyMatch(range -> range.contains(value));
        }
    }

    CalendarPeriod {
        parts = List.copyOf(parts);
    }

    @Override public boolean contains(LocalDateTime wall) {
        for (Part part : parts) {
            if (!part.contains(wall)) return false;
        }
        return true;
    }
}
