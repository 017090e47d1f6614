package io.tandem.proxy.it;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.tandem.data.redis.Keys;
import io.tandem.data.redis.LoopRedis;
import io.tandem.data.redis.RedisClients;
import io.tandem.data.redis.RedisCommands;
import io.tandem.net.EventLoop;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.location.RedisLocations;
import io.tandem.proxy.regevent.RedisRegistrationNews;
import io.tandem.proxy.regevent.RegistrationNews;
import io.tandem.sip.message.SipUri;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is told of bindings in a real Redis. */
class RedisRegistrationNewsIT {
    private static final AddressOfRecord ALICE = new AddressOfRecord("alice", "news-it.example.org");
    private final EventLoop loop = EventLoop.open("news");
    private RedisClient client;
    private StatefulRedisConnection<String, String> redis;
    private RedisLocations locations;
    private RedisRegistrationNews news;

    @BeforeEach void connect() {
        client = RedisClients.create(TestServers.redis().uri());
        redis = client.connect();
        redis.sync().flushdb();
        RedisCommands commands = LoopRedis.connect(loop, TestServers.redis().uri());
        locations = new RedisLocations(commands, InstantSource.system());
        news = new RedisRegistrationNews(commands);
    }

    @AfterEach void disconnect() {
        redis.sync().flushdb();
        redis.close();
        loop.close();
        client.shutdown();
    }

    private void registers(long cSeq) {
        locations.refresh(ALICE, new Binding("uloc-1", SipUri.parse("sip:alice@10.0.0.5"), "sip:10.0.0.5:5060", List.of(),
                Optional.of(Instant.now().plusSeconds(60)), "", "c1", cSeq, Instant.now(), "phone", "", "", "", 0)).toCompletableFuture().join();
    }

    private RegistrationNews.Batch after(String position) {
        return news.after(position).toCompletableFuture().join();
    }

    private String end() {
        return news.end().toCompletableFuture().join();
    }

    @Test void refreshesAreToldOfThoseWhoAreWatched() {
        String start = end();
        registers(1);
        registers(2);
        assertThat(after(start).news()).containsExactly(new RegistrationNews.News(ALICE, "uloc-1", "registered"));
        String before = after(start).position();
        news.watch(ALICE, Duration.ofSeconds(60)).toCompletableFuture().join();
        assertThat(redis.sync().ttl(Keys.REGISTRATION_WATCHED + "alice@news-it.example.org")).isBetween(50L, 60L);
        registers(3);
        locations.update(ALICE, List.of(), List.of("uloc-1")).toCompletableFuture().join();
        assertThat(after(before).news()).containsExactly(new RegistrationNews.News(ALICE, "uloc-1", "refreshed"),
                new RegistrationNews.News(ALICE, "uloc-1", "unregistered"));
        assertThat(after(end()).news()).isEmpty();
    }

    @Test void aLogThatBeganAnewIsAGap() {
        registers(1);
        String position = end();
        redis.sync().flushdb();
        RegistrationNews.Batch batch = after(position);
        assertThat(batch.gap()).isTrue();
        registers(2);
        assertThat(after(batch.position()).news()).hasSize(1);
    }
}
