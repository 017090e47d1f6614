package io.tandem.appserver.queue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.tandem.data.queue.Entry;
import io.tandem.data.queue.QueuedCall;
import io.tandem.data.queue.RedisCallQueue;
import io.tandem.data.redis.LoopRedis;
import io.tandem.data.redis.RedisCommands;
import io.tandem.data.redis.RedisOutage;
import io.tandem.net.EventLoop;
import org.jspecify.annotations.Nullable;

/** In the central Redis, with a connection of its own: everything but queues goes on without it. Any thread. */
final class RedisLine implements Line, AutoCloseable {
    private static final Duration LAST_WORD = Duration.ofSeconds(1);
    private final RedisCallQueue queue;
    private final Runnable end;
    private volatile CompletionStage<Integer> last = CompletableFuture.completedFuture(0);
    private final RedisOutage outage = new RedisOutage("callers in call queues go on waiting, and new ones are refused as busy,");

    private RedisLine(RedisCommands redis, Runnable end) {
        this.queue = new RedisCallQueue(redis);
        this.end = end;
    }

    /** Begins to connect. */
    static RedisLine open(String uri) {
        if (LoopRedis.serves(uri)) {
            EventLoop loop = EventLoop.open("call-queues");
            return new RedisLine(LoopRedis.open(loop, uri), loop::close);
        }
        LateRedis late = LateRedis.open(uri);
        return new RedisLine(late, late::close);
    }

    @Override
    public CompletionStage<Integer> join(QueuedCall call, int most, Entry entry) {
        return queue.join(call, most, entry).whenComplete((_, failure) -> note(failure));
    }

    @Override
    public CompletionStage<Integer> place(QueuedCall call) {
        return queue.place(call).whenComplete((_, failure) -> note(failure));
    }

    @Override
    public void leave(QueuedCall call) {
        last = queue.leave(call).whenComplete((_, failure) -> note(failure));
    }

    private void note(@Nullable Throwable failure) {
        outage.note(failure);
    }

    /** Whoever waited until the end leaves first; if Redis does not hear of it, some seconds later. */
    @Override
    public void close() {
        last.toCompletableFuture().copy().completeOnTimeout(0, LAST_WORD.toMillis(), TimeUnit.MILLISECONDS).exceptionally(_ -> 0).join();
        end.run();
    }
}
