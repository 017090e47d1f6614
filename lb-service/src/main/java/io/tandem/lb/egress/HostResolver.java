package io.tandem.lb.egress;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

import io.tandem.lb.socket.HostPort;
import io.tandem.net.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks names up by the system's resolver (so /etc/hosts counts), on virtual threads, with a small cache. Loop thread; answers come there too. */
public final class HostResolver {

    private static final Logger LOG = LoggerFactory.getLogger(HostResolver.class);
    private static final int MAX_NAMES = 4096;
    private static final int MAX_LOOKUPS = 64;
    private static final long LIFETIME_NANOS = Duration.ofSeconds(30).toNanos();

    private record Known(Optional<InetAddress> address, long untilNanos) {}

    private final Scheduler scheduler;
    private final Semaphore lookups = new Semaphore(MAX_LOOKUPS);
    private final Map<String, Known> known = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MAX_NAMES;
        }
    };

    public HostResolver(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Gives the address to the consumer, at once if it is known; empty if the name is unknown or too many look-ups are under way. */
    public void resolve(HostPort target, Consumer<Optional<InetSocketAddress>> consumer) {
        Known entry = known.get(target.host());
        if (entry != null && entry.untilNanos() - scheduler.nanoTime() > 0) {
            consumer.accept(entry.address().map(a -> new InetSocketAddress(a, target.port())));
            return;
        }
        if (!lookups.tryAcquire()) {
            consumer.accept(Optional.empty());
            return;
        }
        Thread.startVirtualThread(() -> {
            Optional<InetAddress> address = lookUp(target.host());
            lookups.release();
            scheduler.execute(() -> {
                known.put(target.host(), new Known(address, scheduler.nanoTime() + LIFETIME_NANOS));
                consumer.accept(address.map(a -> new InetSocketAddress(a, target.port())));
            });
        });
    }

    private static Optional<InetAddress> lookUp(String host) {
        try {
            return Optional.of(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            LOG.debug("unknown host {}", host, e);
            return Optional.empty();
        }
    }
}
