package io.tandem.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import io.tandem.sip.bytes.Bytes;
import io.tandem.sip.bytes.Lists;

/**
 * One header line as slices of bytes that nobody changes: name, value without surrounding white space, and whether it is folded.
 * @param hash of the name's long form
 */
record HeaderField(int hash, byte[] nameSource, int nameStart, int nameEnd, byte[] source, int valueStart, int valueEnd, boolean folded) {

    static HeaderField of(String name, String value) {
        HeaderNames.Known known = HeaderNames.known(name);
        if (!known.isToken()) {
            throw new IllegalArgumentException("header name '" + name + "' is not a token (RFC 3261 §25.1)");
        }
        if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("line break in a value for " + name + ": " + value);
        }
        byte[] bytes = stripped(value).getBytes(StandardCharsets.UTF_8);
        return new HeaderField(known.hash(), known.bytes(), 0, known.bytes().length, bytes, 0, bytes.length, false);
    }

    /** The same value under a name as it is known; the bytes are shared. */
    HeaderField named(HeaderNames.Known known) {
        return folded ? of(known.name(), value())
                : new HeaderField(hash, known.bytes(), 0, known.bytes().length, source, valueStart, valueEnd, false);
    }

    private static String stripped(String value) {
        boolean clean = value.isEmpty() || value.charAt(0) > ' ' && value.charAt(value.length() - 1) > ' ';
        return clean ? value : value.strip();
    }

    String name() {
        return Bytes.text(nameSource, nameStart, nameEnd);
    }

    String value() {
        return text(valueStart, valueEnd);
    }

    /** The value as a number, -1 if it is none. */
    long number() {
        return Bytes.number(source, valueStart, valueEnd);
    }

    boolean matches(SipMessage.HeaderFilter filter) {
        return filter.matches(nameSource, nameStart, nameEnd);
    }

    /** Part of the value, folded lines joined by one space (RFC 3261 §7.3.1). */
    String text(int from, int to) {
        String raw = Bytes.text(source, from, to);
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

    boolean is(HeaderNames.Known name) {
        return hash == name.hash() && HeaderNames.same(nameSource, nameStart, nameEnd, name);
    }

    boolean isList() {
        return HeaderNames.isList(hash);
    }

    /** End of the value that starts at {@code from}: the next comma outside quotes and angle brackets (RFC 3261 §7.3.1), or valueEnd. */
    int endOfValue(int from) {
        return Lists.elementEnd(source, from, valueEnd);
    }

    /** As {@link #endOfValue}, white space before the comma left out. */
    int trimmedEnd(int from) {
        int end = endOfValue(from);
        while (end > from && Bytes.isLws(source[end - 1])) {
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
                : Optional.of(new HeaderField(hash, nameSource, nameStart, nameEnd, source, next, valueEnd, folded));
    }

    /** Start of the value behind the comma at {@code end}; {@code valueEnd} when there is none. */
    int startAfter(int end) {
        int start = Math.min(end + 1, valueEnd);
        while (start < valueEnd && Bytes.isLws(source[start])) {
            start++;
        }
        return start;
    }

    /** Bytes this header takes when written on its own: name, colon, space, value, CRLF. */
    int writtenLength() {
        return nameEnd - nameStart + 2 + valueEnd - valueStart + 2;
    }

    int writeTo(byte[] target, int offset) {
        System.arraycopy(nameSource, nameStart, target, offset, nameEnd - nameStart);
        int at = offset + nameEnd - nameStart;
        target[at++] = ':';
        target[at++] = ' ';
        System.arraycopy(source, valueStart, target, at, valueEnd - valueStart);
        at += valueEnd - valueStart;
        target[at++] = '\r';
        target[at++] = '\n';
        return at;
    }
}
