package io.tandem.sip.message;

import java.util.Optional;

import io.tandem.sip.message.MalformedMessageException.Reason;

/**
 * One Via value (RFC 3261 §20.42). Immutable.
 * @param transport as written, such as {@code UDP}
 * @param host      name or address; IPv6 with its brackets
 * @param port      -1 when not written
 */
public record Via(String transport, String host, int port, Parameters parameters) {
    /** What a branch of an RFC 3261 element starts with (§8.1.1.7). */
    public static final String MAGIC_COOKIE = "z9hG4bK";

    public Via {
        if (host.isEmpty() || port < -1 || port > 65535) {
            throw new MalformedMessageException(Reason.BAD_VIA, "sent-by '" + host + "' port " + port);
        }
    }

    /** Reads {@code SIP/2.0/UDP host:port;branch=..}, with white space wherever RFC 3261 §25.1 allows it. */
    public static Via parse(String text) {
        String rest = text.startsWith("SIP/2.0/") ? text.substring(8).stripLeading() : behindVersion(text);
        int transportEnd = 0;
        while (transportEnd < rest.length() && rest.charAt(transportEnd) != ' ' && rest.charAt(transportEnd) != '\t') {
            transportEnd++;
        }
        String transport = rest.substring(0, transportEnd);
        if (!Ascii.isToken(transport)) {
            throw bad(text, "has no transport");
        }
        int semicolon = rest.indexOf(';', transportEnd);
        int sentByEnd = semicolon < 0 ? rest.length() : semicolon;
        return sentBy(text, transport, rest.substring(transportEnd, sentByEnd).strip(), Parameters.parse(rest.substring(sentByEnd)));
    }

    /** What follows {@code SIP/2.0/} when it is written with white space (RFC 3261 §25.1, SLASH). */
    private static String behindVersion(String text) {
        int name = text.indexOf('/');
        int version = text.indexOf('/', name + 1);
        if (name < 0 || version < 0 || !text.substring(0, name).strip().equalsIgnoreCase("SIP")
                || !text.substring(name + 1, version).strip().equals("2.0")) {
            throw bad(text, "does not start with SIP/2.0/");
        }
        return text.substring(version + 1).stripLeading();
    }

    private static Via sentBy(String text, String transport, String sentBy, Parameters parameters) {
        int colon = sentBy.startsWith("[") ? sentBy.indexOf(':', sentBy.indexOf(']') + 1) : sentBy.indexOf(':');
        String host = (colon < 0 ? sentBy : sentBy.substring(0, colon)).stripTrailing();
        long port = colon < 0 ? -1 : Ascii.number(sentBy.substring(colon + 1).strip());
        if (!SipUri.isHost(host) || colon >= 0 && (port < 0 || port > 65535)) {
            throw bad(text, "has no valid sent-by");
        }
        return new Via(transport, host, (int) port, parameters);
    }

    private static MalformedMessageException bad(String text, String why) {
        return new MalformedMessageException(Reason.BAD_VIA, "Via '" + text + "' " + why);
    }

    public Optional<String> branch() {
        return parameters.get("branch");
    }

    public Optional<String> received() {
        return parameters.get("received");
    }

    /** The value the server filled in (RFC 3581 §4), -1 when {@code rport} is missing or still without value. */
    public int rport() {
        return (int) parameters.get("rport").map(Ascii::number).filter(p -> p > 0 && p <= 65535).orElse(-1L).longValue();
    }

    /** True when the client asks for symmetric responses (RFC 3581 §3). */
    public boolean wantsRport() {
        return parameters.has("rport");
    }

    /** Host and, if written, port: what responses are matched by beside the branch (§17.2.3). */
    public String sentBy() {
        return port < 0 ? host : host + ":" + port;
    }

    public Via withParameter(String name, String value) {
        return new Via(transport, host, port, parameters.with(name, value));
    }

    @Override public String toString() {
        return "SIP/2.0/" + transport + " " + sentBy() + parameters;
    }
}
