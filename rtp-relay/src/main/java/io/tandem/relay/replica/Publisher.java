package io.tandem.relay.replica;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import io.tandem.data.redis.RedisCommands;
import io.tandem.net.Scheduler;
import io.tandem.relay.pipeline.MediaLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes calls to Redis: a hash each for who begins to follow, and a stream of events for who follows. Commands and ends at once, what packets
 * teach once a second, a twentieth of the calls at a time, so that no media loop stops for long.
 */
final class Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final int SLICES = 20;
    private static final long SLICE_NANOS = 1_000_000_000L / SLICES;
    /** Figures go into a call's hash in every tenth round only. */
    private static final int ROUNDS = 10;
    /** Events are kept for so long; who was away longer reads the hashes again. */
    private static final long KEPT_MILLIS = 10_000;
    private static final int BATCH = 100;

    private final RedisKeys keys;
    private final Scheduler scheduler;
    private final InstantSource clock;
    private final String name;
    private final Map<String, CallLog> logs = new LinkedHashMap<>();
    private @Nullable RedisCommands redis;
    private boolean active;
    private boolean complete;
    private long number;
    private int slice;
    private int round;
    private long failures;
    private long runs;
    private long dueNanos;

    /** @param name of this run of the relay, unlike that of any other */
    Publisher(RedisKeys keys, String name, Scheduler scheduler, InstantSource clock) {
        this.keys = keys;
        this.name = name;
        this.scheduler = scheduler;
        this.clock = clock;
    }

    void connected(RedisCommands to) {
        redis = to;
    }

    /** Begins with these calls. */
    void start(Collection<CallLog> calls) {
        active = true;
        complete = false;
        long run = ++runs;
        dueNanos = scheduler.nanoTime();
        logs.clear();
        calls.forEach(log -> logs.put(log.callId, log));
        tick(run);
    }

    void stop() {
        active = false;
        logs.clear();
    }

    Optional<CallLog> log(String callId) {
        return Optional.ofNullable(logs.get(callId));
    }

    /** A command has changed a call. */
    void changed(CallLog log, String entry) {
        logs.putIfAbsent(log.callId, log);
        log.entries.add(entry);
        if (!isWriting()) return;
        int last = log.entries.size() - 1;
        call("SADD", keys.calls(), log.callId);
        call("HSET", keys.call(log.callId), RedisKeys.entry(last), entry);
        call("EXPIRE", keys.call(log.callId), RedisKeys.CALL_SECONDS);
        event("e", log.callId, Integer.toString(last), entry);
    }

    void ended(String callId) {
        if (logs.remove(callId) == null || !isWriting()) return;
        remove(callId);
        event("d", callId, "", "");
    }

    private void remove(String callId) {
        call("DEL", keys.call(callId));
        call("SREM", keys.calls(), callId);
    }

    private boolean isWriting() {
        return active && complete && isUp();
    }

    private boolean isUp() {
        return redis != null && redis.isUp();
    }

    /** @param kind e: a command, number and text; k: keys; d: the end */
    private void event(String kind, String callId, String which, String text) {
        append("k", kind, "c", callId, "n", which, "t", text);
    }

    private void append(String... fields) {
        List<String> words = new ArrayList<>(List.of("XADD", keys.log(), "MINID", "~", Long.toString(clock.millis() - KEPT_MILLIS), "*",
                "p", name, "q", Long.toString(number++)));
        words.addAll(List.of(fields));
        call(words.toArray(String[]::new));
    }

    private void call(String... words) {
        Objects.requireNonNull(redis).call(words).whenComplete((_, failure) -> {
            if (failure != null) scheduler.execute(() -> failed(words[0], failure));
        });
    }

    /** Redis may hold anything now: write it all again. */
    private void failed(String command, Throwable failure) {
        if (complete) LOG.warn("calls are not written to Redis, a standby relay misses changes: {}: {}", command, failure.getMessage());
        complete = false;
        failures++;
    }

    /** Commands that Redis did not take since the start. */
    long failures() {
        return failures;
    }

    boolean isComplete() {
        return isWriting();
    }

    int calls() {
        return logs.size();
    }

    private void tick(long run) {
        if (!active || run != runs) return;
        if (!isUp()) complete = false; // whatever is missed now is written when Redis is back
        slice = (slice + 1) % SLICES;
        if (slice == 0) round = (round + 1) % ROUNDS;
        if (slice == 0 && !complete && isUp()) writeAll();
        int wanted = slice;
        if (isWriting()) observe(log -> Math.floorMod(log.callId.hashCode(), SLICES) == wanted, round == 0, () -> {});
        dueNanos = Math.max(dueNanos + SLICE_NANOS, scheduler.nanoTime() - SLICE_NANOS); // late rounds are caught up with
        scheduler.schedule(dueNanos - scheduler.nanoTime(), () -> tick(run));
    }

    /** What packets have taught goes into the hashes now: the relay ends, and the next one may find nothing else.
     * @param written run when it is there, or cannot be */
    void flush(Runnable written) {
        if (!isWriting() || logs.isEmpty()) {
            written.run();
        } else {
            observe(_ -> true, true, () -> Objects.requireNonNull(redis).call("PING").whenComplete((_, _) -> written.run()));
        }
    }

    private void observe(Predicate<CallLog> wanted, boolean whole, Runnable after) {
        Map<MediaLoop, List<CallLog>> byLoop = new HashMap<>();
        for (CallLog log : logs.values()) {
            CallState state = log.state;
            if (state != null && wanted.test(log)) {
                byLoop.computeIfAbsent(state.loop(), _ -> new ArrayList<>()).add(log);
            }
        }
        AtomicInteger left = new AtomicInteger(byLoop.size());
        byLoop.forEach((loop, calls) -> loop.execute(() -> {
            List<Runnable> found = new ArrayList<>();
            for (CallLog log : calls) {
                CallState state = Objects.requireNonNull(log.state);
                String figures = state.figures();
                Optional<String> newKeys = state.newKeys();
                found.add(() -> observed(log, figures, newKeys));
            }
            scheduler.execute(() -> {
                publish(calls, found, whole);
                if (left.decrementAndGet() == 0) after.run();
            });
        }));
    }

    private static void observed(CallLog log, String figures, Optional<String> newKeys) {
        log.figures = figures;
        newKeys.ifPresent(text -> log.keys = text);
    }

    private void publish(List<CallLog> calls, List<Runnable> found, boolean whole) {
        if (!isWriting()) {
            found.forEach(Runnable::run); // told by a loop once only: kept for when all is written again
            return;
        }
        List<String> batch = new ArrayList<>(List.of("k", "t"));
        for (int i = 0; i < calls.size(); i++) {
            CallLog log = calls.get(i);
            String keysBefore = log.keys;
            String figuresBefore = log.figures;
            found.get(i).run();
            if (logs.get(log.callId) != log) continue;
            if (!log.keys.equals(keysBefore)) writeKeys(log);
            if (whole) writeFigures(log);
            if (log.figures.equals(figuresBefore)) continue;
            batch.add(log.callId);
            batch.add(log.figures);
            if (batch.size() > 2 * BATCH) {
                append(batch.toArray(String[]::new));
                batch = new ArrayList<>(List.of("k", "t"));
            }
        }
        if (batch.size() > 2) append(batch.toArray(String[]::new));
    }

    private void writeKeys(CallLog log) {
        call("HSET", keys.call(log.callId), "k", log.keys);
        event("k", log.callId, "", log.keys);
    }

    private void writeFigures(CallLog log) {
        call("HSET", keys.call(log.callId), "s", log.figures);
        call("EXPIRE", keys.call(log.callId), RedisKeys.CALL_SECONDS);
    }

    /** Redis gets what it may lack, and loses what has ended meanwhile; then who follows is told to read anew. */
    private void writeAll() {
        complete = true;
        Objects.requireNonNull(redis).call("SMEMBERS", keys.calls()).whenComplete((reply, failure) -> scheduler.execute(() -> {
            if (failure != null) {
                failed("SMEMBERS", failure);
                return;
            }
            if (reply instanceof List<?> members) members.stream().map(String::valueOf).filter(id -> !logs.containsKey(id)).forEach(this::remove);
            logs.values().forEach(this::write);
            event("r", "", "", "");
            LOG.info("{} calls are in Redis for a standby relay", logs.size());
        }));
    }

    private void write(CallLog log) {
        List<String> words = new ArrayList<>(List.of("HSET", keys.call(log.callId), "k", log.keys, "s", log.figures));
        for (int i = 0; i < log.entries.size(); i++) {
            words.add(RedisKeys.entry(i));
            words.add(log.entries.get(i));
        }
        call("DEL", keys.call(log.callId));
        call(words.toArray(String[]::new));
        call("EXPIRE", keys.call(log.callId), RedisKeys.CALL_SECONDS);
        call("SADD", keys.calls(), log.callId);
    }
}
