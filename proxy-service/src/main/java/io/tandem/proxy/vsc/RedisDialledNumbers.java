package io.tandem.proxy.vsc;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisCommands;
import io.tandem.data.redis.RedisOutage;

/** Keeps them for a day in Redis, since the next call may come to any proxy. While Redis is away nothing is known. Any thread. */
public final class RedisDialledNumbers implements DialledNumbers {
    private static final Duration KEPT = Duration.ofDays(1);

    private final RedisCommands redis;
    private final RedisOutage outage = new RedisOutage("numbers for redialling are not kept");

    /** @param redis refuses at once while Redis is away */
    public RedisDialledNumbers(RedisCommands redis) {
        this.redis = redis;
    }

    @Override
    public void note(String uuid, String dialled) {
        redis.call("SETEX", Keys.lastDialled(uuid), Long.toString(KEPT.toSeconds()), dialled).whenComplete((_, failure) -> outage.note(failure));
    }

    @Override
    public CompletionStage<Optional<String>> last(String uuid) {
        return redis.call("GET", Keys.lastDialled(uuid)).handle((found, failure) -> {
            outage.note(failure);
            return found instanceof String number ? Optional.of(number) : Optional.empty();
        });
    }
}
