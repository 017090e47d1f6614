package io.tandem.lb.text;

/** URIs and name-addrs as nearly all phones write them: {@code "Name" <sip:user@host:port;parameters>;tag=x}. No escapes, no folding, no headers in the URI. */
public final class PlainAddress {

    private static final boolean[] URI = table("-_.!~*'()&=+$,;/:@[]#");
    private static final boolean[] HOST = table(".-");
    private static final boolean[] PARAMETERS = table("-_.!~*'+=;:[]%/@");

    private PlainAddress() {}

    private static boolean[] table(String others) {
        boolean[] table = new boolean[128];
        for (char c = 0; c < 128; c++) {
            table[c] = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || others.indexOf(c) >= 0;
        }
        return table;
    }

    /** Is this part of the text a plain sip URI? False means: ask the real parser. */
    public static boolean isSipUri(String text, int from, int to) {
        if (!text.startsWith("sip:", from) || text.startsWith(":", from + 4)) {
            return false;
        }
        int at = -1;
        for (int i = from + 4; i < to; i++) {
            char c = text.charAt(i);
            if (c >= 128 || !URI[c] || c == '@' && at >= 0 || c == '=' && text.charAt(i - 1) == ';') {
                return false;
            }
            at = c == '@' ? i : at;
        }
        return at != from + 4 && isHostPort(text, at < 0 ? from + 4 : at + 1, to);
    }

    private static boolean isHostPort(String text, int from, int to) {
        int i = from;
        while (i < to && text.charAt(i) < 128 && HOST[text.charAt(i)]) {
            i++;
        }
        if (i == from) {
            return false;
        }
        int digits = 0;
        if (i < to && text.charAt(i) == ':') {
            i++;
            while (i < to && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
                i++;
                digits++;
            }
            if (digits == 0 || digits > 4) {
                return digits == 5 && (i == to || text.charAt(i) == ';') && Integer.parseInt(text, i - 5, i, 10) <= 65_535;
            }
        }
        return i == to || text.charAt(i) == ';';
    }

    /** The closing bracket of a plain name-addr; -1 means: ask the real parser. */
    public static int closingBracket(String value) {
        int open = openingBracket(value);
        int close = open < 0 ? -1 : value.indexOf('>', open);
        if (close < 0 || !isSipUri(value, open + 1, close) || close + 1 < value.length() && value.charAt(close + 1) != ';') {
            return -1;
        }
        for (int i = close + 1; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= 128 || !PARAMETERS[c] || c == '=' && value.charAt(i - 1) == ';') {
                return -1;
            }
        }
        return close;
    }

    private static int openingBracket(String value) {
        if (value.isEmpty() || value.charAt(0) != '"') {
            int open = value.indexOf('<');
            return open >= 0 && value.lastIndexOf('"', open) < 0 ? open : -1;
        }
        int quote = value.indexOf('"', 1);
        if (quote < 0 || value.lastIndexOf('\\', quote) >= 0) {
            return -1;
        }
        int open = quote + 1;
        while (open < value.length() && value.charAt(open) == ' ') {
            open++;
        }
        return open < value.length() && value.charAt(open) == '<' ? open : -1;
    }

    /** Where a parameter's value starts, behind its name and '='; -1 without one.
     * @param from where the parameters start */
    public static int parameter(String text, int from, String name) {
        for (int semicolon = text.indexOf(';', from); semicolon >= 0; semicolon = text.indexOf(';', semicolon + 1)) {
            int end = semicolon + 1 + name.length();
            if (text.regionMatches(true, semicolon + 1, name, 0, name.length()) && end < text.length() && text.charAt(end) == '=') {
                return end + 1;
            }
        }
        return -1;
    }

    /** Where the value that starts there ends. */
    public static int endOfValue(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) != ';' && text.charAt(end) != '>') {
            end++;
        }
        return end;
    }

    /** Has the plain URI in this value that very host and port, behind '@' or the scheme? */
    public static boolean names(String value, String hostPort) {
        int at = value.indexOf('@');
        int start = at >= 0 ? at + 1 : value.indexOf(':') + 1;
        int end = start + hostPort.length();
        return value.startsWith(hostPort, start) && (end == value.length() || ";>?".indexOf(value.charAt(end)) >= 0);
    }
}
