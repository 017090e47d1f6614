package io.tandem.lb.trace;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A message as text that may be shown and logged: without digest responses, passwords in URIs, media keys, message texts and dialled digits,
 * nonces cut short, and without control characters, which a terminal would obey. For the eye, not for the wire.
 */
final class Masking {
    static final String MASK = "***";
    private static final int NONCE_SHOWN = 8;
    private static final List<String> CREDENTIALS = List.of("authorization", "proxy-authorization", "www-authenticate", "proxy-authenticate",
        "authentication-info", "proxy-authentication-info");
    private static final List<String> SHOWN = List.of("application/sdp", "multipart/", "message/sip");
    private static final Pattern FOLD = Pattern.compile("\\r?\\n[ \\t]+");
    /** Up to the next comma outside of quotes, whatever it is. Possessive throughout: a hostile value costs one pass. */
    private static final Pattern DIGEST_SECRET = Pattern.compile("(?i)\\b(response|rspauth|auts)(\\s*+=\\s*+)(?:\"[^\"]*+\"?+)?+[^,]*+");
    private static final Pattern NONCE = Pattern.compile("(?i)(nonce\\s*=\\s*\"?[^\",\\s]{" + NONCE_SHOWN + "})[^\",\\s]+");
    private static final Pattern OTHER_SCHEME = Pattern.compile("(?i)^(\\s*(?!digest\\b)[\\w-]+\\s+)\\S.*");
    private static final Pattern URI_PASSWORD = Pattern.compile("(?i)(sips?:[^\\s:@<>;?\"]+):[^\\s@<>\"]*+@");
    private static final Pattern MEDIA_KEY = Pattern.compile(
        "(?i)^\\s*(a=crypto:\\d+\\s+[A-Z0-9_]+\\s+inline:|a=crypto:|a=ice-pwd:|a=fingerprint:[\\w-]+\\s+|a=fingerprint:|a=key-mgmt:|k=).*");

    private Masking() {}

    /** The whole message, lines ended by a line feed. */
    static String whole(byte[] message) {
        String text = new String(message, StandardCharsets.UTF_8);
        int body = endOfHead(text);
        StringBuilder out = new StringBuilder(text.length());
        String contentType = head(text.substring(0, body), out);
        body(text.substring(body), contentType, out);
        return out.toString();
    }

    /** The start line only. */
    static String startLine(byte[] message) {
        int end = 0;
        while (end < message.length && message[end] != '\r' && message[end] != '\n') {
            end++;
        }
        return line(new String(message, 0, end, StandardCharsets.UTF_8));
    }

    private static int endOfHead(String text) {
        int end = text.indexOf("\r\n\r\n");
        int bare = text.indexOf("\n\n");
        if (end < 0 && bare < 0) {
            return text.length();
        }
        return end >= 0 && (bare < 0 || end < bare) ? end + 4 : bare + 2;
    }

    /** Writes the head, and returns the Content-Type. */
    private static String head(String head, StringBuilder out) {
        String contentType = "";
        for (String line : FOLD.matcher(head).replaceAll(" ").lines().toList()) {
            String name = name(line);
            contentType = name.equals("content-type") || name.equals("c") ? line.substring(line.indexOf(':') + 1).strip() : contentType;
            out.append(masked(line, name)).append('\n');
        }
        return contentType;
    }

    private static String name(String line) {
        int colon = line.indexOf(':');
        return colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
    }

    private static String masked(String line, String name) {
        if (!CREDENTIALS.contains(name)) {
            return line(line);
        }
        int value = line.indexOf(':') + 1;
        String masked = DIGEST_SECRET.matcher(line.substring(value)).replaceAll("$1$2\"" + MASK + "\"");
        masked = NONCE.matcher(masked).replaceAll("$1...");
        return line(line.substring(0, value) + OTHER_SCHEME.matcher(masked).replaceAll("$1" + MASK));
    }

    /** SDP without its keys, and what may hold SDP or messages; of everything else, such as texts and dialled digits, only how long it is. */
    private static void body(String body, String contentType, StringBuilder out) {
        if (body.isEmpty()) {
            return;
        }
        String type = contentType.toLowerCase(Locale.ROOT);
        if (SHOWN.stream().anyMatch(type::startsWith)) {
            FOLD.matcher(body).replaceAll(" ").lines()
                .forEach(line -> out.append(MEDIA_KEY.matcher(masked(line, name(line))).replaceAll("$1" + MASK)).append('\n'));
        } else {
            out.append('(').append(body.length()).append(" characters of ").append(line(type.isEmpty() ? "unknown type" : type)).append(" not shown)\n");
        }
    }

    private static String line(String line) {
        String visible = line.codePoints().allMatch(Masking::isVisible) ? line : line.codePoints().map(c -> isVisible(c) ? c : '?')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        return URI_PASSWORD.matcher(visible).replaceAll("$1:" + MASK + "@");
    }

    /** Neither a control character nor one that turns the direction of text. */
    private static boolean isVisible(int c) {
        int type = Character.getType(c);
        return c == '\t' || type != Character.CONTROL && type != Character.FORMAT && type != Character.SURROGATE;
    }
}
