package io.tandem.relay.replica;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.RedisException;
import io.tandem.data.redis.RedisCommands;

/** Before the first connection to Redis. */
enum Nowhere implements RedisCommands {
    INSTANCE;

    @Override
    public CompletionStage<Object> call(String... words) {
        return CompletableFuture.failedFuture(new RedisException("there is no connection yet"));
    }

    @Override
    public boolean isUp() {
        return false;
    }
}
