package io.tandem.proxy.setup;

import java.util.List;
import java.util.concurrent.CompletionStage;

import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisCommands;
import io.tandem.data.redis.RedisOutage;
import io.tandem.data.redis.RedisScript;

/** In the Redis of the pair, a hash for a proxy's address, which both nodes have. Any thread. */
public final class RedisSetUps implements SetUpStore {
    private static final RedisScript TAKE = RedisScript.of("""
            local all = redis.call('HVALS', KEYS[1])
            redis.call('DEL', KEYS[1])
            return all
            """);
    private final RedisCommands redis;
    private final String key;
    private final RedisOutage outage = new RedisOutage("calls that are being set up would not survive this node,");

    /** @param redis  refuses at once while Redis is away
     * @param listen address and port of the proxy, the same on both nodes */
    public RedisSetUps(RedisCommands redis, String listen) {
        this.redis = redis;
        this.key = Keys.setUps(listen);
    }

    @Override
    public void put(String branch, String text) {
        redis.callSoon("HSET", key, branch, text).whenComplete((_, failure) -> outage.note(failure));
    }

    @Override
    public void remove(String branch) {
        redis.callSoon("HDEL", key, branch).whenComplete((_, failure) -> outage.note(failure));
    }

    @Override
    public CompletionStage<List<String>> take() {
        return TAKE.run(redis, key).thenApply(all -> ((List<?>) all).stream().map(String::valueOf).toList());
    }
}
