package io.tandem.platform;

import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Keeps a service to the auto-configurations it needs. All services share one class path, so without this the load
 * balancer would open a data source because the API brings the driver. A service adds package or class prefixes by
 * {@code tandem.autoconfigure} (comma-separated).
 */
public final class AllowedAutoConfigurations implements AutoConfigurationImportFilter, EnvironmentAware {
    private static final List<String> ALLOWED = List.of(
        "org.springframework.boot.actuate.autoconfigure.info.",
        "org.springframework.boot.actuate.autoconfigure.logging.LoggersEndpointAutoConfiguration",
        "org.springframework.boot.autoconfigure.availability.",
        "org.springframework.boot.autoconfigure.context.",
        "org.springframework.boot.health.autoconfigure.actuate.",
        "org.springframework.boot.health.autoconfigure.contributor.",
        "org.springframework.boot.health.autoconfigure.registry.",
        "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
        "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
        "org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.",
        "org.springframework.boot.micrometer.metrics.autoconfigure.jvm.",
        "org.springframework.boot.micrometer.metrics.autoconfigure.system.");

    private List<String> allowed = ALLOWED;

    @Override public void setEnvironment(Environment environment) {
        String[] more = environment.getProperty("tandem.autoconfigure", String[].class, new String[0]);
        allowed = Stream.concat(ALLOWED.stream(), Stream.of(more)).toList();
    }

    @Override public boolean[] match(@Nullable String[] classes, AutoConfigurationMetadata metadata) {
        boolean[] matches = new boolean[classes.length];
        for (int i = 0; i < classes.length; i++) {
            String name = classes[i];
            // Spring asks about every class an auto-configuration imports too; those are parts of what was allowed.
            matches[i] = name != null && (!name.endsWith("AutoConfiguration") || allowed.stream().anyMatch(name::startsWith));
        }
        return matches;
    }
}
