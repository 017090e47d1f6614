package io.tandem.relay.replica;

import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;

import io.lettuce.core.RedisException;
import io.tandem.data.redis.LoopRedis;
import io.tandem.net.EventLoop;
import io.tandem.relay.choice.Choices;
import io.tandem.relay.pipeline.MediaLoop;
import io.tandem.relay.session.Call;
import io.tandem.relay.session.EndOfCall;
import io.tandem.relay.session.SessionTable;
import io.tandem.relay.session.Totals;
import io.tandem.relay.wire.Value;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One end of a pair of relays: publishes its calls while it is active, follows those of the other one while it is not. */
public final class Replication implements Role, CommandLog, EndOfCall, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Replication.class);
    /** What a relay waits for the calls that it has not read yet before it is active. */
    private static final long READ_NANOS = 3_000_000_000L;
    /** Ports that are still open after so long stay with whoever has them. */
    private static final long FREE_NANOS = 3_000_000_000L;
    private static final long LOOK_NANOS = 10_000_000L;
    /** After a hand-over streams in the kernel go on for so long: neighbours send here until they have heard of the other node. */
    private static final long BOTH_NANOS = 100_000_000L;
    private static final long CONNECT_MILLIS = 500;
    private static final long CLOSE_MILLIS = 1500;

    private final ReplicaProperties properties;
    private final EventLoop control;
    private final List<MediaLoop> loops;
    private final SessionTable sessions;
    private final Choices choices;
    private final InstantSource clock;
    private final Runnable onActive;
    private final Runnable onStandby;
    private final IntSupplier portsInUse;
    private final Publisher publisher;
    private final Follower follower;
    private final Shadow shadow;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Optional<LoopRedis> redis = Optional.empty();
    private volatile Optional<LoopRedis> reading = Optional.empty();
    private volatile boolean active;
    /** All calls are the other relay's, and are not let go yet. */
    private boolean leaving;
    /** The last order was to be active; empty before the first. */
    private Optional<Boolean> order = Optional.empty();

    /** @param repeater carries out what another relay has carried out
     *  @param onActive  run at a take-over, when packets pass
     *  @param onStandby run before all calls are let go
     *  @param portsInUse how many pairs of ports still have sockets */
    public Replication(ReplicaProperties properties, EventLoop control, List<MediaLoop> loops, SessionTable sessions, Choices choices,
            Repeater repeater, Runnable onActive, Runnable onStandby, IntSupplier portsInUse, InstantSource clock, RandomGenerator random) {
        this.properties = properties;
        this.control = control;
        this.loops = List.copyOf(loops);
        this.sessions = sessions;
        this.choices = choices;
        this.clock = clock;
        this.onActive = onActive;
        this.onStandby = onStandby;
        this.portsInUse = portsInUse;
        RedisKeys keys = new RedisKeys(properties.name());
        shadow = new Shadow(sessions, choices, repeater, clock);
        publisher = new Publisher(keys, HexFormat.of().toHexDigits(random.nextLong()), control, clock);
        follower = new Follower(keys, control, shadow);
    }

    /** Begins as a shadow, of the other relay or of a run before; then takes over if it shall be active. */
    public void start() {
        String uri = properties.redis().orElseThrow();
        boolean standby = properties.standby();
        control.execute(() -> {
            follow();
            if (!standby) control.schedule(READ_NANOS, this::takeOverUnasked);
        });
        Thread.ofVirtual().name("relay-redis").start(() -> connect(uri, standby));
    }

    private void connect(String uri, boolean standby) {
        while (!closed.get()) {
            try {
                LoopRedis writing = LoopRedis.connect(control, uri);
                redis = Optional.of(writing);
                LoopRedis follows = LoopRedis.connect(control, uri);
                reading = Optional.of(follows);
                control.execute(() -> {
                    publisher.connected(writing);
                    follower.connected(follows);
                    if (!active) follower.start(standby ? () -> {} : this::takeOverUnasked);
                });
                return;
            } catch (RedisException e) {
                redis.ifPresent(LoopRedis::close);
                LOG.warn("no Redis for the pair of relays yet: {}", e.getMessage());
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(CONNECT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isActive() {
        return active;
    }

    @Override
    public void becomeActive() {
        control.execute(() -> {
            order = Optional.of(true);
            leave(); // what has happened to its calls meanwhile is in Redis
            if (active || follower.wasComplete()) {
                takeOver();
                return;
            }
            follower.onComplete(this::takeOver);       // it has just begun to follow: a moment for the calls that it does not know yet
            control.schedule(READ_NANOS, () -> {
                if (order.equals(Optional.of(true))) takeOver();
            });
        });
    }

    @Override
    public void becomeStandby() {
        control.execute(() -> {
            order = Optional.of(false);
            follower.onComplete(() -> {});
            if (!active) return;
            active = false;
            publisher.stop();
            choices.record(false);
            onStandby.run();
            sessions.standBy();
            LOG.info("standby: all calls are another relay's");
            loops.forEach(loop -> loop.quiet(true));
            leaving = true;
            control.schedule(BOTH_NANOS, this::leave);
        });
    }

    private void leave() {
        if (!leaving) return;
        leaving = false;
        sessions.calls().forEach(call -> sessions.drop(call.callId()));
        followWhenFree(control.nanoTime() + FREE_NANOS);
    }

    /** Sockets close on the media loops, a moment later; the other relay's calls need the same ports. */
    private void followWhenFree(long untilNanos) {
        if (active) return; // it has taken over again meanwhile
        if (portsInUse.getAsInt() > 0 && control.nanoTime() - untilNanos < 0) {
            control.schedule(LOOK_NANOS, () -> followWhenFree(untilNanos));
            return;
        }
        follow();
    }

    private void follow() {
        active = false;
        sessions.standBy();
        loops.forEach(loop -> loop.quiet(true));
        if (reading.isPresent()) follower.start(order.equals(Optional.of(true)) ? this::takeOver : () -> {});
    }

    private void takeOver() {
        if (active) return;
        long start = System.nanoTime();
        follower.stop();
        List<CallLog> calls = shadow.handOver();
        loops.forEach(loop -> loop.quiet(false));
        active = true;
        choices.record(true);
        sessions.takeOver();
        calls.stream().map(log -> Objects.requireNonNull(log.state)).forEach(state -> state.loop().execute(state::speak));
        publisher.start(calls.stream().filter(log -> isLive(log.callId)).toList());
        onActive.run();
        LOG.info("active: {} calls go on, taken over in {} us", sessions.size(), (System.nanoTime() - start) / 1000);
    }

    /** At the start: an order to stand by that came meanwhile holds. */
    private void takeOverUnasked() {
        if (order.isEmpty()) takeOver();
    }

    private boolean isLive(String callId) {
        return call(callId).isPresent();
    }

    private Optional<Call> call(String callId) {
        return sessions.find(callId, Optional.empty(), Optional.empty(), Optional.empty()).map(Call.View::call);
    }

    @Override
    public void begins() {
        choices.taken(); // of one that failed
    }

    @Override
    public void carriedOut(String callId, Value.Dictionary command, String client) {
        List<String> chosen = choices.taken();
        Optional<Call> call = active ? call(callId) : Optional.empty();
        if (call.isEmpty()) return;
        CallState state = CallState.of(call.get());
        CallLog log = publisher.log(callId).orElseGet(() -> new CallLog(callId, state));
        log.state = state;
        if (!log.isNews(command.text("command").orElse(""), command, !chosen.isEmpty())) return;
        call.get().stored(clock.instant());
        publisher.changed(log, new JournalEntry(clock.instant(), client, chosen, command).text());
    }

    @Override
    public void ended(Call call, Totals.End why) {
        publisher.ended(call.callId());
    }

    /** Calls that the other relay would go on with, or that this one would. */
    public int calls() {
        return active ? publisher.calls() : shadow.size();
    }

    /** Nothing is missing: what is active is in Redis, or all that is there is followed. Any thread; may be a moment late. */
    public boolean isComplete() {
        return active ? publisher.isComplete() : follower.isComplete();
    }

    /** The calls stay in Redis: a relay that ends does not end what another one may go on with. */
    @Override
    public void close() {
        closed.set(true);
        CountDownLatch written = new CountDownLatch(1);
        control.execute(() -> {
            follower.stop();
            publisher.flush(() -> control.execute(() -> {
                publisher.stop();
                written.countDown();
            }));
        });
        try {
            if (!written.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) LOG.warn("the last figures of calls may not be in Redis");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        redis.ifPresent(LoopRedis::close);
        reading.ifPresent(LoopRedis::close);
    }
}
