package io.tandem.provisioning;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.Optional;

import com.zaxxer.hikari.HikariDataSource;
import io.lettuce.core.RedisClient;
import io.tandem.data.DataSources;
import io.tandem.data.change.ChangeFeed;
import io.tandem.data.redis.ChangeSignal;
import io.tandem.data.redis.RedisClients;
import io.tandem.data.snapshot.Directory;
import io.tandem.data.snapshot.DirectorySettings;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the API writes is what a call node's directory answers, at once: writer and reader of the change feed together. */
class ChangesActIT {
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private final ApiClient admin = ApiClient.administrator();
    private final Sample sample = new Sample(admin);
    private final RedisClient redis = RedisClients.create(TestServers.redis().uri());
    private HikariDataSource source;
    private ChangeFeed feed;
    private ChangeSignal signal;
    private Directory directory;

    @BeforeEach void aCallNode() throws Exception {
        source = DataSources.open(TestServers.mysql().jdbcUrl(), TestServers.mysql().username(), TestServers.mysql().password(), "call-node", 4);
        feed = ChangeFeed.start(source, ChangeFeed.POLL_INTERVAL);
        signal = ChangeSignal.listen(redis, feed::wake);
        directory = Directory.open(source, feed, DirectorySettings.DEFAULTS);
    }

    @AfterEach void down() {
        directory.close();
        signal.close();
        feed.close();
        source.close();
        redis.shutdown();
    }

    @Test void aSubscriberIsKnownChangedAndGoneAtOnce() {
        assertThat(alice()).isEmpty();
        assertThat(directory.domain(sample.domainName()).join()).isEmpty();
        String domain = sample.domain();
        String customer = sample.customer(sample.contact());
        String sn = "55%04d".formatted(sample.number);
        String id = Sample.created(admin.post("/api/subscribers/", Sample.subscriber(domain, customer, "alice", sn)));
        await().atMost(AT_ONCE).until(() -> alice().isPresent());
        Subscriber alice = alice().orElseThrow();
        assertThat(alice.sipPassword()).isEqualTo("testuser");
        assertThat(alice.preferences().string("cli")).contains("431" + sn);
        assertThat(directory.byNumber("431" + sn).join()).contains(alice);
        assertThat(directory.domain(sample.domainName()).join()).isPresent();

        admin.put("/api/subscriberpreferences/" + id, "{\"lock\": 2, \"clir\": 1}");
        await().atMost(AT_ONCE).until(() -> alice().orElseThrow().preferences().string("lock").isPresent());
        assertThat(alice().orElseThrow().preferences().isSet("clir")).isTrue();
        admin.put("/api/domainpreferences/" + domain, "{\"concurrent_max\": 5}");
        await().atMost(AT_ONCE).until(() -> alice().orElseThrow().preferences().number("concurrent_max").isPresent());
        admin.put("/api/subscribers/" + id, Sample.subscriber(domain, customer, "alice", sn).replace("testuser", "other"));
        await().atMost(AT_ONCE).until(() -> alice().orElseThrow().sipPassword().equals("other"));

        admin.delete("/api/subscribers/" + id);
        await().atMost(AT_ONCE).until(() -> alice().isEmpty());
        assertThat(directory.byNumber("431" + sn).join()).isEmpty();
        admin.delete("/api/domains/" + domain);
        await().atMost(AT_ONCE).until(() -> directory.domain(sample.domainName()).join().isEmpty());
    }

    @Test void aTransactionLogsAnObjectOnceHoweverMuchOfItChanged() throws Exception {
        String id = Sample.created(admin.post("/api/subscribers/",
            Sample.subscriber(sample.domain(), sample.customer(sample.contact()), "once", "54%04d".formatted(sample.number))));
        try (Connection connection = source.getConnection(); PreparedStatement logged = connection.prepareStatement(
                "select count(*) from provisioning.change_log where entity = 'subscriber' and entity_key = ?")) {
            logged.setString(1, id);
            try (ResultSet row = logged.executeQuery()) {
                assertThat(row.next()).isTrue();
                assertThat(row.getInt(1)).isEqualTo(1);
            }
        }
    }

    private Optional<Subscriber> alice() {
        return directory.byUsername("alice", sample.domainName()).join();
    }
}
