package io.tandem.data.redis;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes the change feeds of all call nodes over Redis, so that a change acts within milliseconds of its commit. Only a shortcut:
 * without Redis, or if a message is lost, a feed notices at its next interval.
 */
public final class ChangeSignal implements AutoCloseable {
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(ChangeSignal.class);
    private final CountDownLatch closed = new CountDownLatch(1);

    private ChangeSignal() {}

    /** Tells all feeds that something was committed. Never blocks, never fails. */
    public static void send(RedisAsyncCommands<String, String> redis) {
        redis.publish(Keys.CHANGE_CHANNEL, "").whenComplete((receivers, failure) -> {
            if (failure != null) log.debug("change signal not sent, feeds notice at their next interval", failure);
        });
    }

    /**
     * Calls {@code wake} on each signal, on a Redis thread. Redis may be away at first and later.
     *
     * @param wake quick, for example {@code feed::wake}
     */
    public static ChangeSignal listen(RedisClient client, Runnable wake) {
        ChangeSignal signal = new ChangeSignal();
        Thread.ofVirtual().name("change-signal").start(() -> signal.run(client, wake));
        return signal;
    }

    private void run(RedisClient client, Runnable wake) {
        try {
            do {
                subscribe(client, wake);
            } while (!closed.await(RETRY.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            log.debug("change signal ends", e);
        }
    }

    /** Once subscribed, the client reconnects and subscribes again by itself. */
    private void subscribe(RedisClient client, Runnable wake) throws InterruptedException {
        try (StatefulRedisPubSubConnection<String, String> connection = client.connectPubSub()) {
            connection.addListener(new RedisPubSubAdapter<>() {
                @Override public void message(String channel, String message) { wake.run(); }
            });
            connection.sync().subscribe(Keys.CHANGE_CHANNEL);
            closed.await();
        } catch (RedisException e) {
            log.debug("no change signal from Redis yet", e);
        }
    }

    /** Ends the subscription; the client stays open. */
    @Override public void close() { closed.countDown(); }
}
