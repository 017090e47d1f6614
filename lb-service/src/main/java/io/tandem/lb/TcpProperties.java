package io.tandem.lb;

import java.time.Duration;

import io.tandem.sip.transport.TcpLimits;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Limits of TCP connections, {@code tandem.lb.tcp}.
 * @param maxConnections of one listening socket
 * @param connectTimeout for connections that we open
 * @param messageTimeout for the first message of a connection, and for the rest of one begun
 * @param idleTimeout    longer than registrations may last, since calls come over the connection of the registration */
@Validated
@ConfigurationProperties("tandem.lb.tcp")
public record TcpProperties(@DefaultValue("2048") @Min(1) int maxConnections, @DefaultValue("5s") Duration connectTimeout,
                            @DefaultValue("10s") Duration messageTimeout, @DefaultValue("3605s") Duration idleTimeout) {

    TcpLimits limits() {
        return TcpLimits.DEFAULT.withMaxConnections(maxConnections).withTimeouts(connectTimeout, messageTimeout, idleTimeout);
    }
}
