package io.tandem.data.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.RedisNoScriptException;

/**
 * A Lua script that Redis knows by its digest; the text goes over the wire only when it does not know it (yet, or any more). Any thread.
 *
 * @param digest SHA-1, lower-case hexadecimal
 */
public record RedisScript(String text, String digest) {

    /** A script with its digest. */
    public static RedisScript of(String text) {
        try {
            return new RedisScript(text, HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    /** Tells Redis the text, so that the first run is not late, and not overtaken by what is sent after it. */
    public CompletionStage<Object> load(RedisCommands redis) { return redis.call("SCRIPT", "LOAD", text); }

    /** Runs it; never blocks. The stage fails as that of any command. */
    public CompletionStage<Object> run(RedisCommands redis, String key, String... arguments) {
        return orWithText(redis.call(words("EVALSHA", digest, key, arguments)), redis, key, arguments);
    }

    /** Runs it with the next command, see {@link RedisCommands#callSoon}. */
    public CompletionStage<Object> runSoon(RedisCommands redis, String key, String... arguments) {
        return orWithText(redis.callSoon(words("EVALSHA", digest, key, arguments)), redis, key, arguments);
    }

    private CompletionStage<Object> orWithText(CompletionStage<Object> known, RedisCommands redis, String key, String... arguments) {
        return known.exceptionallyCompose(failure -> {
            Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            return cause instanceof RedisNoScriptException ? redis.call(words("EVAL", text, key, arguments)) : known;
        });
    }

    private static String[] words(String command, String script, String key, String... arguments) {
        String[] words = new String[4 + arguments.length];
        words[0] = command;
        words[1] = script;
        words[2] = "1";
        words[3] = key;
        System.arraycopy(arguments, 0, words, 4, arguments.length);
        return words;
    }
}
