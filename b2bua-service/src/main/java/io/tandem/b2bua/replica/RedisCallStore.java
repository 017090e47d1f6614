package io.tandem.b2bua.replica;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

import io.tandem.data.redis.Fence;
import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisCommands;
import io.tandem.data.redis.RedisLink;
import io.tandem.data.redis.RedisScript;
import io.tandem.net.Scheduler;

/** Calls in the Redis of the pair, a hash each. Who has lost its role cannot write: the epoch is checked. Loop thread only. */
public final class RedisCallStore implements CallStore {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final String REPLICA_PATIENCE_MILLIS = "50";
    private static final long LATE_SECONDS = 60;
    private static final int CHUNK = 300;
    private static final RedisScript PUT = RedisScript.of(Fence.LUA + """
        local refused = fence(ARGV[1], ARGV[2])
        if refused then return refused end
        redis.call('HSET', KEYS[1], unpack(ARGV, 6))
        redis.call('EXPIREAT', KEYS[1], ARGV[4])
        redis.call('ZREMRANGEBYSCORE', ARGV[3], '-inf', redis.call('TIME')[1])
        redis.call('ZADD', ARGV[3], ARGV[4], ARGV[5])
        return 1
        """);
    private static final RedisScript REMOVE = RedisScript.of(Fence.LUA + """
        local refused = fence(ARGV[1], ARGV[2])
        if refused then return refused end
        redis.call('ZREM', ARGV[3], ARGV[4])
        return redis.call('DEL', KEYS[1])
        """);
    private static final RedisScript MARK = RedisScript.of(Fence.LUA + """
        local refused = fence(ARGV[1], ARGV[2])
        if refused then return refused end
        redis.call('SET', KEYS[1], ARGV[2], 'EX', 60)
        return 1
        """);

    private final RedisCommands redis;
    private final Scheduler scheduler;
    private final InstantSource clock;
    private final String sentBy;
    private final String epochKey;
    private final LongSupplier epoch;
    private boolean followed;

    /** @param redis  whose stages complete on the loop thread
     * @param sentBy of the B2BUA, by which the other node knows its calls
     * @param pair   names the epoch's key
     * @param epoch  in which this node is active */
    public RedisCallStore(RedisCommands redis, Scheduler scheduler, InstantSource clock, String sentBy, String pair, LongSupplier epoch) {
        this.redis = redis;
        this.scheduler = scheduler;
        this.clock = clock;
        this.sentBy = sentBy;
        this.epochKey = Keys.epoch(pair);
        this.epoch = epoch;
    }

    /** Watches from now on whether another Redis follows. */
    public RedisCallStore start() {
        scheduler.execute(this::look);
        return this;
    }

    private void look() {
        scheduler.schedule(LOOK.toNanos(), this::look);
        redis.call("ROLE").whenComplete((role, failure) -> followed = failure == null && isFollowed(role));
    }

    /** {@code master}, offset, replicas. */
    private static boolean isFollowed(Object role) {
        return role instanceof List<?> parts && parts.size() > 2 && "master".equals(parts.get(0)) && parts.get(2) instanceof List<?> replicas
            && !replicas.isEmpty();
    }

    @Override public CompletionStage<?> put(String key, Map<String, String> fields, Instant end, boolean safe) {
        var arguments = new ArrayList<String>(List.of(epochKey, Long.toString(epoch.getAsLong()), Keys.b2buaCalls(sentBy),
            Long.toString(end.getEpochSecond() + LATE_SECONDS), key));
        fields.forEach((name, value) -> {
            arguments.add(name);
            arguments.add(value);
        });
        CompletionStage<Object> written = PUT.run(redis, Keys.b2buaCall(sentBy, key), arguments.toArray(String[]::new));
        return safe && followed ? written.thenCompose(_ -> redis.call("WAIT", "1", REPLICA_PATIENCE_MILLIS)).thenAccept(this::acknowledged) : written;
    }

    /** A replica that is late once would hold up every call: no more waiting until it is looked at again. */
    private void acknowledged(Object replicas) {
        if (replicas instanceof Long count && count == 0) followed = false;
    }

    /** Leaves with the next command, within 10 ms: nobody waits for it. */
    @Override public CompletionStage<?> remove(String key) {
        return REMOVE.runSoon(redis, Keys.b2buaCall(sentBy, key), epochKey, Long.toString(epoch.getAsLong()), Keys.b2buaCalls(sentBy), key);
    }

    /** WAIT knows of the writes of its own connection only, and calls may have been put over an earlier one: a write of this one comes after them all. */
    @Override public CompletionStage<Boolean> isCopied() {
        if (epoch.getAsLong() == 0) return CompletableFuture.completedFuture(false);
        return MARK.run(redis, Keys.b2buaStop(sentBy), epochKey, Long.toString(epoch.getAsLong()))
            .thenCompose(_ -> redis.call("WAIT", "1", REPLICA_PATIENCE_MILLIS)).thenApply(replicas -> replicas instanceof Long count && count > 0);
    }

    @Override public CompletionStage<List<Map<String, String>>> all() {
        return redis.call("ZRANGEBYSCORE", Keys.b2buaCalls(sentBy), Long.toString(clock.instant().getEpochSecond() + LATE_SECONDS), "+inf")
            .thenCompose(keys -> every(((List<?>) keys).stream().map(String::valueOf).toList(), new ArrayList<>()));
    }

    /** A chunk after the other: all at once would be more than may wait for an answer. */
    private CompletionStage<List<Map<String, String>>> every(List<String> keys, List<Map<String, String>> found) {
        if (keys.isEmpty()) return CompletableFuture.completedFuture(found);
        int chunk = Math.min(CHUNK, keys.size());
        List<CompletableFuture<Map<String, String>>> hashes = keys.subList(0, chunk).stream().map(key -> redis.call("HGETALL", Keys.b2buaCall(sentBy, key))
            .thenApply(reply -> RedisLink.pairs((List<?>) reply)).toCompletableFuture()).toList();
        return CompletableFuture.allOf(hashes.toArray(CompletableFuture[]::new)).thenCompose(_ -> {
            hashes.stream().map(CompletableFuture::join).filter(fields -> !fields.isEmpty()).forEach(found::add);
            return every(keys.subList(chunk, keys.size()), found);
        });
    }
}
