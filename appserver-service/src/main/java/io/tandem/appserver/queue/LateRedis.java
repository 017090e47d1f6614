package io.tandem.appserver.queue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.tandem.data.redis.RedisClients;
import io.tandem.data.redis.RedisCommands;
import io.tandem.data.redis.RedisOutage;
import org.jspecify.annotations.Nullable;

/** A Redis that may come up after us, by TLS, sentinels or a UNIX socket: connects in the background, again and again until it has, and refuses commands
 * meanwhile. Any thread. */
final class LateRedis implements RedisCommands, AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private final RedisClient client;
    private final RedisURI uri;
    private final RedisOutage outage = new RedisOutage("callers with a call queue before them are refused as busy");
    private volatile Optional<RedisCommands> connected = Optional.empty();
    private volatile boolean closed;

    private LateRedis(String uri) {
        this.client = RedisClients.create(uri);
        this.uri = RedisURI.create(uri);
    }

    /** Begins to connect.
     * @throws RuntimeException if the URI is none, or this system has no UNIX sockets for it */
    static LateRedis open(String uri) {
        LateRedis redis = new LateRedis(uri);
        redis.connect();
        return redis;
    }

    private void connect() {
        if (!closed) client.connectAsync(StringCodec.UTF8, uri).whenComplete(this::connected);
    }

    private void connected(@Nullable StatefulRedisConnection<String, String> connection, @Nullable Throwable failure) {
        outage.note(failure);
        if (connection != null) {
            connected = Optional.of(RedisCommands.of(connection.async()));      // which connects again by itself
        } else if (!closed) {
            CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS).execute(this::connect);
        }
    }

    @Override
    public CompletionStage<Object> call(String... words) {
        return connected.map(redis -> redis.call(words))
                .orElseGet(() -> CompletableFuture.failedFuture(new RedisConnectionException("not connected yet")));
    }

    @Override
    public boolean isUp() {
        return connected.filter(RedisCommands::isUp).isPresent();
    }

    @Override
    public void close() {
        closed = true;
        client.shutdown();
    }
}
