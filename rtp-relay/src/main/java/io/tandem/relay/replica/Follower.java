package io.tandem.relay.replica;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.tandem.data.redis.RedisCommands;
import io.tandem.net.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads from Redis what the active relay writes, and has the {@link Shadow} follow it: first every call's hash, then the stream of events. Begins anew
 * when events are missing.
 */
final class Follower {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    /** A read waits so long for events; below the time in which an answer is late. */
    private static final String WAIT_MILLIS = "400";
    private static final String AT_ONCE = "200";
    /** Events in which the last figures of most calls are: those in the hashes are up to ten seconds old. */
    private static final String RECENT = "100";
    private static final long AGAIN_NANOS = 500_000_000L;
    /** Calls that are read at a time. */
    private static final int CHUNK = 100;

    private final RedisKeys keys;
    private final Scheduler scheduler;
    private final Shadow shadow;
    private @Nullable RedisCommands redis;
    private long generation;
    private Runnable onComplete = () -> {};
    private String position = "0-0";
    private String publisher = "";
    private long next;
    private volatile boolean complete;
    private List<Event> recent = List.of();
    private boolean everComplete;

    Follower(RedisKeys keys, Scheduler scheduler, Shadow shadow) {
        this.keys = keys;
        this.scheduler = scheduler;
        this.shadow = shadow;
    }

    void connected(RedisCommands to) {
        redis = to;
    }

    private RedisCommands redis() {
        return Objects.requireNonNull(redis);
    }

    /** Once there is a connection. @param read run when every call there is has been read */
    void start(Runnable read) {
        onComplete = read;
        everComplete = false;
        readAll();
    }

    void stop() {
        generation++;
        complete = false;
        everComplete = false;
    }

    /** Every call of the active relay is here, as of some milliseconds ago. */
    boolean isComplete() {
        return complete;
    }

    /** Every call has been read once since the start; what is known stays known while Redis is away. */
    boolean wasComplete() {
        return everComplete;
    }

    /** Other work when every call has been read. */
    void onComplete(Runnable read) {
        onComplete = read;
    }

    private void readAll() {
        complete = false;
        long run = ++generation;
        ask(run, redis().call("XREVRANGE", keys.log(), "+", "-", "COUNT", RECENT), reply -> {
            List<Event> last = Event.all(reply);
            recent = last;
            position = last.isEmpty() ? "0-0" : last.getFirst().id();
            publisher = last.isEmpty() ? "" : last.getFirst().field("p");
            next = last.isEmpty() ? 0 : last.getFirst().number() + 1;
            ask(run, redis().call("SMEMBERS", keys.calls()), members -> readCalls(run, texts(members)));
        });
    }

    private void readCalls(long run, List<String> callIds) {
        if (!position.equals("0-0")) shadow.retain(callIds); // without events Redis is empty after a restart: that ends no call
        readChunk(run, callIds, 0);
    }

    private void readChunk(long run, List<String> callIds, int from) {
        int to = Math.min(from + CHUNK, callIds.size());
        if (from == to) {
            recent.reversed().stream().filter(event -> event.field("k").equals("t")).forEach(shadow::take);
            recent = List.of();
            complete = true;
            everComplete = true;
            LOG.info("{} calls of the active relay are followed", shadow.size());
            Runnable told = onComplete;
            onComplete = () -> {};
            told.run();
            if (run == generation) read(run);
            return;
        }
        int[] left = {to - from};
        for (String callId : callIds.subList(from, to)) {
            ask(run, redis().call("HGETALL", keys.call(callId)), reply -> {
                shadow.whole(callId, pairs(texts(reply)));
                if (--left[0] == 0) readChunk(run, callIds, to);
            });
        }
    }

    private void read(long run) {
        ask(run, redis().call("XREAD", "COUNT", AT_ONCE, "BLOCK", WAIT_MILLIS, "STREAMS", keys.log(), position), reply -> {
            for (Event event : Event.ofRead(reply)) {
                if (!take(event)) {
                    LOG.info("events of the active relay are missing, all calls are read again");
                    readAll();
                    return;
                }
            }
            read(run);
        });
    }

    /** @return false if there are others that should have come before */
    private boolean take(Event event) {
        boolean inOrder = event.field("p").equals(publisher) && event.number() == next && !event.field("k").equals("r");
        position = event.id();
        next = event.number() + 1;
        publisher = event.field("p");
        return inOrder && shadow.take(event);
    }

    /** Goes on with the answer, or begins anew a little later; says nothing once it is out of date. */
    private void ask(long run, CompletionStage<Object> answer, Consumer<Object> then) {
        answer.whenComplete((reply, failure) -> scheduler.execute(() -> {
            if (run != generation) return;
            if (failure == null) {
                then.accept(reply);
                return;
            }
            if (complete) LOG.warn("the active relay cannot be followed: {}", failure.getMessage());
            complete = false;
            long again = ++generation;
            scheduler.schedule(AGAIN_NANOS, () -> {
                if (again == generation) readAll();
            });
        }));
    }

    private static List<String> texts(Object reply) {
        return reply instanceof List<?> items ? items.stream().map(String::valueOf).toList() : List.of();
    }

    private static Map<String, String> pairs(List<String> words) {
        Map<String, String> pairs = new HashMap<>();
        for (int i = 0; i + 1 < words.size(); i += 2) {
            pairs.put(words.get(i), words.get(i + 1));
        }
        return pairs;
    }

    /** One event of the stream. */
    record Event(String id, List<String> fields) {
        static List<Event> all(Object reply) {
            List<Event> events = new ArrayList<>();
            if (reply instanceof List<?> entries) {
                for (Object entry : entries) {
                    if (entry instanceof List<?> parts && parts.size() == 2) events.add(new Event(String.valueOf(parts.getFirst()), texts(parts.getLast())));
                }
            }
            return events;
        }

        static List<Event> ofRead(Object reply) {
            boolean some = reply instanceof List<?> streams && !streams.isEmpty() && streams.getFirst() instanceof List<?>;
            return some ? all(((List<?>) ((List<?>) reply).getFirst()).getLast()) : List.of();
        }

        /** Empty if there is no such field. */
        String field(String name) {
            for (int i = 0; i + 1 < Math.min(fields.size(), 12); i += 2) {
                if (fields.get(i).equals(name)) return fields.get(i + 1);
            }
            return "";
        }

        /** -1 if it has none. */
        long number() {
            return Optional.of(field("q")).filter(text -> text.matches("[0-9]{1,18}")).map(Long::parseLong).orElse(-1L);
        }
    }
}
