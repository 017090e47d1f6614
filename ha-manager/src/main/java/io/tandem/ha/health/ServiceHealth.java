package io.tandem.ha.health;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.tandem.ha.health.HealthProperties.Service;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the services of this node, each on a thread of its own: one that hangs hides no other. Methods on any thread. */
public final class ServiceHealth implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServiceHealth.class);
    private static final int OK = 200;

    private final HealthProperties properties;
    private final InstantSource clock;
    private final List<Watched> services = new ArrayList<>();
    private volatile Instant settled = Instant.MIN;
    private volatile boolean active;

    public ServiceHealth(HealthProperties properties, InstantSource clock) {
        this.properties = properties;
        this.clock = clock;
        properties.services().forEach(service -> services.add(new Watched(service)));
    }

    /** The role is another. Services may be down for a moment now: a node that gave the role back for that would end the calls that are being set up, and a
     * commit of that moment would be the only one its peer never had.
     * @param nowActive this node is active */
    public void roleChanged(boolean nowActive) {
        settled = clock.instant().plus(properties.settling());
        active = nowActive;
    }

    /** Does no service count as broken? */
    public boolean isWhole() {
        for (Watched service : services) if (service.broken.isPresent()) return false;
        return true;
    }

    /** Has every service worked since this manager's start, so that this node could serve? True on the active node: one that is being started there has its
     * time for that, and nobody is better off with a standby that has not begun. */
    public boolean haveStarted() {
        if (active) return true;
        for (Watched service : services) if (!service.worked) return false;
        return true;
    }

    /** For operators, a line for each that does not work. */
    public List<String> report() {
        return services.stream().flatMap(service -> service.report().stream()).toList();
    }

    private final class Watched {
        private final Service service;
        private final Failures failures = new Failures(properties, clock.instant());
        private final ScheduledExecutorService thread;
        private volatile Optional<String> broken = Optional.empty();
        private volatile boolean worked;

        Watched(Service service) {
            this.service = service;
            thread = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("health-" + service.name()).factory());
            long pause = properties.interval().toMillis();
            thread.scheduleWithFixedDelay(this::turn, pause, pause, TimeUnit.MILLISECONDS);
        }

        private void turn() {
            Optional<String> found = failures.note(looked(), clock.instant(), settled);
            if (found.isPresent() && broken.isEmpty()) log.error("{} {}: the peer takes over if it is better off", service.name(), found.get());
            if (found.isEmpty() && broken.isPresent()) log.info("{} works again", service.name());
            broken = found;
            worked = failures.hasWorked();
        }

        Optional<String> report() {
            Optional<String> how = broken.map(why -> "BROKEN, " + why);
            return how.or(() -> worked ? Optional.empty() : Optional.of("starting")).map(it -> "service %s: %s".formatted(service.name(), it));
        }

        /** Thrown on, it would be the last look. */
        private Look looked() {
            try {
                return look(service.url());
            } catch (RuntimeException e) {
                if (broken.isEmpty()) log.error("{} cannot be looked at by {}; it counts as down", service.name(), service.url(), e);
                return Look.DOWN;
            }
        }

        private Look look(URI url) {
            try {
                HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
                connection.setConnectTimeout((int) properties.interval().toMillis());
                connection.setReadTimeout((int) properties.interval().toMillis());
                try {
                    return connection.getResponseCode() == OK ? Look.UP : Look.DOWN;
                } finally {
                    connection.disconnect();
                }
            } catch (IOException e) {
                log.debug("{} does not answer at {}: {}", service.name(), url, e.getMessage());
                return Look.SILENT;
            }
        }
    }

    @Override public void close() { services.forEach(service -> service.thread.shutdownNow()); }
}
