package io.tandem.platform.management;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.info.InfoEndpoint;
import org.springframework.boot.actuate.logging.LoggersEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointWebExtension;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointProperties;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusScrapeEndpoint;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Puts the actuator's endpoints that this service has behind its management port. That is {@code management.server.port} in a service with a web server of
 * its own, else {@code server.port}; as with Spring's own servers the number is then in {@code local.management.port} and {@code local.server.port}.
 */
@Configuration(proxyBeanMethods = false)
public class ManagementConfiguration {
    private static final String OWN_PORT = "management.server.port";

    /** What is behind the port: each endpoint unless {@code management.endpoints.web.exposure} leaves it out. */
    @Bean ManagementEndpoints managementEndpoints(ObjectProvider<HealthEndpointGroups> groups, ObjectProvider<HealthContributorRegistry> contributors,
            ObjectProvider<HealthEndpointProperties> properties, ObjectProvider<PrometheusScrapeEndpoint> metrics, ObjectProvider<InfoEndpoint> info,
            ObjectProvider<LoggersEndpoint> loggers) {
        List<ManagementEndpoint> all = new ArrayList<>();
        groups.ifAvailable(found -> all.add(new HealthPath(new HealthEndpointWebExtension(contributors.getObject(), null, found,
            properties.getObject().getLogging().getSlowIndicatorThreshold()))));
        metrics.ifAvailable(found -> all.add(new PrometheusPath(found)));
        info.ifAvailable(found -> all.add(new InfoPath(found)));
        loggers.ifAvailable(found -> all.add(new LoggersPath(found)));
        return new ManagementEndpoints(all);
    }

    /** Health and version as numbers: alert rules and {@code tandem status} see them. */
    @Bean MeterBinder serviceMeters(ManagementEndpoints endpoints) {
        return registry -> {
            endpoints.all().stream().filter(HealthPath.class::isInstance).map(HealthPath.class::cast).forEach(health ->
                Gauge.builder("tandem.healthy", health, it -> it.isUp() ? 1 : 0).description("1 while /actuator/health says UP").register(registry));
            String version = Objects.requireNonNullElse(ManagementConfiguration.class.getPackage().getImplementationVersion(), "development");
            Gauge.builder("tandem.version", () -> 1).description("what runs").tag("version", version).register(registry);
        };
    }

    record ManagementEndpoints(List<ManagementEndpoint> all) {}

    @Bean ManagementPort managementPort(ConfigurableEnvironment environment, ManagementEndpoints endpoints) {
        return new ManagementPort(address(environment), endpoints.all(), port -> publish(environment, port));
    }

    private static InetSocketAddress address(ConfigurableEnvironment environment) {
        String host = environment.getProperty("management.server.address", environment.getProperty("server.address", "127.0.0.1"));
        Integer port = environment.getProperty(OWN_PORT, Integer.class);
        return new InetSocketAddress(host, port == null ? environment.getProperty("server.port", Integer.class, 8080) : port);
    }

    private static void publish(ConfigurableEnvironment environment, int port) {
        List<String> names = environment.containsProperty(OWN_PORT) ? List.of("local.management.port") : List.of("local.management.port", "local.server.port");
        environment.getPropertySources().addFirst(new MapPropertySource("management port",
            names.stream().collect(Collectors.toMap(Function.identity(), _ -> port))));
    }
}
