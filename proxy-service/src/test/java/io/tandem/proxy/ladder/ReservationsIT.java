package io.tandem.proxy.ladder;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.zaxxer.hikari.HikariDataSource;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.tandem.data.DataSources;
import io.tandem.data.credit.CreditRequest;
import io.tandem.data.forward.ForwardType;
import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisClients;
import io.tandem.data.redis.RedisCommands;
import io.tandem.data.tariff.PeakTimes;
import io.tandem.proxy.accounting.AccountingRecord;
import io.tandem.proxy.credit.JdbcCreditOffice;
import io.tandem.proxy.ledger.LedgerUpkeep;
import io.tandem.proxy.ledger.RedisLedger;
import io.tandem.sip.message.SipMessage;
import io.tandem.testkit.server.EmbeddedMySql;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.tandem.proxy.ladder.PrepaidSettings.fee;
import static io.tandem.proxy.ladder.ProxyLadder.cancelFor;
import static org.assertj.core.api.Assertions.assertThat;

/** Calls with all endings against a real MySQL and a real Redis: what is still set aside, and counted, is what the records say. */
class ReservationsIT {
    private static final Pattern RESERVATION = Pattern.compile("\"rsv\":\"([^\"]+)\"");
    private static final int CALLS = 200;
    private final Random random = new Random(1);
    private final ProxyLadder ladder = new ProxyLadder();
    private final PrepaidSettings settings = new PrepaidSettings(ladder);
    private HikariDataSource transactions;
    private JdbcCreditOffice office;
    private RedisClient client;
    private StatefulRedisConnection<String, String> redis;
    private Connection sql;
    private int up;

    @BeforeEach void connect() throws SQLException {
        EmbeddedMySql server = TestServers.mysql();
        transactions = DataSources.openForTransactions(server.jdbcUrl(), server.username(), server.password(), "it", JdbcCreditOffice.CONCURRENT);
        office = new JdbcCreditOffice(transactions);
        client = RedisClients.create(TestServers.redis().uri());
        redis = client.connect();
        redis.sync().flushdb();
        RedisLedger ledger = new RedisLedger(RedisCommands.of(redis.async()), "it#1", Duration.ofHours(6));
        new LedgerUpkeep(ledger, ladder.time, () -> true).start();
        ladder.calls.real = Optional.of(ledger);
        ladder.credit.real = Optional.of(office);
        sql = TestServers.connect();
        execute("insert into billing.contacts (id, reseller_id, email) values (7, 1, 'credit@example.org')");
        execute("insert into billing.contracts (id, contact_id, product_id) values (7, 7, 4)");
        settings.prepaid(true, fee("", "1"));
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        ladder.registered("carol", "sip:carol@192.0.2.8:5060");
        ladder.registered("dave", "sip:dave@192.0.2.8:5060");
        ladder.accounts.add("carol", "431003", Map.of());
        new ForwardSettings(ladder, "dave", "431004").forwards(ForwardType.CFU, "sip:bob@example.org", "sip:carol@example.org");
    }

    @AfterEach void clear() throws SQLException {
        execute("delete from billing.prepaid_reservations");
        execute("delete from billing.contracts where id = 7");
        execute("delete from billing.contacts where id = 7");
        redis.sync().flushdb();
        redis.close();
        client.shutdown();
        office.close();
        transactions.close();
        sql.close();
    }

    @Test void afterAllEndingsOnlyAnsweredLegsHaveReservationsAndOnlyCallsThatAreUpCount() throws SQLException {
        office.reserve(new CreditRequest(7, List.of("first"), "first", 0, fee("", "1"), PeakTimes.none(ZoneOffset.UTC),
                Instant.now(), 60)).toCompletableFuture().join();
        execute("update billing.contract_balances set cash_balance = 100000000 where contract_id = 7");
        for (int i = 0; i < CALLS; i++) call("c" + i);
        ladder.time.passes(Duration.ofSeconds(300));
        office.settle();
        TreeSet<String> answered = new TreeSet<>();
        for (AccountingRecord record : ladder.records) {
            Matcher name = RESERVATION.matcher(record.srcLeg());
            if (record.method().equals("INVITE") && record.sipCode() == 200 && name.find()) answered.add(name.group(1));
        }
        assertThat(answered.size()).isGreaterThan(CALLS / 4);
        assertThat(text("select group_concat(reservation order by reservation) from billing.prepaid_reservations").split(",")).containsExactly(
                answered.toArray(String[]::new));
        assertThat(text("select count(*) from billing.prepaid_reservations where holder <> ''")).as("the answered ones outlive this process").isEqualTo("0");
        assertThat(redis.sync().hgetall(Keys.CALL_COUNTERS).getOrDefault("total", "0")).as("calls without BYE").isEqualTo(Integer.toString(up));
    }

    private void call(String callId) {
        boolean forwarded = random.nextInt(3) == 0;
        SipMessage request = ladder.calls(forwarded ? "sip:dave@example.org" : "sip:bob@example.org", callId);
        SipMessage invite = ladder.b2bua.expects("INVITE");
        switch (random.nextInt(6)) {
            case 0 -> { } // nobody answers, and the time is over
            case 1 -> cancelled(request, invite);
            case 2 -> ladder.b2bua.refuses(invite, 486, "Busy Here");
            case 3 -> ladder.b2bua.refuses(invite, 503, "Service Unavailable");
            case 4 -> answered(invite, false);
            default -> answered(invite, true);
        }
        if (ladder.b2bua.hasMail()) answered(ladder.b2bua.expects("INVITE"), true); // the forward's second destination
        ladder.sent.clear();
    }

    private void cancelled(SipMessage request, SipMessage invite) {
        ladder.b2bua.answers(invite, 180, "Ringing", "s1");
        ladder.lb.sends(cancelFor(request));
        ladder.b2bua.answers(ladder.b2bua.expects("CANCEL"), 200, "OK", "s1");
        ladder.b2bua.refuses(invite, 487, "Request Terminated");
    }

    private void answered(SipMessage invite, boolean ends) {
        ladder.b2bua.answersWithSdp(invite, 200, "OK", "s1");
        up++;
        if (ends) {
            ladder.lb.sends(ladder.inDialog("BYE", invite.callId(), 9, "s1"));
            ladder.b2bua.answers(ladder.b2bua.expects("BYE"), 200, "OK", "s1");
            up--;
        }
    }

    private String text(String query) throws SQLException {
        try (Statement statement = sql.createStatement()) {
            statement.execute("set group_concat_max_len = 100000");
            try (ResultSet row = statement.executeQuery(query)) {
                return row.next() ? String.valueOf(row.getString(1)) : "";
            }
        }
    }

    private void execute(String statement) throws SQLException {
        try (Statement run = sql.createStatement()) {
            run.execute(statement);
        }
    }
}
