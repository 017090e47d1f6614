package io.tandem.sip.auth;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The {@code name=value} list of a Digest header, read as clients write it: any case and white space, quotes where none belong or missing. */
final class AuthParameters {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final String text;
    private int position;

    private AuthParameters(String text) {
        this.text = text;
    }

    /** @throws MalformedCredentialsException for another scheme, an open quote, a nameless or valueless or repeated parameter */
    static AuthParameters parse(String header) {
        String stripped = header.trim();
        if (!stripped.regionMatches(true, 0, "Digest", 0, 6) || stripped.length() < 8 || stripped.charAt(6) > ' ') {
            throw new MalformedCredentialsException("not a Digest header: '" + abbreviated(stripped) + "'");
        }
        AuthParameters parameters = new AuthParameters(stripped.substring(7));
        parameters.read();
        return parameters;
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** @throws MalformedCredentialsException if it is missing */
    String require(String name) {
        return get(name).orElseThrow(() -> new MalformedCredentialsException("Digest header without " + name));
    }

    private void read() {
        while (skipSeparators()) {
            int equals = text.indexOf('=', position);
            String name = equals < 0 ? "" : text.substring(position, equals).trim().toLowerCase(Locale.ROOT);
            if (!isName(name)) {
                throw new MalformedCredentialsException("no name=value at '" + abbreviated(text.substring(position)) + "'");
            }
            position = equals + 1;
            if (values.put(name, readValue(name)) != null) throw new MalformedCredentialsException("Digest parameter " + name + " twice");
        }
    }

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) { // ten of them in each header: no stream for each
            char c = name.charAt(i);
            if (c <= ' ' || c == ',' || c == '"') return false;
        }
        return !name.isEmpty();
    }

    private boolean skipSeparators() {
        while (position < text.length() && (text.charAt(position) <= ' ' || text.charAt(position) == ',')) position++;
        return position < text.length();
    }

    private String readValue(String name) {
        while (position < text.length() && text.charAt(position) <= ' ') position++;
        if (position < text.length() && text.charAt(position) == '"') return readQuoted(name);
        int comma = text.indexOf(',', position);
        int end = comma < 0 ? text.length() : comma;
        String value = text.substring(position, end).trim(); // of ASCII, as who looks at the bytes does
        position = end;
        if (value.isEmpty()) throw new MalformedCredentialsException("Digest parameter " + name + " without value");
        return value;
    }

    private String readQuoted(String name) {
        StringBuilder value = new StringBuilder();
        for (int i = position + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                position = i + 1;
                return requireSeparator(name, value.toString());
            }
            value.append(c == '\\' && i + 1 < text.length() ? text.charAt(++i) : c);
        }
        throw new MalformedCredentialsException("Digest parameter " + name + " has no closing quote");
    }

    private String requireSeparator(String name, String value) {
        int next = position;
        while (next < text.length() && text.charAt(next) <= ' ') next++;
        if (next < text.length() && text.charAt(next) != ',') {
            throw new MalformedCredentialsException("text after the closing quote of Digest parameter " + name);
        }
        return value;
    }

    private static String abbreviated(String value) {
        return value.length() <= 40 ? value : value.substring(0, 40) + "...";
    }

    static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
