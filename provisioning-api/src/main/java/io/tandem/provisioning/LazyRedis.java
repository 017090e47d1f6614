package io.tandem.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.tandem.data.redis.ChangeSignal;
import io.tandem.data.redis.RedisClients;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection to Redis, made when first needed: most of the API works without. While Redis is away users fail at once. Any thread. */
final class LazyRedis implements Supplier<RedisCommands<String, String>>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LazyRedis.class);

    /** Requests must not queue behind attempts to connect. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final RedisClient client;
    private final InstantSource clock;
    private Instant nextAttempt = Instant.MIN;
    private volatile @Nullable StatefulRedisConnection<String, String> connection;

    LazyRedis(String uri, InstantSource clock) {
        this.client = RedisClients.create(uri);
        this.clock = clock;
    }

    /** @throws RedisException while Redis is away */
    @Override
    public RedisCommands<String, String> get() {
        return connection().sync();
    }

    /** The same connection for who waits for an answer later.
     * @throws RedisException while Redis is away */
    RedisAsyncCommands<String, String> async() {
        return connection().async();
    }

    /** Tells call nodes to read the change log now; if they do not hear it they read it 200 ms later. */
    void wakeReaders() {
        try {
            ChangeSignal.send(connection().async());
        } catch (RedisException away) {
            LOG.debug("nobody woken: {}", away.getMessage());
        }
    }

    @Override
    public void close() {
        client.shutdown();
    }

    private StatefulRedisConnection<String, String> connection() {
        StatefulRedisConnection<String, String> current = connection;
        return current != null ? current : connect();
    }

    private synchronized StatefulRedisConnection<String, String> connect() {
        StatefulRedisConnection<String, String> current = connection;
        if (current != null) {
            return current;
        }
        if (clock.instant().isBefore(nextAttempt)) {
            throw new RedisConnectionException("Redis was away less than %s ago".formatted(PATIENCE));
        }
        nextAttempt = clock.instant().plus(PATIENCE);
        current = client.connect();
        connection = current;
        return current;
    }
}
