package io.tandem.platform.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginTrackedResource;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;

/**
 * Refuses a service's start if the operator's files hold a key below {@code tandem} that nobody reads: a setting with a slip of the pen would have no
 * effect, and nobody would know. Of other services' parts only the name is looked at, since they share the files. Runs before anything is bound.
 */
public final class UnknownSettings implements BeanFactoryPostProcessor {
    /** First parts of keys below {@code tandem}, of all services. */
    public static final Set<String> PARTS = Set.of("api", "appserver", "autoconfigure", "b2bua", "billing-service", "config-file", "control", "data-dir", "db",
        "ha-manager", "lb", "provisioning-api", "proxy", "redis", "role", "rtp-relay", "secret", "site", "warm-up");
    private static final String TANDEM = "tandem.";

    private final ConfigurableEnvironment environment;

    public UnknownSettings(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    @Override public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        SettingsSchema schema = SettingsSchema.of(Stream.of(beans.getBeanDefinitionNames()).map(beans::getBeanDefinition).<Class<?>>mapMulti((bean, next) -> {
            if (bean instanceof AbstractBeanDefinition known && known.hasBeanClass() && known.getBeanClass().isRecord() // Spring's own are none
                    && known.getBeanClass().isAnnotationPresent(ConfigurationProperties.class)) {
                next.accept(known.getBeanClass());
            }
        }).toList());
        List<String> found = environment.getPropertySources().stream().flatMap(source -> found(source, schema).stream()).distinct().toList();
        if (!found.isEmpty()) {
            throw new UnknownSettingsException(found);
        }
    }

    private static List<String> found(PropertySource<?> source, SettingsSchema schema) {
        List<String> found = new ArrayList<>();
        if (source instanceof OriginTrackedMapPropertySource file) {
            for (String key : file.getPropertyNames()) {
                Optional<String> place = key.startsWith(TANDEM) ? Optional.ofNullable(file.getOrigin(key)).flatMap(UnknownSettings::place) : Optional.empty();
                place.ifPresent(where -> unknown(key, schema).ifPresent(text -> found.add(where + ": " + text)));
            }
        }
        return found;
    }

    private static Optional<String> unknown(String key, SettingsSchema schema) {
        String part = key.substring(TANDEM.length()).replaceFirst("[.\\[].*", "");
        Optional<String> known = PARTS.stream().filter(one -> SettingsSchema.uniform(one).equals(SettingsSchema.uniform(part))).findFirst();
        if (known.isPresent()) {
            return schema.has(known.get()) ? schema.unknown(key) : Optional.empty();
        }
        return Optional.of("unknown key '" + TANDEM + part + "'" + NearestName.hint(part, new TreeSet<>(PARTS)));
    }

    /** File and line; nothing of what is in a jar. */
    private static Optional<String> place(Origin origin) {
        if (!(origin instanceof TextResourceOrigin text) || text.getResource() == null) {
            return Optional.empty();
        }
        Resource resource = text.getResource() instanceof OriginTrackedResource tracked ? tracked.getResource() : text.getResource();
        if (resource instanceof ClassPathResource || !resource.isFile()) {
            return Optional.empty();
        }
        String line = text.getLocation() == null ? "" : ":" + (text.getLocation().getLine() + 1);
        try {
            return Optional.of(resource.getFile().getPath() + line);
        } catch (IOException e) {
            throw new UncheckedIOException("settings were read from " + resource + ", which is no file any more", e);
        }
    }
}
