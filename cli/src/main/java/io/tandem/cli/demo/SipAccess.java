package io.tandem.cli.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

import io.tandem.testkit.phone.Account;
import io.tandem.testkit.phone.Ladder;
import io.tandem.testkit.phone.Phone;
import io.tandem.testkit.phone.link.StreamLink;
import io.tandem.testkit.phone.link.TlsTrust;
import io.tandem.testkit.phone.link.WebSocketLink;

/**
 * Where phones reach the load balancer.
 *
 * @param plain UDP and TCP
 * @param certificate PEM, of the load balancer or of who signed it
 */
public record SipAccess(InetSocketAddress plain, InetSocketAddress tls, URI webSocket, URI secureWebSocket, Path certificate) {
    /** The addresses of development mode. */
    public static SipAccess development(Path certificate) {
        return at("127.0.0.1", certificate);
    }

    /**
     * The usual ports at an address of the load balancer.
     *
     * @param host IPv4 address or name
     */
    public static SipAccess at(String host, Path certificate) {
        return new SipAccess(new InetSocketAddress(host, 5060), new InetSocketAddress(host, 5061), URI.create("ws://" + host + ":5066/"),
            URI.create("wss://" + host + ":7443/"), certificate);
    }

    /**
     * A phone that reaches the switch this way; over TLS and WebSocket it is connected when this returns.
     *
     * @param transport {@code udp}, {@code tcp}, {@code tls}, {@code ws} or {@code wss}
     * @throws IllegalArgumentException for any other
     */
    public Phone open(Account account, String transport, Ladder ladder) throws IOException {
        return switch (transport.toLowerCase(Locale.ROOT)) {
            case "udp", "tcp" -> Phone.open(account, transport, plain, ladder);
            case "tls" -> Phone.open(account, StreamLink.tls(tls, TlsTrust.of(certificate), Optional.empty()), ladder);
            case "ws" -> Phone.open(account, WebSocketLink.open(webSocket, Optional.empty()), ladder);
            case "wss" -> Phone.open(account, WebSocketLink.open(secureWebSocket, Optional.of(TlsTrust.of(certificate))), ladder);
            default -> throw new IllegalArgumentException("transport '" + transport + "' is none of udp, tcp, tls, ws, wss");
        };
    }
}
