package io.tandem.platform.systemd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import io.tandem.net.linux.UnixDatagram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service manager that waits to hear from this process. Any thread.
 * @param socket   where it listens: a path, or {@code @name}
 * @param watchdog empty if it does not watch; else it ends a process that says nothing for so long */
record Supervisor(String socket, Optional<Duration> watchdog) {
    static final String READY = "READY=1";
    static final String STOPPING = "STOPPING=1";
    static final String ALIVE = "WATCHDOG=1";
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final long MICROS_PER_MILLI = 1000;

    /** As the environment of this process names it; empty if nobody waits. */
    static Optional<Supervisor> of(Map<String, String> environment) {
        String watched = environment.getOrDefault("WATCHDOG_PID", "");
        boolean me = watched.isEmpty() || watched.equals(Long.toString(ProcessHandle.current().pid()));
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        return Optional.ofNullable(environment.get("NOTIFY_SOCKET")).filter(socket -> !socket.isEmpty()).map(socket -> new Supervisor(socket,
            me && micros.matches("[1-9]\\d{3,15}") ? Optional.of(Duration.ofMillis(Long.parseLong(micros) / MICROS_PER_MILLI)) : Optional.empty()));
    }

    /** One of the constants. A manager that cannot be reached is no reason to stop serving: it will notice the silence. */
    void tell(String state) {
        try {
            UnixDatagram.send(socket, state.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            LOG.warn("the service manager was not told {}: {}", state, e.getMessage());
        }
    }
}
