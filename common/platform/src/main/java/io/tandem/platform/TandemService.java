package io.tandem.platform;

import java.util.Map;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts one service: reads {@code <name>.yml} from its jar and the operator's config file over it. */
public final class TandemService {
    /** Where an operator's settings are read from, unless {@code tandem.config-file} says otherwise. */
    public static final String CONFIG_FILE = "/etc/tandem/config.yml";

    /** Classes that nobody asked for: Tomcat and Jackson loaded ahead of time, and JFR with Netty's first buffer. */
    private static final Map<String, String> LEAN = Map.of("spring.backgroundpreinitializer.ignore", "true", "io.netty.jfr.enabled", "false");

    private TandemService() {}

    /**
     * Starts the service and returns when it is ready.
     *
     * @param name service name as in architecture.md, for example {@code lb-service}; names the config file too
     * @param application class annotated with {@link TandemApplication}
     * @param args command line; {@code --key=value} wins over every file
     */
    public static ConfigurableApplicationContext run(String name, Class<?> application, String... args) {
        LEAN.forEach(System::setProperty);
        SpringApplication spring = new SpringApplication(application);
        spring.setBannerMode(Banner.Mode.OFF);
        spring.setDefaultProperties(defaults(name));
        ConfigurableApplicationContext context = spring.run(args);
        System.gc(); // what the start left; with nothing to serve yet, nobody waits for it
        return context;
    }

    private static Map<String, Object> defaults(String name) {
        return Map.ofEntries(
            Map.entry("spring.config.name", name),
            Map.entry("spring.config.import", "optional:file:${tandem.config-file:" + CONFIG_FILE + "}"),
            Map.entry("spring.application.name", name),
            Map.entry("spring.jmx.enabled", "false"),
            Map.entry("spring.main.web-application-type", "none"),
            Map.entry("server.address", "127.0.0.1"),
            Map.entry("spring.lifecycle.timeout-per-shutdown-phase", "5s"),
            Map.entry("management.endpoints.web.exposure.include", "health,prometheus,info,loggers"),
            Map.entry("management.endpoint.health.show-details", "always"),
            Map.entry("management.metrics.tags.service", name),
            Map.entry("logging.pattern.console", "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [" + name + "] %logger{30} - %msg%n%ex"));
    }
}
