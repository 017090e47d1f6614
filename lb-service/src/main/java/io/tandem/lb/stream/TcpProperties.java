package io.tandem.lb.stream;

import java.time.Duration;

import io.tandem.sip.stream.StreamLimits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/** Limits of stream connections, TCP, TLS and WebSocket alike, {@code tandem.lb.tcp}.
 * @param maxConnections           of all sockets together; then strangers give way to addresses that somebody has authenticated from. The process must be
 *                                 allowed as many open files (LimitNOFILE)
 * @param maxConnectionsPerAddress of one remote address (IPv6: of one /64); a large office behind NAT needs as many as it has phones
 * @param acceptsPerSecond         new connections of one remote address, ten seconds' worth at once
 * @param maxSilent                connections that have not brought a whole message yet, handshakes included; the oldest is cut for a new one
 * @param maxHeader                of one message, from the start line to the empty line
 * @param maxBody                  of one message
 * @param maxUnsent                a peer that reads slower than this backlog is cut
 * @param connectTimeout           for connections that we open
 * @param handshakeTimeout         for TLS, and for the upgrade to WebSocket
 * @param messageTimeout           for the first message of a connection, and for the rest of one begun
 * @param idleTimeout              longer than registrations may last, since calls come over the connection of the registration
 * @param keepAlive                silence after which a WebSocket is pinged, and with {@code crlf-pings} TCP and TLS, too; 0 for never
 * @param crlfPings                ping silent TCP and TLS peers with two line ends; a few phones do not like it
 * @param threads                  that read, write and encrypt; one serves some 500 new TLS connections a second */
@ConfigurationProperties("tandem.lb.tcp")
public record TcpProperties(@DefaultValue("50000") @Min(1) int maxConnections, @DefaultValue("1000") @Min(1) int maxConnectionsPerAddress,
                            @DefaultValue("100") @Min(1) int acceptsPerSecond, @DefaultValue("2000") @Min(1) int maxSilent,
                            @DefaultValue("16KB") DataSize maxHeader, @DefaultValue("64KB") DataSize maxBody, @DefaultValue("1MB") DataSize maxUnsent,
                            @DefaultValue("5s") Duration connectTimeout, @DefaultValue("10s") Duration handshakeTimeout,
                            @DefaultValue("10s") Duration messageTimeout, @DefaultValue("3605s") Duration idleTimeout,
                            @DefaultValue("60s") Duration keepAlive, @DefaultValue("false") boolean crlfPings,
                            @DefaultValue("1") @Min(1) @Max(64) int threads) {

    StreamLimits limits() {
        return new StreamLimits(maxConnections, maxConnectionsPerAddress, acceptsPerSecond, maxSilent, Math.toIntExact(maxHeader.toBytes()),
                Math.toIntExact(maxBody.toBytes()), Math.toIntExact(maxUnsent.toBytes()), connectTimeout, handshakeTimeout, messageTimeout, idleTimeout,
                keepAlive, crlfPings);
    }
}
