package io.tandem.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** One header line as slices of bytes that nobody changes: name, value without surrounding white space, and whether it is folded. */
record HeaderField(byte[] source, int hash, int nameStart, int nameEnd, int valueStart, int valueEnd, boolean folded) {

    static HeaderField of(String name, String value) {
        if (!Ascii.isToken(name)) {
            throw new IllegalArgumentException("header name '" + name + "' is not a token (RFC 3261 §25.1)");
        }
        rejectLineBreaks(name, value);
        byte[] bytes = (name + ": " + value.strip()).getBytes(StandardCharsets.UTF_8);
        return new HeaderField(bytes, HeaderNames.hash(name), 0, name.length(), name.length() + 2, bytes.length, false);
    }

    private static void rejectLineBreaks(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\r' || c == '\n') {
                throw new IllegalArgumentException("line break in a value for " + name + " at " + i);
            }
        }
    }

    String name() {
        return Ascii.text(source, nameStart, nameEnd);
    }

    String value() {
        return text(valueStart, valueEnd);
    }

    /** Part of the value, folded lines joined by one space (RFC 3261 §7.3.1). */
    String text(int from, int to) {
        String raw = Ascii.text(source, from, to);
        return folded ? unfold(raw) : raw;
    }

    private static String unfold(String raw) {
        StringBuilder text = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) == '\r' && i + 1 < raw.length() && raw.charAt(i + 1) == '\n') {
                int next = i + 2;
                while (next < raw.length() && (raw.charAt(next) == ' ' || raw.charAt(next) == '\t' || raw.charAt(next) == '\r'
                        || raw.charAt(next) == '\n')) {
                    next++;
                }
                while (!text.isEmpty() && (text.charAt(text.length() - 1) == ' ' || text.charAt(text.length() - 1) == '\t')) {
                    text.setLength(text.length() - 1);
                }
                text.append(' ');
                i = next - 1;
            } else {
                text.append(raw.charAt(i));
            }
        }
        return text.toString();
    }

    boolean is(String longName) {
        return HeaderNames.same(source, nameStart, nameEnd, longName);
    }

    boolean isAny(List<String> longNames) {
        for (String name : longNames) {
            if (is(name)) {
                return true;
            }
        }
        return false;
    }

    boolean isList() {
        return HeaderNames.isList(hash);
    }

    /** End of the value that starts at {@code from}: the next comma outside quotes and angle brackets (RFC 3261 §7.3.1), or valueEnd. */
    int endOfValue(int from) {
        boolean quoted = false;
        boolean bracketed = false;
        for (int i = from; i < valueEnd; i++) {
            byte b = source[i];
            if (quoted) {
                if (b == '\\') {
                    i++;
                } else {
                    quoted = b != '"';
                }
            } else if (b == '"') {
                quoted = !bracketed;
            } else if (b == '<') {
                bracketed = true;
            } else if (b == '>') {
                bracketed = false;
            } else if (b == ',' && !bracketed) {
                return i;
            }
        }
        return valueEnd;
    }

    /** As {@link #endOfValue}, white space before the comma left out. */
    int trimmedEnd(int from) {
        int end = endOfValue(from);
        while (end > from && Ascii.isLws(source[end - 1])) {
            end--;
        }
        return end;
    }

    /** First value of a list header, the whole value of any other. */
    String firstValue() {
        return isList() ? text(valueStart, trimmedEnd(valueStart)) : value();
    }

    void addValues(List<String> values) {
        if (!isList()) {
            values.add(value());
            return;
        }
        for (int start = valueStart; start < valueEnd; start = startAfter(endOfValue(start))) {
            int end = trimmedEnd(start);
            if (end > start) {                                       // phones do send "a,,b"
                values.add(text(start, end));
            }
        }
    }

    /** The same line without its first value; empty when that was the last one. */
    Optional<HeaderField> withoutFirstValue() {
        int next = isList() ? startAfter(endOfValue(valueStart)) : valueEnd;
        return next >= valueEnd ? Optional.empty()
                : Optional.of(new HeaderField(source, hash, nameStart, nameEnd, next, valueEnd, folded));
    }

    /** Start of the value behind the comma at {@code end}; {@code valueEnd} when there is none. */
    int startAfter(int end) {
        int start = Math.min(end + 1, valueEnd);
        while (start < valueEnd && Ascii.isLws(source[start])) {
            start++;
        }
        return start;
    }

    /** Bytes this header takes when written on its own: name, colon, space, value, CRLF. */
    int writtenLength() {
        return nameEnd - nameStart + 2 + valueEnd - valueStart + 2;
    }

    int writeTo(byte[] target, int offset) {
        int at = copy(nameStart, nameEnd, target, offset);
        target[at++] = ':';
        target[at++] = ' ';
        at = copy(valueStart, valueEnd, target, at);
        target[at++] = '\r';
        target[at++] = '\n';
        return at;
    }

    private int copy(int from, int to, byte[] target, int offset) {
        System.arraycopy(source, from, target, offset, to - from);
        return offset + to - from;
    }
}
