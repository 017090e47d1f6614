package io.tandem.relay;

import java.time.InstantSource;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tandem.relay.port.PortProperties;
import io.tandem.relay.session.SessionProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the relay, its health and its figures. */
@Configuration(proxyBeanMethods = false)
class RelayConfiguration {
    @Bean
    RelayNode relayNode(ControlProperties control, MediaProperties media, PortProperties ports, SessionProperties session,
            InstantSource clock) {
        WarmUp.run(media, ports);
        return new RelayNode(control, media, ports, session, clock);
    }

    /** Down when a media thread has ended or no port is left: new calls would have no audio. */
    @Bean
    HealthIndicator relayHealth(RelayNode relay) {
        return () -> {
            int free = relay.portCapacity() - relay.portsInUse();
            Health.Builder health = relay.isAlive() && free > 0 ? Health.up() : Health.down();
            return health.withDetail("ng", relay.controlAddress().toString()).withDetail("engine", relay.engineName())
                    .withDetail("sessions", relay.sessions()).withDetail("freePorts", free).build();
        };
    }

    @Bean
    MeterBinder relayMeters(RelayNode relay) {
        return registry -> {
            Gauge.builder("tandem_relay_sessions", relay, RelayNode::sessions).description("live calls").register(registry);
            Gauge.builder("tandem_relay_ports_in_use", relay, RelayNode::portsInUse).description("UDP ports open for media")
                    .register(registry);
        };
    }
}
