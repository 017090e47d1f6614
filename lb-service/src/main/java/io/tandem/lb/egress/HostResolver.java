package io.tandem.lb.egress;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import io.tandem.net.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks names up by the system's resolver (so /etc/hosts counts), on virtual threads, with a small cache. An address that is due to be looked up again is
 * used meanwhile, and for ten minutes if that fails: an outage of the DNS shall not take peers away. Loop thread; answers come there too. */
public final class HostResolver {

    private static final Logger LOG = LoggerFactory.getLogger(HostResolver.class);
    private static final int MAX_NAMES = 4096;
    private static final int MAX_LOOKUPS = 64;
    private static final int MAX_WAITING = 256;
    private static final long LIFETIME_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long STALE_NANOS = Duration.ofMinutes(10).toNanos();

    /** What looking a name up has told. */
    public sealed interface Lookup {
        /** It has not been looked up, or too long ago. */
        Lookup UNKNOWN = new Unknown();
        /** It has no address. */
        Lookup NO_ADDRESS = new NoAddress();

        record Unknown() implements Lookup {}

        record NoAddress() implements Lookup {}

        /** Its first address of each family. */
        record Addresses(Optional<InetAddress> ipv4, Optional<InetAddress> ipv6) implements Lookup {

            /** In the order of the system, which RFC 6724 rules. */
            public static Addresses of(InetAddress... all) {
                return new Addresses(first(Inet4Address.class, all), first(Inet6Address.class, all));
            }

            private static Optional<InetAddress> first(Class<? extends InetAddress> family, InetAddress... all) {
                return Stream.of(all).filter(family::isInstance).findFirst();
            }

            /** The address of one family. */
            public Optional<InetAddress> of(boolean wantsIpv6) {
                return wantsIpv6 ? ipv6 : ipv4;
            }
        }
    }

    /** @param atNanos   when it was told
     * @param untilNanos when it is due to be asked for again */
    private record Known(Lookup lookup, long atNanos, long untilNanos) {
        boolean isUsable(long nowNanos) {
            return lookup instanceof Lookup.Addresses ? nowNanos - atNanos < STALE_NANOS : untilNanos - nowNanos > 0;
        }
    }

    private final Scheduler scheduler;
    private final Function<String, Lookup> system;
    /** The names being looked up, and what waits for them. */
    private final Map<String, List<Runnable>> underWay = new HashMap<>();
    private int waiting;
    private final Map<String, Known> known = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MAX_NAMES;
        }
    };

    public HostResolver(Scheduler scheduler) {
        this(scheduler, HostResolver::lookUp);
    }

    /** @param system looks a name up; may block */
    public HostResolver(Scheduler scheduler, Function<String, Lookup> system) {
        this.scheduler = scheduler;
        this.system = system;
    }

    /** What is known of a name now. */
    public Lookup known(String host) {
        Known entry = known.get(host);
        if (entry == null || !entry.isUsable(scheduler.nanoTime())) {
            return Lookup.UNKNOWN;
        }
        if (entry.untilNanos() - scheduler.nanoTime() <= 0) {
            ask(host);
        }
        return entry.lookup();
    }

    /** Looks the name up and then runs the task on the loop. @return false if too many look-ups are under way: the task will not run */
    public boolean learn(String host, Runnable whenKnown) {
        if (waiting >= MAX_WAITING || !ask(host)) {
            return false;
        }
        waiting++;
        underWay.computeIfAbsent(host, _ -> new ArrayList<>()).add(whenKnown);
        return true;
    }

    /** Begins to look the name up unless that is under way. @return false if too many others are */
    private boolean ask(String host) {
        if (underWay.containsKey(host)) {
            return true;
        }
        if (underWay.size() >= MAX_LOOKUPS) {
            return false;
        }
        underWay.put(host, new ArrayList<>());
        Thread.startVirtualThread(() -> {
            Lookup lookup = system.apply(host);
            scheduler.execute(() -> told(host, lookup));
        });
        return true;
    }

    private void told(String host, Lookup lookup) {
        known.put(host, entry(known.get(host), lookup, scheduler.nanoTime()));
        List<Runnable> tasks = underWay.getOrDefault(host, List.of());
        underWay.remove(host);
        waiting -= tasks.size();
        tasks.forEach(scheduler::execute);
    }

    /** A failure does not replace an address that may still be used. */
    private static Known entry(@Nullable Known before, Lookup lookup, long nowNanos) {
        if (before != null && lookup instanceof Lookup.NoAddress && before.lookup() instanceof Lookup.Addresses && before.isUsable(nowNanos)) {
            return new Known(before.lookup(), before.atNanos(), nowNanos + LIFETIME_NANOS);
        }
        return new Known(lookup, nowNanos, nowNanos + LIFETIME_NANOS);
    }

    private static Lookup lookUp(String host) {
        try {
            return Lookup.Addresses.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            LOG.debug("unknown host {}", host, e);
            return Lookup.NO_ADDRESS;
        }
    }
}
