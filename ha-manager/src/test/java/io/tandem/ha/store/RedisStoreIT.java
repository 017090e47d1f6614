package io.tandem.ha.store;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisLink;
import io.tandem.ha.client.NodeState;
import io.tandem.ha.client.NodeStatus;
import io.tandem.ha.store.StoreProperties.RedisPair;
import io.tandem.testkit.server.EmbeddedRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Two real Redis servers, each with what follows the role of its node. */
class RedisStoreIT {
    @TempDir Path folder;
    private EmbeddedRedis first;
    private EmbeddedRedis second;
    private RedisStore one;
    private RedisStore two;

    @BeforeEach void start() throws Exception {
        first = EmbeddedRedis.start(folder.resolve("1"), 0);
        second = EmbeddedRedis.start(folder.resolve("2"), 0);
        one = new RedisStore(new RedisPair(first.uri(), "127.0.0.1:" + second.port()), "sp");
        two = new RedisStore(new RedisPair(second.uri(), "127.0.0.1:" + first.port()), "sp");
    }

    @AfterEach void stop() {
        one.close();
        two.close();
        first.close();
        second.close();
    }

    @Test void theStandbyFollowsAndTheActiveOneIsProtectedOnlyWhenItDoes() throws Exception {
        one.promote(new Store.Order(2, false, () -> true));
        assertThat(one.look(true)).isEqualTo(new Condition(false, "master without a replica"));
        two.demote();
        await().atMost(Duration.ofSeconds(30)).until(() -> one.look(true).protects() && two.look(false).protects());
        two.demote();
        assertThat(two.look(false).protects()).as("asked again, it goes on").isTrue();
        try (RedisLink redis = new RedisLink(first.uri()); RedisLink copy = new RedisLink(second.uri())) {
            redis.set("a", "1");
            await().until(() -> copy.get("a").equals(Optional.of("1")));
            assertThat(copy.get(Keys.epoch("sp"))).contains("2");
        }
    }

    @Test void aTakeOverPromotesAndTheOldOneFollowsWhenItIsBack() throws Exception {
        one.promote(new Store.Order(2, false, () -> true));
        two.demote();
        await().atMost(Duration.ofSeconds(30)).until(() -> two.look(false).protects());
        two.promote(new Store.Order(3, false, () -> true));
        try (RedisLink redis = new RedisLink(second.uri())) {
            redis.set("a", "2");
        }
        one.demote();
        await().atMost(Duration.ofSeconds(30)).until(() -> two.look(true).protects());
        try (RedisLink redis = new RedisLink(first.uri())) {
            assertThat(redis.get("a")).contains("2");
            assertThatThrownBy(() -> redis.set("a", "3")).hasMessageContaining("READONLY");
        }
    }

    @Test void aNodeOfAnEarlierEpochIsToldSo() throws Exception {
        one.promote(new Store.Order(5, false, () -> true));
        assertThatThrownBy(() -> one.promote(new Store.Order(4, false, () -> true))).isInstanceOf(StoreException.class).hasMessageContaining("epoch 5");
    }

    private Stores activeOnFirst() {
        Stores stores = new Stores(new StoreProperties(new RedisPair(first.uri(), "127.0.0.1:" + second.port()), null,
            Duration.ofMillis(100), Duration.ofSeconds(5), new StoreProperties.Nightly(false, "03:30", 1000)), "sp", folder, InstantSource.system());
        stores.follow(new NodeStatus("sp1", NodeState.ACTIVE, 4, Instant.now(), ""));
        return stores;
    }

    @Test void aRedisThatCameBackAsReplicaOnTheActiveNodeIsPromotedAgain() {
        try (Stores stores = activeOnFirst(); RedisLink redis = new RedisLink(first.uri())) {
            redis.set("a", "1");
            redis.call("REPLICAOF", "127.0.0.1", "1"); // as its configuration says at a restart; nobody is there
            await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> redis.set("a", "2"));
            assertThat(stores.report().getFirst()).contains("master without a replica");
        }
    }

    @Test void aRedisThatCameBackEmptyOnTheActiveNodeIsReportedNotPromoted() {
        try (Stores stores = activeOnFirst(); RedisLink redis = new RedisLink(first.uri())) {
            redis.call("FLUSHALL");
            redis.call("REPLICAOF", "127.0.0.1", "1");
            await().atMost(Duration.ofSeconds(20)).until(() -> stores.report().getFirst().contains("it has lost what it held in epoch 4"));
            assertThatThrownBy(() -> redis.set("a", "1")).hasMessageContaining("READONLY");
            assertThat(stores.protect()).isFalse();
        }
    }

    @Test void aNodeThatComesBackIsNoneToHandOverToBeforeItsStoreHasFollowed() throws Exception {
        one.promote(new Store.Order(2, false, () -> true));
        int port = first.port();
        first.close();
        StoreProperties properties = new StoreProperties(new RedisPair(second.uri(), "127.0.0.1:" + port), null, Duration.ofMillis(100),
            Duration.ofMillis(300), new StoreProperties.Nightly(false, "03:30", 1000));
        try (Stores stores = new Stores(properties, "sp", folder, InstantSource.system())) {
            assertThat(stores.haveFollowed()).as("just started").isFalse();
            stores.follow(new NodeStatus("sp2", NodeState.STANDBY, 2, Instant.now(), ""));
            assertThat(stores.haveFollowed()).as("the peer is not there").isFalse();
            first = EmbeddedRedis.start(folder.resolve("1"), port);
            await().atMost(Duration.ofSeconds(30)).until(stores::haveFollowed);
            first.close();
            await().atMost(Duration.ofSeconds(30)).until(() -> !stores.protect());
            assertThat(stores.haveFollowed()).as("the peer's store has died: this node has what was there").isTrue();
            stores.follow(new NodeStatus("sp2", NodeState.ACTIVE, 3, Instant.now(), ""));
            assertThat(stores.haveFollowed()).as("active").isTrue();
            stores.follow(new NodeStatus("sp2", NodeState.STANDBY, 3, Instant.now(), ""));
            assertThat(stores.haveFollowed()).as("standby once more").isFalse();
        }
    }

    @Test void followersTryAgainUntilTheStoreIsThere() throws Exception {
        int port = second.port();
        second.close();
        StoreProperties properties = new StoreProperties(new RedisPair("redis://127.0.0.1:" + port, "127.0.0.1:" + first.port()), null,
            Duration.ofMillis(100), Duration.ofMillis(300), new StoreProperties.Nightly(false, "03:30", 1000));
        try (Stores stores = new Stores(properties, "sp", folder, InstantSource.system())) {
            stores.follow(new NodeStatus("sp2", NodeState.ACTIVE, 7, Instant.now(), ""));
            assertThat(stores.report().getFirst()).startsWith("store redis: UNPROTECTED");
            second = EmbeddedRedis.start(folder.resolve("2"), port);
            try (RedisLink redis = new RedisLink(second.uri())) {
                await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> redis.get(Keys.epoch("sp")).equals(Optional.of("7")));
            }
        }
    }
}
