package io.tandem.appserver.queue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.tandem.data.queue.Entry;
import io.tandem.data.queue.QueuedCall;
import io.tandem.testkit.server.EmbeddedRedis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** App servers and a real Redis that starts after them. */
class LateRedisIT {
    private static final Duration AT_ONCE = Duration.ofMillis(500);
    @TempDir
    private Path folder;

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void isThere(LateRedis redis) {
        await().untilAsserted(() -> assertThat(redis.call("PING")).succeedsWithin(AT_ONCE).isEqualTo("PONG"));
        assertThat(redis.isUp()).isTrue();
    }

    @Test
    void aRedisThatStartsLaterIsFoundAndFoundAgain() throws IOException {
        int port = freePort();
        try (LateRedis redis = LateRedis.open("redis://127.0.0.1:" + port)) {
            assertThat(redis.isUp()).isFalse();
            assertThat(redis.call("PING")).failsWithin(AT_ONCE);
            try (EmbeddedRedis _ = EmbeddedRedis.start(folder, port)) {
                isThere(redis);
            }
            await().untilAsserted(() -> assertThat(redis.call("PING")).failsWithin(AT_ONCE));
            try (EmbeddedRedis _ = EmbeddedRedis.start(folder, port)) {
                isThere(redis);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rediss://127.0.0.1:%d", "redis-sentinel://127.0.0.1:%d#mymaster"})
    void withoutRedisOnlyQueuesDoNotWork(String uri) throws IOException {
        try (RedisLine line = RedisLine.open(uri.formatted(freePort()))) {
            assertThat(line.join(new QueuedCall("g", "c1", 0, List.of("b")), 5, Entry.NEW)).failsWithin(AT_ONCE);
        }
    }
}
