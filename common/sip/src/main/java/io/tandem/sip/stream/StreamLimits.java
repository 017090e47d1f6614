package io.tandem.sip.stream;

import java.time.Duration;

/** What stream connections may use.
 * @param maxConnections           of all listeners together; beyond it strangers give way, or more are refused
 * @param maxConnectionsPerAddress of one remote address (IPv6: of one /64), over all listeners
 * @param acceptsPerSecond         of one remote address (IPv6: of one /64); a burst of ten seconds' worth is allowed
 * @param maxSilent                connections that have not brought a whole message yet, TLS and WebSocket handshakes included; the oldest goes for a new one
 * @param maxHeaderBytes           from the start line to the empty line
 * @param maxBodyBytes             of one message
 * @param maxUnsentBytes           a peer that reads slower than this backlog is cut
 * @param connectTimeout           for connections that we open
 * @param handshakeTimeout         of TLS and of the WebSocket upgrade
 * @param messageTimeout           from the first to the last byte of a message, and from the connection to its first message
 * @param idleTimeout              without a byte received; longer than registrations last, since calls come over the same connection
 * @param keepAlive                silence after which we ping: a WebSocket ping, or with {@code crlfPings} two line ends over TCP and TLS; zero: never
 * @param crlfPings                ping TCP and TLS peers, too, with the bare double CRLF that clients of RFC 5626 use; some phones do not like it */
public record StreamLimits(int maxConnections, int maxConnectionsPerAddress, int acceptsPerSecond, int maxSilent,
                           int maxHeaderBytes, int maxBodyBytes, int maxUnsentBytes,
                           Duration connectTimeout, Duration handshakeTimeout, Duration messageTimeout, Duration idleTimeout,
                           Duration keepAlive, boolean crlfPings) {

    /** For 50,000 phones, up to 1,000 of them behind one address. */
    public static final StreamLimits DEFAULT = new StreamLimits(50_000, 1_000, 100, 2_000, 16 * 1024, 64 * 1024, 1024 * 1024,
            Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(3605), Duration.ofSeconds(60), false);

    public StreamLimits {
        if (maxConnections < 1 || maxConnectionsPerAddress < 1 || acceptsPerSecond < 1 || maxSilent < 1) {
            throw new IllegalArgumentException("a limit on connections is not positive");
        }
        if (maxHeaderBytes < 64 || maxBodyBytes < 0 || maxUnsentBytes < 1) {
            throw new IllegalArgumentException("header limit below 64, body limit below 0, or no room for unsent bytes");
        }
        if (!connectTimeout.isPositive() || !handshakeTimeout.isPositive() || !messageTimeout.isPositive() || !idleTimeout.isPositive()) {
            throw new IllegalArgumentException("a timeout is not positive");
        }
        if (keepAlive.isNegative()) {
            throw new IllegalArgumentException("keep-alive of " + keepAlive);
        }
    }
}
