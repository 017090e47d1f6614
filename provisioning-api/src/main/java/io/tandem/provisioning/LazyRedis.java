package io.tandem.provisioning;

import java.util.function.Supplier;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.tandem.data.redis.ChangeSignal;
import io.tandem.data.redis.RedisClients;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection to Redis, made when first needed: most of the API works without. Any thread. */
final class LazyRedis implements Supplier<RedisCommands<String, String>>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LazyRedis.class);

    private final RedisClient client;
    private volatile @Nullable StatefulRedisConnection<String, String> connection;

    LazyRedis(String uri) {
        client = RedisClients.create(uri);
    }

    /** @throws RedisException while Redis is away */
    @Override
    public RedisCommands<String, String> get() {
        return connection().sync();
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
        if (current == null) {
            current = client.connect();
            connection = current;
        }
        return current;
    }
}
