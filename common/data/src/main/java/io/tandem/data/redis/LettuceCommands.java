package io.tandem.data.redis;

import java.util.concurrent.CompletionStage;

import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;

/** Commands by Lettuce, for what no event loop of ours can reach: TLS, and processes without one. */
record LettuceCommands(RedisAsyncCommands<String, String> redis) implements RedisCommands {

    @Override
    public CompletionStage<Object> call(String... words) {
        CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8);
        for (int i = 1; i < words.length; i++) {
            arguments.add(words[i]);
        }
        return redis.dispatch(CommandType.valueOf(words[0]), new AnyOutput(), arguments);
    }

    @Override
    public boolean isUp() { return redis.getStatefulConnection().isOpen(); }
}
