package io.tandem.proxy.dns;

import java.util.Optional;
import java.util.stream.Stream;

/** How SIP is carried, and its names in the DNS (RFC 3263 §4.1). */
public enum SipTransport {
    UDP("udp", "_sip._udp.", "SIP+D2U", 5060), TCP("tcp", "_sip._tcp.", "SIP+D2T", 5060), TLS("tls", "_sips._tcp.", "SIPS+D2T", 5061);

    private final String token;
    private final String prefix;
    private final String service;
    private final int port;

    SipTransport(String token, String prefix, String service, int port) {
        this.token = token;
        this.prefix = prefix;
        this.service = service;
        this.port = port;
    }

    /** As in the URI parameter {@code transport}. */
    public String token() { return token; }

    /** Where a domain's SRV records are. */
    String serviceName(String domain) { return prefix + domain; }

    /** Port of a URI without one. */
    int port() { return port; }

    static Optional<SipTransport> ofToken(String token) {
        return Stream.of(values()).filter(one -> one.token.equalsIgnoreCase(token)).findFirst();
    }

    static Optional<SipTransport> ofService(String service) {
        return Stream.of(values()).filter(one -> one.service.equalsIgnoreCase(service)).findFirst();
    }
}
