package io.tandem.data.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.net.EventLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when what was written to a Redis is on its replica as well, so that nobody hears of a write that is lost with this node. Where no replica follows,
 * that is at once. Over a connection of its own: {@code WAIT} holds up what is sent after it, and asked again and again it would hold up everything.
 * Any thread.
 */
public final class Replication {
    private static final Logger LOG = LoggerFactory.getLogger(Replication.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final String PATIENCE_MILLIS = "500";
    private static final String MARK = "tandem:replication:mark";
    private static final String MARK_SECONDS = "60";

    private final RedisCommands redis;
    private final EventLoop loop;
    private List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private boolean asked;
    private volatile boolean followed;
    /** A replica that has no more than this is none: it was late when the master had so much. */
    private long owed;

    /** @param redis a connection that nobody else uses, to the Redis that is written to */
    public Replication(RedisCommands redis, EventLoop loop) {
        this.redis = redis;
        this.loop = loop;
    }

    /** Looks from now on whether a replica follows. */
    public Replication start() {
        loop.execute(this::look);
        return this;
    }

    /** As {@link LoopRedis#probe}. */
    public void probe() {
        if (redis instanceof LoopRedis direct) direct.probe();
    }

    private void look() {
        loop.schedule(LOOK.toNanos(), this::look);
        redis.call("ROLE").thenAccept(role -> loop.execute(() -> looked(role))); // a failure leaves it as it was: whoever writes hears of it
    }

    /** {@code master}, offset, replicas: address, port and the offset that one has acknowledged. */
    private void looked(Object role) {
        if (role instanceof List<?> parts && parts.size() > 2 && parts.get(1) instanceof Long offset && parts.get(2) instanceof List<?> replicas) {
            owed = Math.min(owed, offset); // of one that was started anew, too
            follows(replicas.stream().anyMatch(replica -> Long.parseLong(String.valueOf(((List<?>) replica).getLast())) >= owed));
        } else {
            follows(false);
        }
    }

    private void follows(boolean now) {
        if (now != followed) LOG.info("{}", now ? "writes to Redis wait for its replica" : "no replica of Redis keeps up: writes are on one node alone");
        followed = now;
    }

    /**
     * @param written by another connection
     * @return its result once a replica has it, too; when none has it within half a second that is it, and none is waited for before one has caught up.
     *         Fails as the write does, and if Redis is away before it has told: nobody knows then who has it
     */
    public <T> CompletionStage<T> copied(CompletionStage<T> written) {
        return followed ? written.thenCompose(result -> copy().thenApply(_ -> result)) : written;
    }

    private CompletionStage<Void> copy() {
        CompletableFuture<Void> copied = new CompletableFuture<>();
        if (loop.inLoop()) add(copied);
        else loop.execute(() -> add(copied));
        return copied;
    }

    private void add(CompletableFuture<Void> copied) {
        waiting.add(copied);
        if (!asked) ask();
    }

    /** A write of this connection comes after all that were answered before, and WAIT knows of those of its own connection only. */
    private void ask() {
        List<CompletableFuture<Void>> these = waiting;
        waiting = new ArrayList<>();
        asked = true;
        redis.call("SET", MARK, "", "EX", MARK_SECONDS).thenCombine(redis.call("WAIT", "1", PATIENCE_MILLIS), (_, replicas) -> replicas)
                .whenComplete((replicas, failure) -> loop.execute(() -> answered(these, replicas, failure)));
    }

    private void answered(List<CompletableFuture<Void>> these, @Nullable Object replicas, @Nullable Throwable failure) {
        asked = false;
        if (Long.valueOf(0).equals(replicas)) {
            follows(false);
            owed = Long.MAX_VALUE;
        }
        if (!waiting.isEmpty()) ask();
        for (CompletableFuture<Void> each : these) {
            if (failure == null) each.complete(null);
            else each.completeExceptionally(failure);
        }
    }
}
