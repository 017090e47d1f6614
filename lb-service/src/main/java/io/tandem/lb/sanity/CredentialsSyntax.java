package io.tandem.lb.sanity;

import java.util.Locale;
import java.util.Set;

/** Can credentials be read (RFC 3261 §25.1 credentials, RFC 7616 §3.4)? Whether they are right is the proxy's business. */
final class CredentialsSyntax {

    private static final String DIGEST = "digest";
    private static final Set<String> DIGEST_NEEDS = Set.of("username", "realm", "nonce", "uri", "response");

    private CredentialsSyntax() {}

    static boolean isSound(String value) {
        int blank = value.indexOf(' ');
        if (blank <= 0) {
            return false;
        }
        boolean digest = value.substring(0, blank).equalsIgnoreCase(DIGEST);
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
            String name = value.substring(at, equals).strip().toLowerCase(Locale.ROOT);
            int end = endOfParameter(value, equals + 1);
            if (end < 0 || name.isEmpty() || name.indexOf(' ') >= 0 || name.indexOf('"') >= 0) {
                return false;
            }
            needed += DIGEST_NEEDS.contains(name) ? 1 : 0;
            at = end + 1;
        }
        return needed == DIGEST_NEEDS.size();
    }

    /** Position of the comma behind the parameter, or the end; -1 if a quote is not closed or something follows it. */
    private static int endOfParameter(String value, int from) {
        int start = from;
        while (start < value.length() && value.charAt(start) == ' ') {
            start++;
        }
        if (start >= value.length() || value.charAt(start) != '"') {
            int comma = value.indexOf(',', start);
            return comma < 0 ? value.length() : comma;
        }
        int close = closingQuote(value, start + 1);
        if (close < 0) {
            return -1;
        }
        int end = close + 1;
        while (end < value.length() && value.charAt(end) == ' ') {
            end++;
        }
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
