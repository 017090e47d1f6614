package io.tandem.b2bua.control;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.b2bua.SipServer;
import io.tandem.platform.control.CommandTable;
import io.tandem.platform.control.ControlCommands;
import io.tandem.platform.control.http.AllowedNetworks;
import io.tandem.platform.control.http.ControlConfiguration;
import io.tandem.platform.control.http.ControlEndpoint;
import io.tandem.platform.control.http.ControlListener;
import io.tandem.platform.control.http.ControlProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The control port of the B2BUA. */
@Configuration(proxyBeanMethods = false)
@Import(ControlConfiguration.class)
class B2buaControlConfiguration {
    private static final Duration PATIENCE = Duration.ofMillis(1500);
    private static final Duration MESSAGE_PATIENCE = Duration.ofSeconds(10);

    @Bean ControlEndpoint controlEndpoint(CommandTable commands, ControlProperties control, MeterRegistry registry) {
        return new ControlEndpoint(commands, AllowedNetworks.of(control.allowed()), registry);
    }

    @Bean(destroyMethod = "close") Port controlPort(ControlEndpoint endpoint, ControlPortProperties properties) {
        return new Port(properties.listen().isBlank() ? Optional.empty() : Optional.of(ControlListener.open(literal(properties.listen()), endpoint)));
    }

    /** Open, or switched off. */
    record Port(Optional<ControlListener> listener) implements AutoCloseable {
        @Override public void close() {
            listener.ifPresent(ControlListener::close);
        }
    }

    @Bean ControlCommands dialCommands(SipServer server) {
        return new DialCommands(server::dial, server::send, PATIENCE, MESSAGE_PATIENCE);
    }

    private static InetSocketAddress literal(String text) {
        int colon = text.lastIndexOf(':');
        try {
            return new InetSocketAddress(InetAddress.ofLiteral(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            throw new IllegalArgumentException("tandem.b2bua.control.listen '%s' is not address:port".formatted(text), e);
        }
    }
}
