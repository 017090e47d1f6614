package io.tandem.proxy.keepalive;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

import io.tandem.net.Scheduler;
import io.tandem.proxy.call.LoopAnswers;
import io.tandem.proxy.location.FlowToContact;
import io.tandem.proxy.location.KeepAliveShards;
import io.tandem.proxy.route.Elements;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transport.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pings contacts so that NATs keep letting calls in. The wall clock says which shard's turn it is, the same on all proxies, so the pings are
 * spread over the interval; the first proxy to take the lease of a shard pings it in this round, so a proxy that dies leaves no gap and
 * nothing is pinged twice. Keeps no state of a ping. Event loop only, but for the counts.
 */
public final class Pinger {
    private static final Logger LOG = LoggerFactory.getLogger(Pinger.class);
    private static final Duration TICK = Duration.ofMillis(20);
    /** Proxies come by turns, not always the one whose clock is ahead. */
    private static final Duration JITTER = Duration.ofMillis(500);

    private final KeepAliveProperties properties;
    private final KeepAliveShards shards;
    private final Scheduler scheduler;
    private final LoopAnswers answers;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Wire wire;
    private final Deque<KeepAliveShards.Pinged> waiting = new ArrayDeque<>();
    private final LongAdder sent = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private boolean sending;
    private boolean failing;
    private long lastTurn;
    private volatile boolean stopped;
    private volatile boolean resting;
    private long number;

    /** Where pings leave. */
    @FunctionalInterface
    public interface Sender {
        void send(SipMessage request, Flow flow);
    }

    /** Addresses and the way out. */
    public record Wire(Elements elements, Sender sender) {
    }

    public Pinger(KeepAliveProperties properties, KeepAliveShards shards, Scheduler scheduler, InstantSource clock, RandomGenerator random, Wire wire) {
        this.properties = properties;
        this.shards = shards;
        this.scheduler = scheduler;
        this.answers = new LoopAnswers(scheduler);
        this.clock = clock;
        this.random = random;
        this.wire = wire;
        this.number = random.nextLong(1L << 40);
    }

    /** Begins, for as long as the scheduler runs. */
    public void start() {
        if (properties.enabled()) {
            lastTurn = currentTurn();
            awaitTurn();
        }
    }

    private long turnMillis() {
        return Math.max(1, properties.interval().toMillis() / KeepAliveShards.COUNT);
    }

    private long currentTurn() {
        return Math.floorDiv(clock.millis(), turnMillis());
    }

    /** Until the next shard's time by the wall clock. Turns missed meanwhile are made up for, as far as they belong to this round. */
    private void awaitTurn() {
        long delayMillis = (lastTurn + 1) * turnMillis() - clock.millis();
        scheduler.schedule(Duration.ofMillis(delayMillis).toNanos(), () -> {
            if (stopped) {
                return;
            }
            long current = currentTurn();
            for (long turn = Math.max(lastTurn, current - KeepAliveShards.COUNT) + 1; turn <= current; turn++) {
                turn((int) Math.floorMod(turn, (long) KeepAliveShards.COUNT));
            }
            lastTurn = current;
            awaitTurn();
        });
    }

    private void turn(int shard) {
        scheduler.schedule(random.nextLong(JITTER.toNanos()), () -> claim(shard));
    }

    private void claim(int shard) {
        if (stopped || resting) {
            return;
        }
        Duration lease = properties.interval().multipliedBy(3).dividedBy(4);
        answers.when(shards.claim(shard, lease, properties.maxUnanswered()), this::enqueue, this::failed);
    }

    private void failed(Throwable failure) {
        if (!failing && !stopped) {
            LOG.warn("contacts behind NAT are not pinged while Redis is away: {}", failure.toString());
        }
        failing = true;
    }

    private void enqueue(List<KeepAliveShards.Pinged> shard) {
        if (failing) {
            LOG.info("contacts behind NAT are pinged again");
            failing = false;
        }
        int room = Math.max(0, 2 * properties.maxPerSecond() - waiting.size());
        waiting.addAll(shard.subList(0, Math.min(room, shard.size())));
        dropped.add(Math.max(0, shard.size() - room));
        if (!sending && !waiting.isEmpty()) {
            sending = true;
            sendSome();
        }
    }

    private void sendSome() {
        for (long left = properties.maxPerSecond() / (1000 / TICK.toMillis()); left > 0 && !waiting.isEmpty(); left--) {
            ping(waiting.remove());
        }
        sending = !waiting.isEmpty();
        if (sending) {
            scheduler.schedule(TICK.toNanos(), this::sendSome);
        }
    }

    private void ping(KeepAliveShards.Pinged pinged) {
        FlowToContact flow = FlowToContact.of(pinged.binding(), wire.elements().defaultPath());
        Elements elements = wire.elements();
        wire.sender().send(Ping.request(pinged, flow, elements.selfUri(), properties.user(), ++number),
                elements.flowTo(elements.loadBalancer(flow.dUri())));
        sent.increment();
    }

    /** Begins nothing more. Any thread. */
    public void stop() {
        stopped = true;
    }

    /** Whether another node of the pair has the addresses now, and pings. Any thread. */
    public void rest(boolean standby) {
        resting = standby;
    }

    /** Takes a response. @return false if it answers no ping */
    public boolean take(SipMessage response) {
        return Ping.answered(response).map(ruid -> {
            answered.increment();
            if (properties.maxUnanswered() > 0) {
                shards.answered(ruid);
            }
            return true;
        }).orElse(false);
    }

    /** Any thread. */
    public long sent() {
        return sent.sum();
    }

    /** Answers of any status. Any thread. */
    public long answered() {
        return answered.sum();
    }

    /** Not sent for want of time. Any thread. */
    public long dropped() {
        return dropped.sum();
    }
}
