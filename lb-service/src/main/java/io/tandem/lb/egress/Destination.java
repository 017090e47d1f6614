package io.tandem.lb.egress;

import java.util.Optional;

import io.tandem.lb.nat.ContactAlias;
import io.tandem.lb.nat.RegistrationPath;
import io.tandem.lb.socket.HostPort;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transport.Protocol;

/** Where a request to the outside goes.
 * @param socketLabel  the socket it shall leave by, as its URI names it
 * @param existingOnly a stream must be open already: behind it is a phone that nobody can connect to */
record Destination(HostPort target, Protocol protocol, Optional<String> socketLabel, boolean existingOnly) {

    /** From P-D-Uri, or from a Route that is our Path: {@code received} and {@code socket} count, and the URI's own host only if it is not ours. */
    static Optional<Destination> ofPath(SipUri uri, boolean ours) {
        Optional<String> socket = uri.parameter("socket").map(SipUri::unescape);
        Optional<String> received = uri.parameter("received").map(SipUri::unescape);
        if (received.isEmpty()) {
            return ours ? Optional.empty() : ofHost(uri).map(d -> new Destination(d.target, d.protocol, socket, false));
        }
        String text = received.get().startsWith("sip:") ? received.get() : "sip:" + received.get();
        SipUri source = SipUri.parse(text);
        boolean existing = uri.parameters().has(RegistrationPath.CONNECTION);
        Protocol protocol = protocol(source).or(() -> protocolOf(socket)).orElse(Protocol.UDP);
        return Optional.of(new Destination(hostPort(source, protocol), protocol, socket, existing));
    }

    /** From a request URI: by its alias, else by its host. */
    static Optional<Destination> ofRequestUri(SipUri uri) {
        Optional<Destination> alias = ContactAlias.of(uri).map(a -> new Destination(a.address(), a.protocol(), Optional.empty(), true));
        return alias.isPresent() ? alias : ofHost(uri);
    }

    /** From host, port and transport of a URI (RFC 3263 §4 without NAPTR and SRV); empty if it is no SIP URI. */
    static Optional<Destination> ofHost(SipUri uri) {
        if (!uri.isSip()) {
            return Optional.empty();
        }
        Protocol protocol = protocol(uri).orElse(uri.isSecure() ? Protocol.TLS : Protocol.UDP);
        return Optional.of(new Destination(hostPort(uri, protocol), protocol, Optional.empty(), false));
    }

    private static HostPort hostPort(SipUri uri, Protocol protocol) {
        return new HostPort(uri.host(), uri.port() < 0 ? protocol.defaultPort() : uri.port());
    }

    private static Optional<Protocol> protocol(SipUri uri) {
        return uri.parameter("transport").flatMap(Protocol::of);
    }

    private static Optional<Protocol> protocolOf(Optional<String> socketLabel) {
        return socketLabel.flatMap(label -> Protocol.of(label.substring(0, Math.max(0, label.indexOf(':')))));
    }
}
