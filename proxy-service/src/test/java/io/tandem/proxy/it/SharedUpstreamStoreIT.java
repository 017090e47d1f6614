package io.tandem.proxy.it;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import com.zaxxer.hikari.HikariDataSource;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.tandem.data.DataSources;
import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisClients;
import io.tandem.data.redis.RedisCommands;
import io.tandem.proxy.upstream.SharedUpstreamStore;
import io.tandem.proxy.upstream.UpstreamState;
import io.tandem.testkit.server.EmbeddedMySql;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What proxies share about registrations at others, in a real MySQL and Redis. */
class SharedUpstreamStoreIT {
    private RedisClient client;
    private StatefulRedisConnection<String, String> redis;
    private HikariDataSource database;
    private SharedUpstreamStore one;
    private SharedUpstreamStore other;

    @BeforeEach void connect() throws SQLException {
        client = RedisClients.create(TestServers.redis().uri());
        redis = client.connect();
        redis.sync().del(Keys.UPSTREAM_LEASE, Keys.UPSTREAM_STATES);
        EmbeddedMySql server = TestServers.mysql();
        database = DataSources.open(server.jdbcUrl(), server.username(), server.password(), "upstream-it", 2);
        one = new SharedUpstreamStore(database, RedisCommands.of(redis.async()), "one");
        other = new SharedUpstreamStore(database, RedisCommands.of(redis.async()), "other");
    }

    @AfterEach void disconnect() {
        one.close();
        other.close();
        database.close();
        redis.sync().del(Keys.UPSTREAM_LEASE, Keys.UPSTREAM_STATES);
        redis.close();
        client.shutdown();
    }

    private static <T> T of(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Test void oneHasTheLeaseUntilItEnds() {
        assertThat(of(one.lease(Duration.ofMillis(300)))).isTrue();
        assertThat(of(other.lease(Duration.ofSeconds(30)))).isFalse();
        assertThat(of(one.lease(Duration.ofMillis(300)))).as("renewed").isTrue();
        await().until(() -> of(other.lease(Duration.ofSeconds(30))));
        assertThat(of(one.lease(Duration.ofSeconds(30)))).isFalse();
    }

    @Test void statesAreKeptForTheOther() {
        UpstreamState state = new UpstreamState(UpstreamState.Status.FAILED, 403, "No\tway", "sip:a@b", "up-1", 7, Instant.ofEpochSecond(100), Instant.EPOCH);
        one.keep("subscriber:1", state);
        redis.sync().hset(Keys.UPSTREAM_STATES, "peer:1", "of another version");
        await().untilAsserted(() -> assertThat(of(other.states())).isEqualTo(Map.of("subscriber:1",
                new UpstreamState(UpstreamState.Status.FAILED, 403, "No way", "sip:a@b", "up-1", 7, Instant.ofEpochSecond(100), Instant.EPOCH))));
        other.forget("subscriber:1");
        await().untilAsserted(() -> assertThat(of(one.states())).isEmpty());
    }

    @Test void subscribersWithAUserElsewhereAreFound() throws SQLException {
        try {
            execute("insert into billing.contacts (id, reseller_id, email) values (981, 1, 'u@example.org')",
                    "insert into billing.contracts (id, contact_id, product_id) values (981, 981, 4)",
                    "insert into billing.domains (id, reseller_id, domain) values (981, 1, 'upstream-it.example.org')",
                    "insert into provisioning.voip_domains (id, domain) values (981, 'upstream-it.example.org')",
                    "insert into billing.voip_subscribers (id, contract_id, uuid, username, domain_id) values (981, 981, 'uuid-981', 'tina', 981)",
                    "insert into provisioning.voip_subscribers (id, username, domain_id, uuid, password, account_id) "
                            + "values (981, 'tina', 981, 'uuid-981', 'secret', 981)");
            assertThat(of(one.subscribers())).doesNotContain("uuid-981");
            execute("insert into provisioning.voip_usr_preferences (subscriber_id, attribute_id, value) "
                    + "select 981, id, 'trunk47' from provisioning.voip_preferences where attribute = 'peer_auth_user'");
            assertThat(of(one.subscribers())).contains("uuid-981");
        } finally {
            execute("delete from provisioning.voip_subscribers where id = 981", "delete from billing.voip_subscribers where id = 981",
                    "delete from provisioning.voip_domains where id = 981", "delete from billing.domains where id = 981",
                    "delete from billing.contracts where id = 981", "delete from billing.contacts where id = 981");
        }
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
