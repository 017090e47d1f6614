package io.tandem.proxy.loop;

import java.util.concurrent.CompletionStage;

import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisCommands;
import io.tandem.data.redis.RedisOutage;
import io.tandem.data.redis.RedisScript;
import org.jspecify.annotations.Nullable;

/** Counts in Redis, since a loop may come back to any proxy. While Redis is away there are no loops. Any thread. */
public final class RedisLoopDetector implements LoopDetector {
    /** ARGV: milliseconds of the window; 0 to look only. */
    private static final String COUNT = """
            if ARGV[1] == '0' then return (redis.call('GET', KEYS[1]) or 0) + 1 end
            local calls = redis.call('INCR', KEYS[1])
            if calls == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
            return calls
            """;
    private final RedisCommands redis;
    private final LoopProperties properties;
    private final RedisScript count;
    private final RedisOutage outage = new RedisOutage("loops of calls are not detected");

    /** @param redis refuses at once while Redis is away */
    public RedisLoopDetector(RedisCommands redis, LoopProperties properties) {
        this.redis = redis;
        this.properties = properties;
        this.count = RedisScript.of(COUNT);
    }

    @Override
    public CompletionStage<Boolean> count(String call) {
        return ask(call, properties.window().toMillis());
    }

    @Override
    public CompletionStage<Boolean> look(String call) {
        return ask(call, 0);
    }

    private CompletionStage<Boolean> ask(String call, long windowMillis) {
        return count.run(redis, Keys.loop(call), Long.toString(windowMillis)).thenApply(Long.class::cast).handle(this::isOneTooMany);
    }

    private Boolean isOneTooMany(@Nullable Long calls, @Nullable Throwable failure) {
        outage.note(failure);
        return calls != null && calls > properties.max();
    }
}
