package io.tandem.lb.target;

import java.util.List;

import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Reads the list of proxies anew, from the same files as at the start; command line and environment still come first. */
final class TargetReload {

    /** How Spring names a file's properties. */
    private static final String FILE = "Config resource";
    private static final String ATTACHED = "configurationProperties";

    private final ConfigurableEnvironment start;

    TargetReload(ConfigurableEnvironment start) {
        this.start = start;
    }

    /** @throws RuntimeException if a file cannot be read or holds nonsense */
    List<TargetProperties.Proxy> proxies() {
        StandardEnvironment now = new StandardEnvironment();
        now.getPropertySources().forEach(source -> now.getPropertySources().remove(source.getName()));
        for (PropertySource<?> source : start.getPropertySources()) {
            if (!source.getName().startsWith(FILE) && !source.getName().equals(ATTACHED)) {
                now.getPropertySources().addLast(source);
            }
        }
        ConfigDataEnvironmentPostProcessor.applyTo(now);
        return Binder.get(now).bindOrCreate("tandem.lb.target", TargetProperties.class).proxies();
    }
}
