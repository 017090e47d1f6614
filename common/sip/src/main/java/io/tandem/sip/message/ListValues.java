package io.tandem.sip.message;

/** Finds the commas that separate the values of a list header: outside quoted strings and angle brackets (RFC 3261 §7.3.1). */
final class ListValues {
    private ListValues() {}

    static int endOfValue(byte[] bytes, int from, int to) {
        boolean quoted = false;
        boolean bracketed = false;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
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
}
