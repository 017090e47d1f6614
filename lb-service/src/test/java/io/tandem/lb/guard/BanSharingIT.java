package io.tandem.lb.guard;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;

import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import io.tandem.data.ban.BanStore;
import io.tandem.data.ban.SourceBan;
import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisClients;
import io.tandem.data.redis.RedisLink;
import io.tandem.testkit.server.EmbeddedRedis;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Two load balancers and a real Redis. */
class BanSharingIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir Path folder;
    private EmbeddedRedis redis;
    private Node one;
    private Node two;
    private RedisClient client;
    private BanStore store;
    private RedisCommands<String, String> commands;

    @BeforeEach
    void start() throws IOException {
        redis = EmbeddedRedis.start(folder.resolve("redis"), 0);
        client = RedisClients.create(redis.uri());
        commands = client.connect().sync();
        store = new BanStore(new RedisLink(redis.uri()), Clock.systemUTC());
        one = new Node("one", redis.uri());
        two = new Node("two", redis.uri());
        eventually(() -> one.sharing.isInStep() && two.sharing.isInStep());
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
        client.shutdown();
        redis.close();
    }

    private static void eventually(Callable<Boolean> condition) {
        Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(10)).ignoreExceptionsInstanceOf(RedisException.class).until(condition);
    }

    @Test
    void whatOneBansTheOtherRefuses() {
        one.flood("192.0.2.7");
        eventually(() -> one.bans("192.0.2.7") && two.bans("192.0.2.7"));
        assertThat(store.sources()).singleElement().satisfies(ban -> {
            assertThat(ban.address()).isEqualTo("192.0.2.7");
            assertThat(ban.reason()).isEqualTo("flood");
            assertThat(ban.node()).isEqualTo("one");
            assertThat(ban.until()).isBetween(Instant.now().plusSeconds(3500), Instant.now().plusSeconds(3601));
        });
        two.fails("alice@example.org", "192.0.2.9", 4);
        eventually(() -> one.refuses("alice@example.org", "192.0.2.9"));
        assertThat(one.refuses("alice@example.org", "192.0.2.10")).isFalse();
    }

    @Test
    void whatTheApiLetsFreeIsFreeOnAll() {
        one.flood("192.0.2.7");
        one.fails("alice@example.org", "192.0.2.9", 4);
        two.fails("alice@example.org", "192.0.2.10", 4);
        eventually(() -> two.bans("192.0.2.7") && two.refuses("alice@example.org", "192.0.2.9") && one.refuses("alice@example.org", "192.0.2.10"));
        store.liftSource("192.0.2.7");
        store.liftAccount("alice@example.org");
        eventually(() -> !one.bans("192.0.2.7") && !two.bans("192.0.2.7"));
        assertThat(one.passes("192.0.2.7")).isTrue();
        eventually(() -> !one.refuses("alice@example.org", "192.0.2.9") && !two.refuses("alice@example.org", "192.0.2.10"));
    }

    @Test
    void aNodeThatStartsLaterKnowsTheBansAndTheRegisteredPhones() throws IOException {
        one.flood("192.0.2.7");
        one.fails("alice@example.org", "192.0.2.9", 4);
        eventually(() -> store.sources().size() == 1 && store.accounts().size() == 1);
        commands.hset(Keys.locationEntry("uloc-1"), Map.of("received", "sip:198.51.100.4:40000;transport=tcp", "username", "bob", "domain", "example.org"));
        try (Node three = new Node("three", redis.uri())) {
            eventually(() -> three.bans("192.0.2.7") && three.refuses("alice@example.org", "192.0.2.9") && three.prefers("198.51.100.4"));
            assertThat(three.prefers("198.51.100.5")).isFalse();
        }
    }

    @Test
    void withoutRedisANodeGoesByItselfAndCatchesUpAfterwards() throws Exception {
        one.flood("192.0.2.7");
        eventually(() -> two.bans("192.0.2.7"));
        int port = redis.port();
        redis.close();
        eventually(() -> !one.sharing.isInStep() && !two.sharing.isInStep());
        two.flood("192.0.2.8");
        eventually(() -> two.bans("192.0.2.8"));
        one.command("htable.delete", "ipban", "192.0.2.7");
        assertThat(one.bans("192.0.2.8")).isFalse();
        redis = EmbeddedRedis.start(folder.resolve("redis"), port);
        eventually(() -> one.bans("192.0.2.8"));
        eventually(() -> !two.bans("192.0.2.7") && !one.bans("192.0.2.7"));
    }

    @Test
    void aRedisThatLostEverythingIsFilledAgain() {
        one.flood("192.0.2.7");
        two.fails("alice@example.org", "192.0.2.9", 4);
        eventually(() -> store.sources().size() == 1 && store.accounts().size() == 1);
        commands.flushall();
        commands.clientKill(KillArgs.Builder.typeNormal().skipme());
        eventually(() -> store.sources().size() == 1 && store.accounts().size() == 1);
    }

    @Test
    void whitelistedAddressesAreNotBannedOverRedisUnlessByHand() throws Exception {
        store.put(new SourceBan("192.0.2.250", "flood", 0, Instant.now(), Instant.now().plusSeconds(600), "elsewhere"));
        store.put(new SourceBan("192.0.2.7", "flood", 0, Instant.now(), Instant.now().plusSeconds(600), "elsewhere"));
        eventually(() -> one.bans("192.0.2.7"));
        assertThat(one.bans("192.0.2.250")).isFalse();
        two.command("htable.sets", "ipban", "192.0.2.250");
        eventually(() -> one.bans("192.0.2.250"));
    }
}
