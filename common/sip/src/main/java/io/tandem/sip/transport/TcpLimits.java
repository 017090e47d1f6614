package io.tandem.sip.transport;

import java.time.Duration;

/** What one TCP socket and its connections may use.
 * @param maxConnections  of one listening socket; more are refused
 * @param maxHeaderBytes  from the start line to the empty line
 * @param maxBodyBytes    of one message
 * @param maxUnsentBytes  a peer that reads slower than this backlog is cut
 * @param maxUndelivered  messages waiting for the event loop before reading pauses
 * @param connectTimeout  for connections that we open
 * @param messageTimeout  from the first to the last byte of a message, and from the connection to its first message
 * @param idleTimeout     without a byte received; longer than registrations last, since calls come over the same connection */
public record TcpLimits(int maxConnections, int maxHeaderBytes, int maxBodyBytes, int maxUnsentBytes, int maxUndelivered,
                        Duration connectTimeout, Duration messageTimeout, Duration idleTimeout) {

    /** 2048 connections; 16 KiB header, 64 KiB body; 1 MiB unsent; 5 s to connect, 10 s for a message, an hour and five seconds idle. */
    public static final TcpLimits DEFAULT = new TcpLimits(2048, 16 * 1024, 64 * 1024, 1024 * 1024, 256,
            Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(3605));

    public TcpLimits {
        if (maxConnections < 1 || maxHeaderBytes < 64 || maxBodyBytes < 0 || maxUnsentBytes < 1 || maxUndelivered < 1) {
            throw new IllegalArgumentException("a TCP limit is not positive");
        }
        if (!connectTimeout.isPositive() || !messageTimeout.isPositive() || !idleTimeout.isPositive()) {
            throw new IllegalArgumentException("a TCP timeout is not positive");
        }
    }

    /** The same with other timeouts. */
    public TcpLimits withTimeouts(Duration connect, Duration message, Duration idle) {
        return new TcpLimits(maxConnections, maxHeaderBytes, maxBodyBytes, maxUnsentBytes, maxUndelivered, connect, message, idle);
    }

    /** The same with another number of connections. */
    public TcpLimits withMaxConnections(int connections) {
        return new TcpLimits(connections, maxHeaderBytes, maxBodyBytes, maxUnsentBytes, maxUndelivered, connectTimeout, messageTimeout, idleTimeout);
    }

    /** The same with another limit on what a slow reader may leave unsent. */
    public TcpLimits withMaxUnsentBytes(int bytes) {
        return new TcpLimits(maxConnections, maxHeaderBytes, maxBodyBytes, bytes, maxUndelivered, connectTimeout, messageTimeout, idleTimeout);
    }
}
