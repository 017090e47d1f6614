package io.tandem.sip.message;

import java.util.List;

/** Reads and removes single values of a header line that may carry several. */
final class ListEdit {
    private ListEdit() {}

    /** End of the value that starts at {@code from}, white space before the comma left out. */
    static int trimmedEnd(HeaderField field, int from) {
        int end = field.endOfValue(from);
        while (end > from && Ascii.isLws(field.source()[end - 1])) {
            end--;
        }
        return end;
    }

    static void addValues(HeaderField field, List<String> values) {
        if (!field.isList()) {
            values.add(field.value());
            return;
        }
        for (int start = field.valueStart(); start < field.valueEnd(); start = field.startAfter(field.endOfValue(start))) {
            int end = trimmedEnd(field, start);
            if (end > start) {                                       // RFC 4475 §3.1.1.1 has none, but phones send "a,,b"
                values.add(field.text(start, end));
            }
        }
    }

    /** Drops the first value of the line, and the line with its last value. */
    static void removeFirstValue(HeaderLines headers, int line) {
        HeaderField field = headers.field(line);
        int next = field.isList() ? field.startAfter(field.endOfValue(field.valueStart())) : field.valueEnd();
        if (next >= field.valueEnd()) {
            headers.delete(line);
        } else {
            headers.replace(line, field.withValue(next, field.valueEnd()));
        }
    }
}
