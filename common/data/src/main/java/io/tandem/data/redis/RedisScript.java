package io.tandem.data.redis;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;

/**
 * A Lua script that Redis knows by its digest; the text goes over the wire only when it does not know it (yet, or any more). Any thread.
 *
 * @param digest SHA-1, lower-case hexadecimal
 */
public record RedisScript(String text, String digest, ScriptOutputType output) {

    /** A script that gives this kind of output. */
    public static RedisScript of(String text, ScriptOutputType output, RedisAsyncCommands<String, String> redis) {
        return new RedisScript(text, redis.digest(text), output);
    }

    /** Tells Redis the text, so that the first run is not late, and not overtaken by what is sent after it. */
    public CompletionStage<String> load(RedisAsyncCommands<String, String> redis) { return redis.scriptLoad(text); }

    /** Runs it; never blocks. The stage fails as that of any command. */
    public <T> CompletionStage<T> run(RedisAsyncCommands<String, String> redis, String key, String... arguments) {
        String[] keys = {key};
        CompletionStage<T> known = redis.evalsha(digest, output, keys, arguments);
        return known.exceptionallyCompose(failure -> {
            Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            return cause instanceof RedisNoScriptException ? redis.<T>eval(text, output, keys, arguments) : known;
        });
    }
}
