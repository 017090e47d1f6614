package io.tandem.sip.message;

import java.util.Optional;

import io.tandem.sip.message.MalformedMessageException.Reason;

/**
 * Display name, URI and header parameters, as in From, To, Contact, Route (RFC 3261 §20.10, §25.1). Immutable.
 * @param displayName without quotes and escapes; empty when there is none
 */
public record NameAddr(String displayName, SipUri uri, Parameters parameters) {

    public static NameAddr of(SipUri uri) {
        return new NameAddr("", uri, Parameters.NONE);
    }

    /** Reads {@code "Name" <uri>;tag=x} or {@code uri;tag=x}: without angle brackets, parameters belong to the header (§20.10). */
    public static NameAddr parse(String text) {
        int open = openingBracket(text);
        if (open < 0) {
            int end = text.indexOf(';');
            SipUri uri = SipUri.parse((end < 0 ? text : text.substring(0, end)).strip());
            if (!uri.headers().isEmpty()) {                       // RFC 3261 §20: '?' only inside angle brackets
                throw bad(text, "has URI headers outside angle brackets");
            }
            return new NameAddr("", uri, Parameters.parse(end < 0 ? "" : text.substring(end)));
        }
        int close = text.indexOf('>', open);
        if (close < 0) {
            throw bad(text, "lacks '>'");
        }
        String behind = text.substring(close + 1).strip();
        if (!behind.isEmpty() && behind.charAt(0) != ';') {
            throw bad(text, "has text behind '>'");
        }
        return new NameAddr(display(text, open), SipUri.parse(text.substring(open + 1, close)), Parameters.parse(behind));
    }

    /** Position of the first '<' outside a quoted string, -1 without one. */
    private static int openingBracket(String text) {
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '<' && !quoted) {
                return i;
            }
        }
        if (quoted) {
            throw bad(text, "has a quote that is never closed");
        }
        return -1;
    }

    private static String display(String text, int open) {
        String raw = text.substring(0, open).strip();
        if (raw.startsWith("\"")) {
            if (!raw.endsWith("\"") || raw.length() < 2) {
                throw bad(text, "has text between display name and '<'");
            }
            return Parameters.unquote(raw);
        }
        if (raw.indexOf('"') >= 0) {
            throw bad(text, "has a quote inside its display name");
        }
        return raw;
    }

    private static MalformedMessageException bad(String text, String why) {
        return new MalformedMessageException(Reason.BAD_NAME_ADDR, "address '" + text + "' " + why);
    }

    public Optional<String> tag() {
        return parameters.get("tag");
    }

    public NameAddr withTag(String tag) {
        return withParameter("tag", tag);
    }

    public NameAddr withParameter(String name, String value) {
        return new NameAddr(displayName, uri, parameters.with(name, value));
    }

    public NameAddr withoutParameter(String name) {
        return new NameAddr(displayName, uri, parameters.without(name));
    }

    public NameAddr withUri(SipUri other) {
        return new NameAddr(displayName, other, parameters);
    }

    public NameAddr withDisplayName(String other) {
        return new NameAddr(other, uri, parameters);
    }

    /** Always with angle brackets, the display name always quoted. */
    @Override public String toString() {
        String name = displayName.isEmpty() ? "" : '"' + displayName.replace("\\", "\\\\").replace("\"", "\\\"") + "\" ";
        return name + '<' + uri + '>' + parameters;
    }
}
