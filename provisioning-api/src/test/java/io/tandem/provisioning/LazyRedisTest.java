package io.tandem.provisioning;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

import io.lettuce.core.RedisConnectionException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LazyRedisTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T15:00:00Z"));

    @Test void whileRedisIsAwayOnlyOneOfManyTriesToConnect() throws Exception {
        try (LazyRedis redis = new LazyRedis("redis://127.0.0.1:" + closedPort(), now::get)) {
            assertThatThrownBy(redis::get).isInstanceOf(RedisConnectionException.class).hasMessageContaining("Unable to connect");
            assertThatThrownBy(redis::get).isInstanceOf(RedisConnectionException.class).hasMessage("Redis was away less than PT5S ago");
            now.updateAndGet(before -> before.plus(Duration.ofSeconds(6)));
            assertThatThrownBy(redis::get).hasMessageContaining("Unable to connect");
            assertThatCode(redis::wakeReaders).doesNotThrowAnyException();
        }
    }

    private static int closedPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
