package io.tandem.proxy.upstream;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import io.tandem.data.peering.Peering;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.data.tables.CallTables;
import io.tandem.net.Scheduler;
import io.tandem.proxy.call.LoopAnswers;
import io.tandem.proxy.dns.SipTargets;
import io.tandem.proxy.number.Subscribers;
import io.tandem.proxy.pbx.Stages;
import io.tandem.proxy.route.Elements;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.transaction.TransactionLayer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the registrations of this system at others, on the one proxy that has the lease. Its settings are read anew after a change, and every minute. Event
 * loop only, but for {@link #stop}. */
public final class UpstreamRegistrations {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamRegistrations.class);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration RENEWAL = Duration.ofSeconds(10);
    private static final Duration SETTLED = Duration.ofSeconds(1); // many changes come at once
    private static final int ROUNDS = 6; // renewals between two looks at all settings

    private final Subscribers subscribers;
    private final CallTables tables;
    private final Office office;
    private final Map<String, UpstreamAgent> agents = new HashMap<>();
    private boolean leading;
    private boolean reading;
    private boolean wanted;
    private long leasedUntilNanos;
    private int round;
    private long nextNanos;
    private boolean changing;
    private volatile boolean stopped;
    private volatile boolean resting;

    /** What all registrations share. */
    public record Office(TransactionLayer layer, Scheduler scheduler, LoopAnswers answers, Elements elements, SipTargets targets, InstantSource clock,
                         UpstreamStore store, UpstreamProperties settings) {}

    public UpstreamRegistrations(Subscribers subscribers, CallTables tables, Office office) {
        this.subscribers = subscribers;
        this.tables = tables;
        this.office = office;
    }

    /** Begins to ask for the lease. */
    public void start() {
        if (stopped || !office.settings().enabled()) {
            return;
        }
        if (resting) {
            leave();
        } else {
            askForLease();
        }
        office.scheduler().schedule(RENEWAL.toNanos(), this::start);
    }

    private void askForLease() {
        long asked = office.scheduler().nanoTime();
        office.answers().when(office.store().lease(LEASE), mine -> leased(mine && !resting, asked), failure -> {
            if (leading && office.scheduler().nanoTime() - leasedUntilNanos >= 0) {
                LOG.warn("registrations at others are left to another proxy: {}", failure.toString());
                leave();
            }
        });
    }

    /** On the standby of a pair: asks for no lease, and a lease that it has runs out. Any thread. */
    public void rest(boolean standby) {
        resting = standby;
    }

    /** Any thread. What is registered stays. */
    public void stop() {
        stopped = true;
    }

    /** Settings may have changed. */
    public void changed() {
        if (leading && !changing) {
            changing = true;
            office.scheduler().schedule(SETTLED.toNanos(), () -> {
                changing = false;
                if (leading) {
                    read();
                }
            });
        }
    }

    private long pause() {
        long now = office.scheduler().nanoTime();
        nextNanos = nextNanos - now < 0 ? now : nextNanos;
        long pause = nextNanos - now;
        nextNanos += Duration.ofSeconds(1).toNanos() / office.settings().perSecond();
        return pause;
    }

    private void leased(boolean mine, long askedNanos) {
        if (!mine) {
            leave();
            return;
        }
        leasedUntilNanos = askedNanos + LEASE.toNanos();
        boolean first = !leading;
        leading = true;
        if (first || ++round % ROUNDS == 0) {
            read();
        }
    }

    private void leave() {
        leading = false;
        agents.values().forEach(UpstreamAgent::stop);
        agents.clear();
    }

    private void read() {
        if (reading) {
            wanted = true;
            return;
        }
        reading = true;
        wanted = false;
        CompletionStage<List<Optional<Subscriber>>> all = office.store().subscribers()
                .thenCompose(uuids -> Stages.all(uuids.stream().map(subscribers::byUuid).toList()));
        office.answers().when(office.store().states().thenCombine(all.thenCombine(tables.peering(), UpstreamRegistrations::upstreams), Found::new), found -> {
            if (leading) {
                apply(found);
            }
            done();
        }, failure -> {
            LOG.warn("registrations at others stay as they are, their settings cannot be read: {}", failure.toString());
            done();
        });
    }

    private void done() {
        reading = false;
        if (wanted) {
            read();
        }
    }

    private record Found(Map<String, UpstreamState> states, Map<String, Upstream> upstreams) {}

    private static Map<String, Upstream> upstreams(List<Optional<Subscriber>> subscribers, Peering peering) {
        List<Upstream> all = new ArrayList<>();
        subscribers.stream().flatMap(Optional::stream).forEach(one -> add(all, "subscriber " + one.id(), () -> Upstream.of(one, peering)));
        peering.groups().stream().flatMap(group -> group.hosts().stream()).forEach(host -> add(all, "peer " + host.id(), () -> Upstream.of(host)));
        Map<String, Upstream> byId = new HashMap<>();
        all.forEach(one -> byId.put(one.id(), one));
        return byId;
    }

    private interface Reading {
        Optional<Upstream> read();
    }

    private static void add(List<Upstream> all, String whose, Reading reading) {
        try {
            reading.read().ifPresent(all::add);
        } catch (MalformedMessageException | IllegalArgumentException spoiled) {
            LOG.warn("{} has peer_auth_register but is not registered: {}", whose, spoiled.getMessage());
        }
    }

    private void apply(Found found) {
        for (UpstreamAgent agent : List.copyOf(agents.values())) {
            Upstream before = agent.upstream();
            Optional<Upstream> after = Optional.ofNullable(found.upstreams().get(before.id()));
            if (after.isEmpty() || !after.get().address().equals(before.address())) {
                agents.remove(before.id());
                agent.remove();
            } else if (!after.get().equals(before)) {
                agents.remove(before.id());
                agent.stop(); // the same with another password: registered anew at once
                begin(after.get(), Optional.empty());
            }
        }
        found.upstreams().values().stream().filter(one -> !agents.containsKey(one.id()))
                .forEach(one -> begin(one, Optional.ofNullable(found.states().get(one.id()))));
        found.states().keySet().stream().filter(id -> !found.upstreams().containsKey(id)).forEach(office.store()::forget);
    }

    private void begin(Upstream upstream, Optional<UpstreamState> known) {
        UpstreamAgent agent = new UpstreamAgent(upstream, known, office, this::pause);
        agents.put(upstream.id(), agent);
        agent.start();
    }
}
