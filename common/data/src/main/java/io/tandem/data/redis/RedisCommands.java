package io.tandem.data.redis;

import java.util.concurrent.CompletionStage;

import io.lettuce.core.api.async.RedisAsyncCommands;

/** Commands to one Redis, each with its words; nothing blocks, and while Redis is away a command fails at once. Any thread. */
public interface RedisCommands {

    /**
     * Sends a command.
     *
     * @return {@code Long}, {@code String}, a {@code List} of replies, or {@code Optional.empty()} for nil; fails with an
     * {@link io.lettuce.core.RedisException} if Redis is away, late or refuses it
     */
    CompletionStage<Object> call(String... words);

    /**
     * Sends a command with the next one, or after some 10 ms: for what nobody waits for, or not impatiently. Redis gets all commands in the order in
     * which they were given.
     */
    default CompletionStage<Object> callSoon(String... words) { return call(words); }

    /** Are commands sent now, rather than refused? */
    boolean isUp();

    /** Over a connection of Lettuce, with a thread of its own. */
    static RedisCommands of(RedisAsyncCommands<String, String> lettuce) { return new LettuceCommands(lettuce); }
}
