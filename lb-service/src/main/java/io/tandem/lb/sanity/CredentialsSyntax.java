package io.tandem.lb.sanity;

import java.util.List;

/** Can credentials be read (RFC 3261 §25.1 credentials, RFC 7616 §3.4)? Whether they are right is the proxy's business. */
final class CredentialsSyntax {

    private static final String DIGEST = "digest";
    private static final List<String> DIGEST_NEEDS = List.of("username", "realm", "nonce", "uri", "response");

    private CredentialsSyntax() {}

    static boolean isSound(String value) {
        int blank = value.indexOf(' ');
        if (blank <= 0) {
            return false;
        }
        boolean digest = blank == DIGEST.length() && value.regionMatches(true, 0, DIGEST, 0, blank);
        return !digest || isDigest(value, blank + 1);
    }

    /** Parameters {@code name=token} or {@code name="quoted"}, separated by commas, with the five that a digest cannot do without. */
    private static boolean isDigest(String value, int from) {
        int needed = 0;
        int at = from;
        while (at < value.length()) {
            int equals = value.indexOf('=', at);
            if (equals < 0) {
                return false;
            }
            int start = skipBlanks(value, at);
            int nameEnd = endOfName(value, start);
            int end = endOfParameter(value, equals + 1);
            if (end < 0 || nameEnd == start || skipBlanks(value, nameEnd) != equals) {
                return false;
            }
            needed += isNeeded(value, start, nameEnd) ? 1 : 0;
            at = end + 1;
        }
        return needed == DIGEST_NEEDS.size();
    }

    private static boolean isNeeded(String value, int start, int end) {
        for (int i = 0; i < DIGEST_NEEDS.size(); i++) {
            String name = DIGEST_NEEDS.get(i);
            if (name.length() == end - start && value.regionMatches(true, start, name, 0, name.length())) {
                return true;
            }
        }
        return false;
    }

    private static int endOfName(String value, int from) {
        int end = from;
        while (end < value.length() && value.charAt(end) != '=' && value.charAt(end) != ' ' && value.charAt(end) != '"') {
            end++;
        }
        return end;
    }

    private static int skipBlanks(String value, int from) {
        int start = from;
        while (start < value.length() && value.charAt(start) == ' ') {
            start++;
        }
        return start;
    }

    /** Position of the comma behind the parameter, or the end; -1 if a quote is not closed or something follows it. */
    private static int endOfParameter(String value, int from) {
        int start = skipBlanks(value, from);
        if (start >= value.length() || value.charAt(start) != '"') {
            int comma = value.indexOf(',', start);
            return comma < 0 ? value.length() : comma;
        }
        int close = closingQuote(value, start + 1);
        if (close < 0) {
            return -1;
        }
        int end = skipBlanks(value, close + 1);
        return end == value.length() || value.charAt(end) == ',' ? end : -1;
    }

    private static int closingQuote(String value, int from) {
        for (int i = from; i < value.length(); i++) {
            if (value.charAt(i) == '\\') {
                i++;
            } else if (value.charAt(i) == '"') {
                return i;
            }
        }
        return -1;
    }
}
