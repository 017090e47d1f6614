package io.tandem.platform.role;

import java.nio.file.Path;
import java.util.Optional;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tandem.platform.NodeProperties;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The role of this node as a bean, in health and in metrics. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RoleProperties.class)
public class RoleConfiguration {
    private static final String FIRST_LINK = "tandem.ha-manager.pair.links[0].name";
    private static final String PAIR = "tandem.ha-manager.pair.name";
    private static final String CONTROL_SOCKET = "tandem.ha-manager.control.socket";

    @Bean RoleWatch roleWatch(RoleProperties properties, NodeProperties node, Environment environment) {
        String pair = environment.getProperty(PAIR, "sp");
        if (!properties.follow()) return RoleWatch.single(pair);
        return socket(properties, node, environment).map(socket -> RoleWatch.follow(pair, socket)).orElseGet(() -> RoleWatch.single(pair));
    }

    private static Optional<Path> socket(RoleProperties properties, NodeProperties node, Environment environment) {
        if (properties.socket().isPresent() || !environment.containsProperty(FIRST_LINK)) return properties.socket();
        String control = environment.getProperty(CONTROL_SOCKET, node.dataDir().resolve("ha-manager/control.sock").toString());
        return Optional.of(Path.of(control).resolveSibling("role.sock"));
    }

    /** A standby is as healthy as an active node; who must know the difference reads the detail. */
    @Bean @ConditionalOnProperty(name = "tandem.role.follow", matchIfMissing = true) HealthIndicator roleHealthIndicator(RoleWatch watch) {
        return () -> {
            NodeRole role = watch.role();
            return Health.up().withDetail("state", role.active() ? "active" : "standby").withDetail("epoch", role.epoch())
                .withDetail("detail", role.detail()).build();
        };
    }

    @Bean MeterBinder roleMeters(RoleWatch watch) {
        return registry -> Gauge.builder("tandem.role.active", watch, it -> it.isActive() ? 1 : 0)
            .description("1 if this service knows its node as active").register(registry);
    }
}
