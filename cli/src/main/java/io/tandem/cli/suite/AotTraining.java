package io.tandem.cli.suite;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

import io.tandem.platform.TandemService;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Starts all services with the cache in one JVM, asks them what monitoring asks, and ends; the JVM, run with
 * {@code -XX:AOTCacheOutput}, then writes the cache of what was loaded (JEP 514). Needs the databases up and the services' ports free.
 */
public final class AotTraining {
    private AotTraining() {}

    public static void main(String[] args) {
        try {
            startAndEndAll(args);
            System.exit(0); // threads of libraries may still idle; the cache is written at exit
        } catch (ClassNotFoundException | IOException | RuntimeException e) {
            LoggerFactory.getLogger(AotTraining.class).error("a service failed in the training run", e);
            Runtime.getRuntime().halt(1); // no cache
        }
    }

    private static void startAndEndAll(String[] args) throws ClassNotFoundException, IOException {
        Deque<ConfigurableApplicationContext> contexts = new ArrayDeque<>();
        for (Service service : Service.ALL) {
            if (service.profile().isCached()) {
                contexts.push(TandemService.run(service.name(), Class.forName(service.mainClass()), args));
                ask(service, "/actuator/health");
                ask(service, "/actuator/prometheus");
            }
        }
        while (!contexts.isEmpty()) {
            contexts.pop().close();
        }
    }

    /** By hand: a client's classes do not belong into the cache. */
    private static void ask(Service service, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.managementPort())) {
            socket.getOutputStream().write(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
    }
}
