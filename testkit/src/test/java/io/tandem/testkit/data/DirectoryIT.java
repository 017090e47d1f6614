package io.tandem.testkit.data;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import com.zaxxer.hikari.HikariDataSource;
import io.lettuce.core.RedisClient;
import io.tandem.data.DataSources;
import io.tandem.data.change.Change;
import io.tandem.data.change.ChangeFeed;
import io.tandem.data.change.ChangeListener;
import io.tandem.data.change.ChangeLog;
import io.tandem.data.redis.ChangeSignal;
import io.tandem.data.redis.RedisClients;
import io.tandem.data.snapshot.Directory;
import io.tandem.data.snapshot.DirectorySettings;
import io.tandem.data.snapshot.PreferenceQuery;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.data.snapshot.SubscriberStatus;
import io.tandem.testkit.server.EmbeddedMySql;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DirectoryIT {
    private static final int ID = 7001;
    private static final String UUID = "7001aaaa-0000-4000-8000-000000000001";
    private static final String[] PROVISION = {
        "insert into billing.contacts (id, reseller_id, email) values (7001, 1, 'd@example.org')",
        "insert into billing.contracts (id, contact_id, product_id, external_id) values (7001, 7001, 4, 'ext-c')",
        "insert into billing.domains (id, reseller_id, domain) values (7001, 1, 'Directory.Example.org')",
        "insert into provisioning.voip_domains (id, domain) values (7001, 'Directory.Example.org')",
        "insert into billing.voip_subscribers (id, contract_id, uuid, username, domain_id, external_id) "
            + "values (7001, 7001, '" + UUID + "', 'Alice', 7001, 'ext-s')",
        "insert into billing.voip_numbers (id, cc, ac, sn, subscriber_id) values (7001, 43, '1', '7001', 7001)",
        "update billing.voip_subscribers set primary_number_id = 7001 where id = 7001",
        "insert into provisioning.voip_subscriber_profile_sets (id, reseller_id, name) values (7001, 1, 'directory')",
        "insert into provisioning.voip_subscriber_profiles (id, set_id, name) values (7001, 7001, 'directory')",
        "insert into provisioning.voip_subscribers (id, username, domain_id, uuid, password, account_id, profile_id) "
            + "values (7001, 'Alice', 7001, '" + UUID + "', 'secret', 7001, 7001)",
        "insert into provisioning.voip_dbaliases (username, domain_id, subscriber_id, is_primary) values ('4317001', 7001, 7001, 1)",
        "insert into provisioning.voip_dbaliases (username, domain_id, subscriber_id, is_devid, devid_alias) "
            + "values ('desk', 7001, 7001, 1, 'Desk')",
        "insert into provisioning.voip_usr_preferences (subscriber_id, attribute_id, value) "
            + "select 7001, id, '4317001' from provisioning.voip_preferences where attribute = 'cli'",
        "insert into provisioning.voip_prof_preferences (profile_id, attribute_id, value) "
            + "select 7001, id, 'p' from provisioning.voip_preferences where attribute in ('gpp0', 'gpp1')",
        "insert into provisioning.voip_dom_preferences (domain_id, attribute_id, value) "
            + "select 7001, id, 'd' from provisioning.voip_preferences where attribute in ('gpp1', 'gpp2')",
        "insert into provisioning.voip_contract_preferences (contract_id, attribute_id, value) "
            + "select 7001, id, '5' from provisioning.voip_preferences where attribute = 'concurrent_max'"};
    private static final String[] REMOVE = {
        "delete from provisioning.voip_contract_preferences where contract_id = 7001", "delete from provisioning.voip_domains where id = 7001",
        "delete from provisioning.voip_subscriber_profile_sets where id = 7001", "delete from billing.voip_subscribers where id = 7001",
        "delete from billing.voip_numbers where id = 7001", "delete from billing.domains where id = 7001",
        "delete from billing.contracts where id = 7001", "delete from billing.contacts where id = 7001"};

    private HikariDataSource pool;
    private ChangeFeed feed;
    private Directory directory;

    @BeforeEach void start() throws SQLException {
        EmbeddedMySql server = TestServers.mysql();
        pool = DataSources.open(server.jdbcUrl(), server.username(), server.password(), "directory", 4);
        commit(PROVISION);
        feed = ChangeFeed.start(pool, Duration.ofMillis(20));
        directory = Directory.open(pool, feed, DirectorySettings.DEFAULTS);
    }

    @AfterEach void stop() throws SQLException {
        directory.close();
        feed.close();
        commit(REMOVE);
        pool.close();
    }

    @Test void findsASubscriberWithAllThatRoutingNeeds() {
        Subscriber alice = get(directory.byUsername("Alice", "directory.example.ORG")).orElseThrow();
        assertThat(alice.id()).isEqualTo(ID);
        assertThat(alice.addressOfRecord()).isEqualTo("Alice@directory.example.org");
        assertThat(alice.sipPassword()).isEqualTo("secret");
        assertThat(alice.status()).isEqualTo(SubscriberStatus.ACTIVE);
        assertThat(alice.customerId()).isEqualTo(ID);
        assertThat(alice.resellerId()).isEqualTo(1);
        assertThat(alice.externalId()).contains("ext-s");
        assertThat(alice.customerExternalId()).contains("ext-c");
        assertThat(alice.primaryNumber().orElseThrow().digits()).isEqualTo("4317001");
        assertThat(alice.alias("desk").orElseThrow().devidAlias()).contains("Desk");
        assertThat(alice.preferences().string("cli")).contains("4317001");
        assertThat(alice.preferences().string("gpp0")).contains("p");
        assertThat(alice.preferences().string("gpp1")).contains("p"); // profile over domain
        assertThat(alice.preferences().string("gpp2")).contains("d");
        assertThat(alice.customerPreferences().number("concurrent_max")).hasValue(5);
    }

    @Test void preferencesOfACustomerAreKeptOnceForAllHisSubscribers() throws SQLException {
        try (Connection connection = pool.getConnection()) {
            assertThat(PreferenceQuery.CUSTOMER.read(connection, ID)).isSameAs(PreferenceQuery.CUSTOMER.read(connection, ID));
        }
    }

    @Test void findsHimByEveryKeyAndOnlyByThese() {
        assertThat(get(directory.byNumber("4317001"))).isPresent();
        assertThat(get(directory.byAlias("desk", "directory.example.org"))).isPresent();
        assertThat(get(directory.byUuid(UUID))).isPresent();
        assertThat(get(directory.byUsername("alice", "directory.example.org"))).isEmpty(); // RFC 3261 §19.1.4: user parts mind case
        assertThat(get(directory.byUsername("desk", "directory.example.org"))).isEmpty();
        assertThat(get(directory.domain("DIRECTORY.example.org")).orElseThrow().preferences().string("gpp2")).contains("d");
        assertThat(get(directory.domain("elsewhere.example.org"))).isEmpty();
    }

    @Test void tellsAChangeSoonAfterItsCommitAndNotBefore() throws SQLException {
        get(directory.byUuid(UUID));
        try (Connection writer = TestServers.connect()) {
            writer.setAutoCommit(false);
            update(writer, "update provisioning.voip_subscribers set password = 'changed' where id = 7001");
            ChangeLog.append(writer, ChangeLog.SUBSCRIBER, ID);
            assertThat(get(directory.byUuid(UUID)).orElseThrow().sipPassword()).isEqualTo("secret");
            writer.commit();
        }
        awaitPassword("changed");
    }

    @Test void missesNoChangeThatCommitsAfterALaterOne() throws SQLException {
        get(directory.byUuid(UUID));
        try (Connection slow = TestServers.connect(); Connection fast = TestServers.connect()) {
            slow.setAutoCommit(false);
            update(slow, "update provisioning.voip_subscribers set password = 'slow' where id = 7001");
            ChangeLog.append(slow, ChangeLog.SUBSCRIBER, ID);
            Set<String> told = ConcurrentHashMap.newKeySet();
            feed.subscribe(keys(told));
            ChangeLog.append(fast, ChangeLog.SUBSCRIBER, 999_999); // higher id, committed first
            await(() -> told.contains("999999"));
            slow.commit();
        }
        awaitPassword("slow");
    }

    @Test void aSignalOverRedisWakesAFeedThatSleeps() throws SQLException {
        RedisClient redis = RedisClients.create(TestServers.redis().uri());
        try (ChangeFeed sleepy = ChangeFeed.start(pool, Duration.ofHours(1)); ChangeSignal _ = ChangeSignal.listen(redis, sleepy::wake);
             Directory woken = Directory.open(pool, sleepy, DirectorySettings.DEFAULTS); var sender = redis.connect()) {
            get(woken.byUuid(UUID));
            commit("update provisioning.voip_subscribers set password = 'signalled' where id = 7001",
                "insert into provisioning.change_log (entity, entity_key) values ('subscriber', '7001')");
            await(() -> { // again and again, for the subscription may not be there yet
                ChangeSignal.send(sender.async());
                return get(woken.byUuid(UUID)).orElseThrow().sipPassword().equals("signalled");
            });
        } finally {
            redis.shutdown();
        }
    }

    @Test void aTerminatedSubscriberIsGone() throws SQLException {
        get(directory.byNumber("4317001"));
        commit("update billing.voip_subscribers set status = 'terminated' where id = 7001",
            "insert into provisioning.change_log (entity, entity_key) values ('subscriber', '7001')");
        await(() -> get(directory.byNumber("4317001")).isEmpty());
    }

    private void awaitPassword(String password) { await(() -> get(directory.byUuid(UUID)).orElseThrow().sipPassword().equals(password)); }

    private static ChangeListener keys(Set<String> told) {
        return new ChangeListener() {
            @Override public void onChanges(List<Change> changes) { changes.forEach(change -> told.add(change.key())); }

            @Override public void onLost() { told.add("lost"); }
        };
    }

    private static void await(BooleanSupplier condition) {
        Instant deadline = Instant.now().plusSeconds(5);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("deadline").isBefore(deadline);
            Thread.onSpinWait();
        }
    }

    private static <T> Optional<T> get(CompletableFuture<Optional<T>> future) { return future.orTimeout(5, TimeUnit.SECONDS).join(); }

    private static void commit(String... statements) throws SQLException {
        try (Connection connection = TestServers.connect()) {
            for (String statement : statements) update(connection, statement);
        }
    }

    private static void update(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
