package io.tandem.proxy.it;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

import com.zaxxer.hikari.HikariDataSource;
import io.tandem.data.DataSources;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.message.MessageProperties;
import io.tandem.proxy.message.Silo;
import io.tandem.proxy.message.SqlSilo;
import io.tandem.proxy.message.StoredMessage;
import io.tandem.sip.message.SipMessage;
import io.tandem.testkit.server.EmbeddedMySql;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Messages that wait, in a real MySQL. */
class SqlSiloIT {
    private static final AddressOfRecord MARIA = new AddressOfRecord("maria", "silo-it.example.org");
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private HikariDataSource database;
    private SqlSilo silo;

    @BeforeEach void connect() throws SQLException {
        EmbeddedMySql server = TestServers.mysql();
        database = DataSources.open(server.jdbcUrl(), server.username(), server.password(), "silo-it", 2);
        silo = new SqlSilo(database, new MessageProperties(true, 500, 5, Duration.ofSeconds(8), Duration.ofHours(72), 3, 4, 2, false));
        remove();
        execute("insert into billing.contacts (id, reseller_id, email) values (981, 1, 'm@example.org')",
                "insert into billing.contracts (id, contact_id, product_id) values (981, 981, 4)",
                "insert into billing.domains (id, reseller_id, domain) values (981, 1, 'silo-it.example.org')",
                "insert into provisioning.voip_domains (id, domain) values (981, 'silo-it.example.org')",
                "insert into billing.voip_subscribers (id, contract_id, uuid, username, domain_id) values (981, 981, 'uuid-981', 'maria', 981)",
                "insert into provisioning.voip_subscribers (id, username, domain_id, uuid, password, account_id) "
                        + "values (981, 'maria', 981, 'uuid-981', 'secret', 981)");
    }

    private void remove() throws SQLException {
        execute("delete from provisioning.voip_subscribers where id = 981", "delete from billing.voip_subscribers where id = 981",
                "delete from provisioning.voip_domains where id = 981", "delete from billing.domains where id = 981",
                "delete from billing.contracts where id = 981", "delete from billing.contacts where id = 981");
    }

    @AfterEach void disconnect() throws SQLException {
        remove();
        silo.close();
        database.close();
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private String value(String sql) throws SQLException {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static <T> T of(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static StoredMessage message(int sender, String text) {
        SipMessage message = SipMessage.request("MESSAGE", "sip:maria@192.0.2.1").header("Via", "SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1")
                .header("From", "\"Zoë\" <sip:431001@example.org>;tag=a1").header("To", "<sip:maria@silo-it.example.org>").header("Call-ID", "m1")
                .header("CSeq", "2 MESSAGE").header("Max-Forwards", "68").header("Subject", "greeting")
                .header("P-Asserted-Identity", "<sip:431001@example.org>")
                .build().body("text/plain;charset=UTF-8", text.getBytes(StandardCharsets.UTF_8));
        return new StoredMessage(0, MARIA, 981, sender, message, NOW, NOW.plusSeconds(600));
    }

    @Test void aMessageComesBackAsItWasShownAndOnlyToOne() throws SQLException {
        long id = of(silo.keep(message(7, "grüß dich"))).orElseThrow();
        assertThat(of(silo.owners(NOW))).contains(MARIA);
        assertThat(value("select entity_key from provisioning.change_log where entity = 'message' order by id desc limit 1")).isEqualTo(MARIA.toString());
        List<StoredMessage> mine = of(silo.claim(MARIA, NOW.plusSeconds(1))).messages();
        assertThat(mine).hasSize(1);
        SipMessage sent = mine.getFirst().message();
        assertThat(sent.from().displayName()).isEqualTo("Zoë");
        assertThat(sent.from().uri()).hasToString("sip:431001@example.org");
        assertThat(sent.header("To")).contains("<sip:maria@silo-it.example.org>");
        assertThat(sent.header("Subject")).contains("greeting");
        assertThat(sent.header("P-Asserted-Identity")).contains("<sip:431001@example.org>");
        assertThat(sent.headers("Max-Forwards")).containsExactly("70");
        assertThat(sent.has("Via")).isFalse();
        assertThat(sent.contentType()).contains("text/plain;charset=UTF-8");
        assertThat(new String(sent.body(), StandardCharsets.UTF_8)).isEqualTo("grüß dich");
        assertThat(of(silo.claim(MARIA, NOW.plusSeconds(2)))).as("while another has them").isEqualTo(new Silo.Claim(List.of(), true));
        assertThat(of(silo.claim(MARIA, NOW.plusSeconds(99)))).as("within ten times the patience").isEqualTo(new Silo.Claim(List.of(), true));
        assertThat(of(silo.claim(MARIA, NOW.plusSeconds(101))).messages()).as("whoever had them is gone").extracting(StoredMessage::id).containsExactly(id);
        silo.delete(id);
        assertThat(of(silo.claim(MARIA, NOW.plusSeconds(102)))).isEqualTo(new Silo.Claim(List.of(), false));
    }

    @Test void noneIsKeptBeyondTheShareOfRecipientAndSender() {
        assertThat(of(silo.keep(message(7, "one")))).isPresent();
        assertThat(of(silo.keep(message(7, "two")))).isPresent();
        assertThat(of(silo.keep(message(7, "beyond the share of one sender with one recipient")))).isEqualTo(OptionalLong.empty());
        assertThat(of(silo.keep(message(9, "there is room for others")))).isPresent();
        assertThat(of(silo.keep(message(8, "one too many")))).isEqualTo(OptionalLong.empty());
    }

    @Test void whatHasExpiredIsNeitherDeliveredNorKept() throws SQLException {
        of(silo.keep(message(7, "old")));
        assertThat(of(silo.claim(MARIA, NOW.plusSeconds(600)))).isEqualTo(new Silo.Claim(List.of(), false));
        assertThat(of(silo.owners(NOW.plusSeconds(600)))).doesNotContain(MARIA);
        StoredMessage later = message(7, "new");
        of(silo.keep(new StoredMessage(0, MARIA, 981, 7, later.message(), NOW.plusSeconds(700), NOW.plusSeconds(800))));
        assertThat(value("select count(*) from provisioning.silo where subscriber_id = 981")).isEqualTo("1");
    }

    @Test void whatHasExpiredGoesThoughNobodySends() throws SQLException {
        of(silo.keep(message(7, "old")));
        silo.expire(NOW.plusSeconds(599));
        assertThat(of(silo.owners(NOW))).contains(MARIA);
        silo.expire(NOW.plusSeconds(600));
        assertThat(of(silo.owners(NOW))).as("after the removal, on one connection").doesNotContain(MARIA);
        assertThat(value("select count(*) from provisioning.silo where subscriber_id = 981")).isEqualTo("0");
    }

    @Test void messagesOfATerminatedSubscriberGoWithIt() throws SQLException {
        of(silo.keep(message(7, "hello")));
        execute("delete from provisioning.voip_subscribers where id = 981");
        assertThat(value("select count(*) from provisioning.silo where username = 'maria'")).isEqualTo("0");
    }
}
