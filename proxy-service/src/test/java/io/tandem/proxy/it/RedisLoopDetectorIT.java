package io.tandem.proxy.it;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisClients;
import io.tandem.data.redis.RedisCommands;
import io.tandem.proxy.loop.LoopDetector;
import io.tandem.proxy.loop.LoopProperties;
import io.tandem.proxy.loop.RedisLoopDetector;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Loops of calls in a real Redis. */
class RedisLoopDetectorIT {
    private static final String CALL = "sip:a@loop-it.example.org;sip:b@loop-it.example.org;sip:b@loop-it.example.org";
    private RedisClient client;
    private StatefulRedisConnection<String, String> redis;

    @BeforeEach void connect() {
        client = RedisClients.create(TestServers.redis().uri());
        redis = client.connect();
    }

    @AfterEach void disconnect() {
        redis.sync().del(Keys.loop(CALL));
        redis.close();
        client.shutdown();
    }

    private RedisLoopDetector detector(Duration window) {
        return new RedisLoopDetector(RedisCommands.of(redis.async()), new LoopProperties(true, 2, window));
    }

    private static boolean says(CompletionStage<Boolean> answer) {
        return answer.toCompletableFuture().join();
    }

    @Test void twoProxiesCountTogetherAndWhoLooksDoesNot() {
        LoopDetector one = detector(Duration.ofSeconds(60));
        LoopDetector other = detector(Duration.ofSeconds(60));
        assertThat(says(one.count(CALL))).isFalse();
        assertThat(says(other.look(CALL))).isFalse();
        assertThat(says(other.count(CALL))).isFalse();
        assertThat(says(one.look(CALL))).isTrue();
        assertThat(redis.sync().get(Keys.loop(CALL))).isEqualTo("2");
        assertThat(says(one.count(CALL))).isTrue();
        assertThat(redis.sync().pttl(Keys.loop(CALL))).isBetween(50_000L, 60_000L);
    }

    @Test void theWindowEndsThoughTheCallComesOn() {
        LoopDetector detector = detector(Duration.ofMillis(400));
        for (int i = 0; i < 3; i++) {
            detector.count(CALL).toCompletableFuture().join();
        }
        await().atMost(Duration.ofSeconds(5)).pollInterval(Duration.ofMillis(100)).until(() -> !says(detector.count(CALL)));
    }

    @Test void withoutRedisThereAreNoLoops() {
        LoopDetector detector = detector(Duration.ofSeconds(60));
        redis.close();
        for (int i = 0; i < 5; i++) {
            assertThat(says(detector.count(CALL))).isFalse();
        }
        redis = client.connect();
    }
}
