package io.tandem.lb.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

import io.tandem.net.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks names up by the system's resolver (so /etc/hosts counts), on virtual threads, with a small cache. Loop thread; answers come there too. */
public final class HostResolver {

    private static final Logger LOG = LoggerFactory.getLogger(HostResolver.class);
    private static final int MAX_NAMES = 4096;
    private static final int MAX_LOOKUPS = 64;
    private static final long LIFETIME_NANOS = Duration.ofSeconds(30).toNanos();

    /** What looking a name up has told. */
    public sealed interface Lookup {
        /** It has not been looked up, or too long ago. */
        Lookup UNKNOWN = new Unknown();
        /** It has no address. */
        Lookup NO_ADDRESS = new NoAddress();

        record Unknown() implements Lookup {}

        record NoAddress() implements Lookup {}

        record Address(InetAddress ip) implements Lookup {}
    }

    private record Known(Lookup lookup, long untilNanos) {}

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

    /** What is known of a name now. */
    public Lookup known(String host) {
        Known entry = known.get(host);
        if (entry == null || entry.untilNanos() - scheduler.nanoTime() <= 0) {
            return Lookup.UNKNOWN;
        }
        return entry.lookup();
    }

    /** Looks the name up and then runs the task on the loop. @return false if too many look-ups are under way: the task will not run */
    public boolean learn(String host, Runnable whenKnown) {
        if (!lookups.tryAcquire()) {
            return false;
        }
        Thread.startVirtualThread(() -> {
            Lookup lookup = lookUp(host);
            lookups.release();
            scheduler.execute(() -> {
                known.put(host, new Known(lookup, scheduler.nanoTime() + LIFETIME_NANOS));
                whenKnown.run();
            });
        });
        return true;
    }

    private static Lookup lookUp(String host) {
        try {
            return new Lookup.Address(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            LOG.debug("unknown host {}", host, e);
            return Lookup.NO_ADDRESS;
        }
    }
}
