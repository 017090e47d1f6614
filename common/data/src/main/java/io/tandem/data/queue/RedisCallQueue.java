package io.tandem.data.queue;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisCommands;
import io.tandem.data.redis.RedisScript;

/** Call queues in the central Redis: lists of Call-IDs ({@code callqueue:UUID}), the first to be served first. A call of a process that has died is out after
 * {@link #LEASE}. One round trip an operation; any thread; stages fail as commands do. */
public final class RedisCallQueue {
    /** So long a call waits that nobody asks for. */
    public static final Duration LEASE = Duration.ofSeconds(10);
    private static final String LEASE_SECONDS = Long.toString(LEASE.toSeconds());

    private final RedisCommands redis;
    private final RedisScript taken = RedisScript.of(QueueScript.TAKEN);
    private final RedisScript join = RedisScript.of(QueueScript.JOIN);
    private final RedisScript ask = RedisScript.of(QueueScript.ASK);
    private final RedisScript leave = RedisScript.of(QueueScript.LEAVE);

    /** @param redis refuses at once while Redis is away */
    public RedisCallQueue(RedisCommands redis) {
        this.redis = redis;
    }

    /** Whether a new call has to wait: others do, or nobody who takes calls is free.
     * @param call its takers are the subscriber, or those members of the group that would ring */
    public CompletionStage<Boolean> isTaken(QueuedCall call) {
        return run(taken, call).thenApply(answer -> answer > 0);
    }

    /** Takes a call in.
     * @param most  calls that may wait
     * @param entry any but a new call comes in however many wait, and the wrap-up time of those who take calls begins
     * @return its place, from 1 on; 0 if the queue is full */
    public CompletionStage<Integer> join(QueuedCall call, int most, Entry entry) {
        return run(join, call, Integer.toString(most), entry.name());
    }

    /** Is to be asked more often than {@link #LEASE} says, or the call is out.
     * @return 0 if it is the call's turn, and it waits no more; else its place */
    public CompletionStage<Integer> place(QueuedCall call) {
        return run(ask, call);
    }

    /** It waits no more. */
    public CompletionStage<Integer> leave(QueuedCall call) {
        return run(leave, call);
    }

    private CompletionStage<Integer> run(RedisScript script, QueuedCall call, String... own) {
        return script.run(redis, Keys.callQueue(call.owner()), call.arguments(LEASE_SECONDS, own)).thenApply(answer -> Math.toIntExact((Long) answer));
    }
}
