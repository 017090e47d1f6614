package io.tandem.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.tandem.sip.message.MalformedMessageException.Reason;
import io.tandem.sip.message.Parameters.Parameter;

/**
 * A URI of a SIP message: sip and sips taken apart (RFC 3261 §19.1), any other scheme, tel included, kept as opaque text.
 * Immutable; {@link #toString()} is the text that was parsed. {@code equals} compares that text, {@link #isEquivalentTo} follows §19.1.4.
 */
public final class SipUri {
    private static final boolean[] IPV6 = table(":.", false);
    private static final boolean[] SCHEME = table("+-.", true);
    private static final boolean[] NAME = table(".-_", true);

    private final String text;
    private final String scheme;
    private final Optional<String> user;
    private final Optional<String> password;
    private final String host;
    private final int port;
    private final Parameters parameters;
    private final String headers;

    private SipUri(String text, String scheme, Optional<String> user, Optional<String> password, String host, int port,
            Parameters parameters, String headers) {
        this.text = text;
        this.scheme = scheme;
        this.user = user;
        this.password = password;
        this.host = host;
        this.port = port;
        this.parameters = parameters;
        this.headers = headers;
    }

    public static SipUri parse(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0 || !isScheme(text, colon)) {
            throw bad(text, "has no scheme");
        }
        rejectUnprintable(text);
        String scheme = text.startsWith("sip:") ? "sip" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!scheme.equals("sip") && !scheme.equals("sips")) {
            return new SipUri(text, scheme, Optional.empty(), Optional.empty(), "", -1, Parameters.NONE, "");
        }
        int at = text.indexOf('@', colon + 1);
        return at < 0 ? hostPart(text, scheme, Optional.empty(), Optional.empty(), colon + 1) : userPart(text, scheme, colon + 1, at);
    }

    private static SipUri userPart(String text, String scheme, int from, int at) {
        int colon = text.indexOf(':', from);
        boolean hasPassword = colon >= 0 && colon < at;
        String user = text.substring(from, hasPassword ? colon : at);
        if (user.isEmpty()) {
            throw bad(text, "has an empty user");
        }
        rejectBadEscapes(text, from, at);
        Optional<String> password = hasPassword ? Optional.of(text.substring(colon + 1, at)) : Optional.empty();
        return hostPart(text, scheme, Optional.of(user), password, at + 1);
    }

    private static SipUri hostPart(String text, String scheme, Optional<String> user, Optional<String> password, int from) {
        int question = text.indexOf('?', from);
        int end = question < 0 ? text.length() : question;
        int semicolon = text.indexOf(';', from);
        int hostPortEnd = semicolon < 0 || semicolon > end ? end : semicolon;
        String hostPort = text.substring(from, hostPortEnd);
        int colon = hostPort.startsWith("[") ? hostPort.indexOf(':', hostPort.indexOf(']') + 1) : hostPort.indexOf(':');
        String host = colon < 0 ? hostPort : hostPort.substring(0, colon);
        long port = colon < 0 ? -1 : Ascii.number(hostPort.substring(colon + 1));
        if (!isHost(host) || colon >= 0 && (port < 0 || port > 65535)) {
            throw bad(text, "has no valid host and port");
        }
        rejectBadEscapes(text, hostPortEnd, text.length());
        return new SipUri(text, scheme, user, password, host, (int) port, Parameters.parse(text.substring(hostPortEnd, end)),
                question < 0 ? "" : text.substring(question + 1));
    }

    private static void rejectUnprintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == '<' || c == '>' || c == '"' || c == 127) {
                throw bad(text, "has a character that must be escaped at " + i);
            }
        }
    }

    private static void rejectBadEscapes(String text, int from, int to) {
        for (int i = text.indexOf('%', from); i >= 0 && i < to; i = text.indexOf('%', i + 1)) {
            if (i + 2 >= to || Character.digit(text.charAt(i + 1), 16) < 0 || Character.digit(text.charAt(i + 2), 16) < 0) {
                throw bad(text, "has a % without two hexadecimal digits");
            }
        }
    }

    private static boolean isScheme(String text, int end) {
        return Character.isLetter(text.charAt(0)) && consistsOf(text, 0, end, SCHEME);
    }

    /** A name, an IPv4 address or an IPv6 address in brackets; names may have underscores, as they do in the field. */
    static boolean isHost(String host) {
        if (host.startsWith("[")) {
            return host.length() > 3 && host.endsWith("]") && consistsOf(host, 1, host.length() - 1, IPV6);
        }
        return !host.isEmpty() && consistsOf(host, 0, host.length(), NAME);
    }

    private static boolean consistsOf(String text, int from, int to, boolean[] allowed) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) > 127 || !allowed[text.charAt(i)]) {
                return false;
            }
        }
        return true;
    }

    private static boolean[] table(String more, boolean letters) {
        boolean[] table = new boolean[128];
        for (char c = 0; c < 128; c++) {
            table[c] = Character.digit(c, 16) >= 0 || letters && Character.isLetter(c) || more.indexOf(c) >= 0;
        }
        return table;
    }

    private static MalformedMessageException bad(String text, String why) {
        return new MalformedMessageException(Reason.BAD_URI, "URI '" + text + "' " + why);
    }

    /** {@code sip:user@host:port}. @param user unescaped text, empty for a URI without user. @param port -1 for none */
    public static SipUri of(String user, String host, int port) {
        Optional<String> escaped = user.isEmpty() ? Optional.empty() : Optional.of(escapeUser(user));
        return rebuilt("sip", escaped, Optional.empty(), host, port, Parameters.NONE, "");
    }

    private static SipUri rebuilt(String scheme, Optional<String> user, Optional<String> password, String host, int port,
            Parameters parameters, String headers) {
        String text = scheme + ':' + user.map(u -> u + password.map(p -> ':' + p).orElse("") + '@').orElse("") + host
                + (port < 0 ? "" : ":" + port) + parameters + (headers.isEmpty() ? "" : '?' + headers);
        return parse(text);
    }

    public SipUri withUser(String unescaped) {
        return rebuilt(sipScheme(), unescaped.isEmpty() ? Optional.empty() : Optional.of(escapeUser(unescaped)), password, host, port,
                parameters, headers);
    }

    /** @param newPort -1 for none */
    public SipUri withHostPort(String newHost, int newPort) {
        return rebuilt(sipScheme(), user, password, newHost, newPort, parameters, headers);
    }

    public SipUri withParameters(Parameters other) {
        return rebuilt(sipScheme(), user, password, host, port, other, headers);
    }

    public SipUri withParameter(String name, String value) {
        return withParameters(parameters.with(name, value));
    }

    public SipUri withoutParameter(String name) {
        return parameters.has(name) || !isSip() ? withParameters(parameters.without(name)) : this;
    }

    public SipUri withoutHeaders() {
        return headers.isEmpty() ? this : rebuilt(sipScheme(), user, password, host, port, parameters, "");
    }

    private String sipScheme() {
        if (!isSip()) {
            throw new IllegalStateException("'" + text + "' is no sip or sips URI: it cannot be edited");
        }
        return scheme;
    }

    /** Lower case. */
    public String scheme() {
        return scheme;
    }

    /** True for sip and sips. */
    public boolean isSip() {
        return scheme.equals("sip") || scheme.equals("sips");
    }

    public boolean isSecure() {
        return scheme.equals("sips");
    }

    /** User part as written, escapes included. */
    public Optional<String> user() {
        return user;
    }

    /** User part with its %-escapes resolved. */
    public Optional<String> decodedUser() {
        return user.map(SipUri::unescape);
    }

    public Optional<String> password() {
        return password;
    }

    /** As written; IPv6 with its brackets; empty when not {@link #isSip()}. */
    public String host() {
        return host;
    }

    /** -1 when not written. */
    public int port() {
        return port;
    }

    public Parameters parameters() {
        return parameters;
    }

    public Optional<String> parameter(String name) {
        return parameters.get(name);
    }

    /** What stands behind '?', as written; empty without. */
    public String headers() {
        return headers;
    }

    /** Comparison of RFC 3261 §19.1.4; other schemes compare by text. */
    public boolean isEquivalentTo(SipUri other) {
        return Comparison.equivalent(this, other);
    }

    /** Resolves %-escapes; the octets are UTF-8. */
    public static String unescape(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] source = text.getBytes(StandardCharsets.UTF_8);
        byte[] plain = new byte[source.length];
        int length = 0;
        for (int i = 0; i < source.length; i++) {
            boolean escape = source[i] == '%' && i + 2 < source.length;
            int high = escape ? Character.digit(source[i + 1], 16) : -1;
            int low = escape ? Character.digit(source[i + 2], 16) : -1;
            if (high >= 0 && low >= 0) {
                plain[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                plain[length++] = source[i];
            }
        }
        return new String(plain, 0, length, StandardCharsets.UTF_8);
    }

    /** Escapes what a user part may not contain (RFC 3261 §25.1, user). */
    public static String escapeUser(String user) {
        StringBuilder escaped = new StringBuilder(user.length());
        for (byte b : user.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b > 0 && (Character.isLetterOrDigit(b) || "-_.!~*'()&=+$,;?/".indexOf(b) >= 0);
            escaped.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b & 0xFF));
        }
        return escaped.toString();
    }

    @Override public boolean equals(Object other) {
        return other instanceof SipUri that && text.equals(that.text);
    }

    @Override public int hashCode() {
        return text.hashCode();
    }

    @Override public String toString() {
        return text;
    }

    /** When two URIs name the same resource (RFC 3261 §19.1.4). The relation is not transitive, hence not {@code equals}. */
    private static final class Comparison {
        /** Parameters that may not be in one URI only. */
        private static final List<String> DECISIVE = List.of("user", "ttl", "method", "maddr", "transport");

        private Comparison() {}

        static boolean equivalent(SipUri one, SipUri two) {
            if (!one.isSip() || !two.isSip()) {
                return one.equals(two);
            }
            return one.scheme().equals(two.scheme())
                    && one.decodedUser().equals(two.decodedUser())
                    && one.password().map(SipUri::unescape).equals(two.password().map(SipUri::unescape))
                    && one.host().equalsIgnoreCase(two.host())
                    && one.port() == two.port()
                    && parametersMatch(one.parameters(), two.parameters())
                    && parametersMatch(two.parameters(), one.parameters())
                    && headers(one).equals(headers(two));
        }

        /** What both have must be the same; a decisive parameter must be in both. */
        private static boolean parametersMatch(Parameters one, Parameters two) {
            for (Parameter parameter : one.all()) {
                if (two.has(parameter.name())) {
                    if (!value(one, parameter).equals(value(two, parameter))) {
                        return false;
                    }
                } else if (DECISIVE.contains(parameter.name().toLowerCase(Locale.ROOT))) {
                    return false;
                }
            }
            return true;
        }

        private static String value(Parameters parameters, Parameter wanted) {
            return parameters.get(wanted.name()).map(SipUri::unescape).orElse("").toLowerCase(Locale.ROOT);
        }

        private static List<String> headers(SipUri uri) {
            return Arrays.stream(uri.headers().split("&")).map(h -> SipUri.unescape(h).toLowerCase(Locale.ROOT)).sorted().toList();
        }
    }
}
