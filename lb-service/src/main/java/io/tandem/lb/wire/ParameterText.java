package io.tandem.lb.wire;

import io.tandem.sip.bytes.Bytes;

/** Parameters {@code ;name=value;flag} behind a header value, read as {@code io.tandem.sip.message.Parameters} reads them. */
final class ParameterText {

    private ParameterText() {}

    /** The next semicolon outside quotes, or {@code to}; -1 if a quote is not closed. */
    static int end(byte[] data, int start, int to) {
        int i = Bytes.indexOfEither(data, ';', '"', start, to);
        return i == to || data[i] == ';' ? i : endBehindQuote(data, i, to);
    }

    private static int endBehindQuote(byte[] data, int quote, int to) {
        boolean quoted = false;
        for (int i = quote; i < to; i++) {
            byte b = data[i];
            if (quoted && b == '\\') {
                i++;
            } else if (b == '"') {
                quoted = !quoted;
            } else if (b == ';' && !quoted) {
                return i;
            }
        }
        return quoted ? -1 : to;
    }

    /** Behind the name of the parameter in [start, end), white space left out. */
    static int nameEnd(byte[] data, int start, int end) {
        int equals = Bytes.indexOf(data, '=', start, end);
        return Bytes.trimBlanks(data, start, equals < 0 ? end : equals);
    }

    /** Is [start, nameEnd) a name, or is there nothing at all up to {@code end}? */
    static boolean isName(byte[] data, int start, int nameEnd, int end) {
        for (int i = start; i < nameEnd; i++) {
            if (data[i] == ' ' || data[i] == '"') {
                return false;
            }
        }
        return nameEnd > start || Bytes.skipBlanks(data, start, end) == end;
    }

    /** First byte of the value of the parameter whose name ends there, quotes included; {@code end} if it has none. */
    static int valueStart(byte[] data, int nameEnd, int end) {
        int equals = Bytes.skipBlanks(data, nameEnd, end);
        return equals == end ? end : Bytes.skipBlanks(data, equals + 1, end);
    }

    /** Every parameter in [from, to), which begins with a semicolon or is empty, has a name, and every quote an end. */
    static boolean isSound(byte[] data, int from, int to) {
        for (int i = from; i < to;) {
            int start = Bytes.skipBlanks(data, i + 1, to);
            i = end(data, start, to);
            if (i < 0 || !isName(data, start, nameEnd(data, start, i), i)) {
                return false;
            }
        }
        return true;
    }

    /** First byte of the first parameter with this name in sound parameters; -1 without one. */
    static int find(byte[] data, int from, int to, byte[] lower) {
        for (int i = from; i < to;) {
            int start = Bytes.skipBlanks(data, i + 1, to);
            i = end(data, start, to);
            int nameEnd = start + lower.length;
            if (nameEnd <= i && (data[start] | 0x20) == lower[0] && nameEnd(data, start, i) == nameEnd
                    && Bytes.equalsIgnoreCase(data, start, nameEnd, lower)) {
                return start;
            }
        }
        return -1;
    }
}
