package io.tandem.sip.bytes;

/** Header values that are lists (RFC 3261 §7.3.1). */
public final class Lists {

    private Lists() {}

    /** End of the element that starts at {@code from}: the next comma outside quotes and angle brackets, or {@code to}. */
    public static int elementEnd(byte[] data, int from, int to) {
        if (Bytes.indexOf(data, ',', from, to) < 0) {
            return to;
        }
        boolean quoted = false;
        boolean bracketed = false;
        for (int i = from; i < to; i++) {
            byte b = data[i];
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
        return to;
    }

    /** The element's end without the white space before the comma. */
    public static int trimmed(byte[] data, int from, int elementEnd) {
        return Bytes.trimBlanks(data, from, elementEnd);
    }

    /** Start of the element behind the comma at {@code elementEnd}; {@code to} when there is none. */
    public static int nextStart(byte[] data, int elementEnd, int to) {
        return Bytes.skipBlanks(data, Math.min(elementEnd + 1, to), to);
    }
}
