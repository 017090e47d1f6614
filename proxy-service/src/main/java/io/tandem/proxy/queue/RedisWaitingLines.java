package io.tandem.proxy.queue;

import java.util.concurrent.CompletionStage;

import io.tandem.data.queue.QueuedCall;
import io.tandem.data.queue.RedisCallQueue;
import io.tandem.data.redis.RedisCommands;
import io.tandem.data.redis.RedisOutage;

/** In the central Redis. While that is away nobody has to wait, and busy phones are busy. Any thread. */
public final class RedisWaitingLines implements WaitingLines {
    private final RedisCallQueue queue;
    private final RedisOutage outage = new RedisOutage("calls to busy subscribers with a call queue are made at once");

    /** @param redis refuses at once while Redis is away */
    public RedisWaitingLines(RedisCommands redis) {
        this.queue = new RedisCallQueue(redis);
    }

    @Override
    public CompletionStage<Boolean> isTaken(QueuedCall call) {
        return queue.isTaken(call).handle((taken, failure) -> {
            outage.note(failure);
            return failure == null && taken;
        });
    }
}
