package io.tandem.cli.suite;

import java.util.ArrayDeque;
import java.util.Deque;

import io.tandem.platform.TandemService;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Starts all services in one JVM and ends; the JVM, run with {@code -XX:AOTCacheOutput}, then writes the cache of
 * what was loaded (JEP 514). Needs the databases up and the services' ports free.
 */
public final class AotTraining {
    private AotTraining() {}

    public static void main(String[] args) {
        try {
            startAndEndAll(args);
            System.exit(0); // threads of libraries may still idle; the cache is written at exit
        } catch (ClassNotFoundException | RuntimeException e) {
            LoggerFactory.getLogger(AotTraining.class).error("a service failed in the training run", e);
            Runtime.getRuntime().halt(1); // no cache
        }
    }

    private static void startAndEndAll(String[] args) throws ClassNotFoundException {
        Deque<ConfigurableApplicationContext> contexts = new ArrayDeque<>();
        for (Service service : Service.ALL) {
            contexts.push(TandemService.run(service.name(), Class.forName(service.mainClass()), args));
        }
        while (!contexts.isEmpty()) {
            contexts.pop().close();
        }
    }
}
