package io.tandem.data.redis;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * One blocking connection to Redis for what happens now and then on a thread of its own: an asynchronous client would cost a process that needs
 * nothing else 30 MB, and Jedis by its class of 2,000 commands, which is not used here, 5 MB. Connects when first needed and again after a failure.
 * Any thread, one at a time.
 */
public final class RedisLink implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final URI uri;
    private @Nullable Connection connection;
    /** When it could not be reached, if that was the last attempt: then nobody waits for the next one right away. */
    private long failedAtNanos;
    private long connections;

    /** @param uri {@code redis://[user:password@]host:port[/db]}, {@code rediss} for TLS */
    public RedisLink(String uri) {
        this.uri = URI.create(uri);
        if (!JedisURIHelper.isValid(this.uri) || !List.of("redis", "rediss").contains(this.uri.getScheme())) {
            throw new IllegalArgumentException("no address of a Redis: write redis://host:port");
        }
    }

    /**
     * Sends a command and reads its reply.
     *
     * @return {@code Long}, {@code String}, a {@code List} of replies, or {@code Optional.empty()} for nil
     * @throws RedisException if Redis is away or refuses the command
     */
    public synchronized Object call(String... words) {
        if (failedAtNanos != 0 && System.nanoTime() - failedAtNanos < PATIENCE.toNanos()) {
            throw new RedisConnectionException("%s:%d was away a moment ago".formatted(uri.getHost(), uri.getPort()));
        }
        try {
            Connection open = connection;
            return open == null ? exchange(reconnect(), words) : again(open, words);
        } catch (JedisConnectionException e) {
            drop();
            failedAtNanos = System.nanoTime() | 1;
            throw new RedisConnectionException("%s:%d does not answer: %s".formatted(uri.getHost(), uri.getPort(), e.getMessage()), e);
        } catch (JedisException refused) {
            throw new RedisCommandExecutionException(refused.getMessage(), refused);
        }
    }

    /** On a connection that Redis may have closed while nobody used it: then once more on a new one. */
    private Object again(Connection open, String... words) {
        try {
            return exchange(open, words);
        } catch (JedisConnectionException closed) {
            drop();
            return exchange(reconnect(), words);
        }
    }

    private Connection reconnect() {
        JedisClientConfig config = DefaultJedisClientConfig.builder().connectionTimeoutMillis((int) TIMEOUT.toMillis())
                .socketTimeoutMillis((int) TIMEOUT.toMillis()).user(JedisURIHelper.getUser(uri)).password(JedisURIHelper.getPassword(uri))
                .database(JedisURIHelper.getDBIndex(uri)).ssl(JedisURIHelper.isRedisSSLScheme(uri)).clientSetInfoConfig(ClientSetInfoConfig.DISABLED).build();
        Connection made = new Connection(JedisURIHelper.getHostAndPort(uri), config);
        connection = made;
        failedAtNanos = 0;
        connections++;
        return made;
    }

    private static Object exchange(Connection open, String... words) {
        byte[] command = words[0].getBytes(StandardCharsets.US_ASCII);
        open.sendCommand(() -> command, Arrays.copyOfRange(words, 1, words.length));
        return reply(open.getOne());
    }

    private static Object reply(@Nullable Object raw) {
        return switch (raw) {
            case null -> Optional.empty();
            case byte[] text -> new String(text, StandardCharsets.UTF_8);
            case List<?> list -> list.stream().map(RedisLink::reply).toList();
            default -> raw;
        };
    }

    /** The value of a key. */
    public Optional<String> get(String key) {
        return call("GET", key) instanceof String value ? Optional.of(value) : Optional.empty();
    }

    public void set(String key, String value) {
        call("SET", key, value);
    }

    /** The reply as texts; none for nil, and an empty one for a nil within. */
    public List<String> texts(String... words) {
        return call(words) instanceof List<?> list ? list.stream().map(RedisLink::text).toList() : List.of();
    }

    private static String text(Object reply) {
        return reply instanceof Optional<?> ? "" : String.valueOf(reply);
    }

    /** The reply as pairs, in their order. */
    public Map<String, String> pairs(String... words) {
        return pairs(texts(words));
    }

    /** Names and values in turn. */
    public static Map<String, String> pairs(List<?> flat) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            pairs.put(text(flat.get(i)), text(flat.get(i + 1)));
        }
        return pairs;
    }

    /** How often it has connected: when that changes, Redis may have been started anew, and empty. */
    public synchronized long connections() {
        return connections;
    }

    private void drop() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }

    /** A later call would connect again. */
    @Override public synchronized void close() {
        drop();
    }
}
