package io.tandem.proxy.it;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletionStage;

import com.zaxxer.hikari.HikariDataSource;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.tandem.data.DataSources;
import io.tandem.data.mailbox.MailboxState;
import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisClients;
import io.tandem.data.redis.RedisCommands;
import io.tandem.proxy.mwi.Mailboxes;
import io.tandem.proxy.mwi.SqlMailboxes;
import io.tandem.testkit.server.EmbeddedMySql;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Who tells phones of messages, and which mailboxes may have changed, in a real MySQL and Redis. */
class SqlMailboxesIT {
    private static final int OWNER = 980;
    private RedisClient client;
    private StatefulRedisConnection<String, String> redis;
    private HikariDataSource database;
    private SqlMailboxes mailboxes;

    @BeforeEach void connect() throws SQLException {
        client = RedisClients.create(TestServers.redis().uri());
        redis = client.connect();
        redis.sync().del(Keys.MAILBOXES_TOLD);
        EmbeddedMySql server = TestServers.mysql();
        database = DataSources.open(server.jdbcUrl(), server.username(), server.password(), "mailboxes-it", 2);
        mailboxes = new SqlMailboxes(database, RedisCommands.of(redis.async()));
        remove();
        execute("insert into billing.contacts (id, reseller_id, email) values (980, 1, 'm@example.org')",
                "insert into billing.contracts (id, contact_id, product_id) values (980, 980, 4)",
                "insert into billing.domains (id, reseller_id, domain) values (980, 1, 'mailbox-it.example.org')",
                "insert into provisioning.voip_domains (id, domain) values (980, 'mailbox-it.example.org')",
                "insert into billing.voip_subscribers (id, contract_id, uuid, username, domain_id) values (980, 980, 'uuid-980', 'maria', 980)",
                "insert into provisioning.voip_subscribers (id, username, domain_id, uuid, password, account_id) "
                        + "values (980, 'maria', 980, 'uuid-980', 'secret', 980)",
                "insert into voicemail.voicemail_spool (mailboxuser, msgnum, dir) values ('uuid-980', 0, '/var/spool/INBOX')");
    }

    private void remove() throws SQLException {
        execute("delete from voicemail.voicemail_spool where mailboxuser = 'uuid-980'", "delete from provisioning.voip_subscribers where id = 980",
                "delete from billing.voip_subscribers where id = 980", "delete from provisioning.voip_domains where id = 980",
                "delete from billing.domains where id = 980", "delete from billing.contracts where id = 980",
                "delete from billing.contacts where id = 980");
    }

    @AfterEach void disconnect() throws SQLException {
        remove();
        mailboxes.close();
        database.close();
        redis.sync().del(Keys.MAILBOXES_TOLD);
        redis.close();
        client.shutdown();
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static <T> T of(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private boolean claims(int fresh, long change, boolean anew) {
        return of(mailboxes.claim(new Mailboxes.Claim(OWNER, new MailboxState("maria", "mailbox-it.example.org", fresh, 0, 0), change, anew)));
    }

    @Test void oneOfSeveralProxiesTellsWhatIsNew() {
        assertThat(claims(1, 10, false)).isTrue();
        assertThat(claims(1, 10, false)).as("the other proxy").isFalse();
        assertThat(claims(1, 11, false)).as("nothing has changed for phones").isFalse();
        assertThat(claims(2, 12, false)).isTrue();
        assertThat(claims(1, 11, false)).as("a replica that is behind").isFalse();
        assertThat(redis.sync().hgetall(Keys.MAILBOXES_TOLD)).containsEntry("980", "12 2/0/0");
    }

    @Test void afterALostLogWhatWasToldCounts() {
        assertThat(claims(1, 1000, false)).isTrue();
        assertThat(claims(1, 5, true)).isFalse();
        assertThat(claims(2, 5, true)).isTrue();
        assertThat(claims(3, 6, false)).isTrue();
    }

    @Test void mailboxesWithMessagesAndThoseThatWereToldOfMayHaveChanged() {
        redis.sync().hset(Keys.MAILBOXES_TOLD, "4711", "3 0/0/0");
        Mailboxes.Suspects suspects = of(mailboxes.suspects());
        assertThat(suspects.owners()).contains(OWNER, 4711).doesNotHaveDuplicates();
        assertThat(suspects.position()).isNotNegative();
        assertThat(of(mailboxes.state(OWNER)).orElseThrow().fresh()).isEqualTo(1);
    }
}
