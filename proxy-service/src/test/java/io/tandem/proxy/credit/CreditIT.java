package io.tandem.proxy.credit;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import io.tandem.data.DataSources;
import io.tandem.data.credit.CreditRequest;
import io.tandem.data.tariff.Affordable;
import io.tandem.data.tariff.Fee;
import io.tandem.data.tariff.PeakTimes;
import io.tandem.data.tariff.Rate;
import io.tandem.testkit.server.EmbeddedMySql;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Money that calls at one time set aside (signalling.md §3.5): a cent a second, by the minute. */
class CreditIT {
    private static final Rate RATE = Rate.perSecond(BigDecimal.ONE, 60, BigDecimal.ONE, 60, true, BigDecimal.ZERO, OptionalLong.empty());
    private static final Fee FEE = new Fee(OptionalLong.empty(), OptionalLong.empty(), Fee.Mode.PREFIX, ".", "", RATE, RATE);
    private HikariDataSource transactions;
    private static final String NAMES = "select group_concat(reservation order by reservation) from billing.prepaid_reservations";
    private final AtomicLong nanos = new AtomicLong();
    private JdbcCreditOffice office;
    private Connection sql;

    @BeforeEach void customer() throws SQLException {
        EmbeddedMySql server = TestServers.mysql();
        transactions = DataSources.openForTransactions(server.jdbcUrl(), server.username(), server.password(), "credit-it", JdbcCreditOffice.CONCURRENT);
        office = new JdbcCreditOffice(transactions);
        sql = TestServers.connect();
        execute("insert into billing.contacts (id, reseller_id, email) values (970, 1, 'credit@example.org')");
        execute("insert into billing.contracts (id, contact_id, product_id) values (970, 970, 4)");
        assertThat(office.look(request("first")).toCompletableFuture().join().seconds()).as("nobody has asked for the balance yet").isZero();
        assertThat(reserve("first").seconds()).as("the balance of now is made, and is empty").isZero();
    }

    @AfterEach void clear() throws SQLException {
        execute("delete from billing.prepaid_reservations");
        execute("delete from billing.prepaid_holders");
        execute("delete from billing.contracts where id = 970");
        execute("delete from billing.contacts where id = 970");
        sql.close();
        office.close();
        transactions.close();
    }

    @Test void callsAtOneTimeDoNotSpendTheSameMoney() throws SQLException {
        execute("update billing.contract_balances set cash_balance = 1000, free_time_balance = 90 where contract_id = 970");
        List<CompletableFuture<Affordable>> calls = IntStream.range(0, 20).mapToObj(i -> office.reserve(request("call" + i)).toCompletableFuture()).toList();
        List<Affordable> granted = calls.stream().map(call -> call.orTimeout(20, TimeUnit.SECONDS).join()).filter(call -> call.seconds() > 0).toList();
        assertThat(granted.stream().map(Affordable::seconds).sorted().toList()).as("the last one gets what is left").containsExactly(180L, 300L, 300L, 300L);
        assertThat(granted.stream().mapToLong(Affordable::freeSeconds).sum()).isEqualTo(90);
        assertThat(granted.stream().map(Affordable::cash).reduce(BigDecimal.ZERO, BigDecimal::add)).isEqualByComparingTo("990");
        assertThat(text("select concat_ws(' ', sum(cash), sum(free_time), count(*)) from billing.prepaid_reservations")).isEqualTo("990.000000 90 4");
    }

    @Test void aLongTextMessageSetsEachPartAsideOrNone() throws SQLException {
        execute("update billing.contract_balances set cash_balance = 170, free_time_balance = 90 where contract_id = 970");
        List<String> four = List.of("p1", "p2", "p3", "p4");
        CreditRequest message = new CreditRequest(970, four, "m", 0, FEE, PeakTimes.none(ZoneOffset.UTC), Instant.now(), 1);
        Affordable paid = office.reserve(message).toCompletableFuture().join();
        assertThat(paid.cash()).as("four minutes less the free time").isEqualByComparingTo("150");
        assertThat(paid.freeSeconds()).isEqualTo(90);
        assertThat(text("select group_concat(concat_ws(' ', reservation, cash, free_time) order by reservation) from billing.prepaid_reservations"))
                .isEqualTo("p1 0.000000 60,p2 30.000000 30,p3 60.000000 0,p4 60.000000 0");
        execute("delete from billing.prepaid_reservations");
        execute("update billing.contract_balances set cash_balance = 149 where contract_id = 970");
        assertThat(office.look(message).toCompletableFuture().join()).isEqualTo(Affordable.NOTHING);
        assertThat(office.reserve(message).toCompletableFuture().join()).isEqualTo(Affordable.NOTHING);
        assertThat(text("select count(*) from billing.prepaid_reservations")).isEqualTo("0");
    }

    @Test void whatIsOverFreesTheRest() throws SQLException {
        execute("update billing.contract_balances set cash_balance = 300 where contract_id = 970");
        assertThat(reserve("a").seconds()).isEqualTo(300);
        assertThat(reserve("b").seconds()).isZero();
        execute("update billing.prepaid_reservations set expires_at = utc_timestamp() - interval 1 second");
        assertThat(reserve("b").seconds()).isEqualTo(300);
        assertThat(text("select timestampdiff(minute, utc_timestamp(), max(expires_at)) >= 120 from billing.prepaid_reservations")).isEqualTo("1");
        assertThat(office.look(request("c")).toCompletableFuture().join().seconds()).isZero();
        assertThat(text("select count(*) from billing.prepaid_reservations where call_id = 'c'")).isEqualTo("0");
    }

    @Test void aLegThatEndsFreesItsOwnReservationAndNoOtherAndTwiceIsOnce() throws SQLException {
        execute("update billing.contract_balances set cash_balance = 600 where contract_id = 970");
        reserve("a");
        reserve("b");
        office.release("a");
        office.release("a");
        office.release("never was");
        office.settle();
        assertThat(text(NAMES)).isEqualTo("b");
        assertThat(reserve("c").seconds()).isEqualTo(300);
    }

    @Test void whatTheDatabaseHasNotHeardItHearsLater() throws SQLException {
        execute("update billing.contract_balances set cash_balance = 600 where contract_id = 970");
        reserve("a");
        reserve("b");
        execute("rename table billing.prepaid_reservations to billing.away");
        office.release("a");
        office.answered("b");
        assertThatThrownBy(() -> office.settle()).isInstanceOf(SQLException.class);
        execute("rename table billing.away to billing.prepaid_reservations");
        office.settle();
        assertThat(text(NAMES)).isEqualTo("b");
        assertThat(text("select holder from billing.prepaid_reservations")).as("it outlives this process").isEmpty();
    }

    @Test void whatAProcessHeldThatDiedWhileItSetCallsUpIsFreedAndAnsweredCallsGoOn() throws SQLException {
        execute("update billing.contract_balances set cash_balance = 1200 where contract_id = 970");
        ReservationUpkeep upkeep = new ReservationUpkeep(office, () -> nanos.get());
        JdbcCreditOffice dead = new JdbcCreditOffice(transactions);
        for (String name : List.of("dead", "dead but answered")) dead.reserve(request(name)).toCompletableFuture().join();
        reserve("mine");
        dead.answered("dead but answered");
        dead.settle();
        upkeep.pass();
        execute("update billing.prepaid_holders set alive_at = alive_at - interval 21 second where holder = '" + dead.holder() + "'");
        nanos.addAndGet(Duration.ofSeconds(19).toNanos());
        upkeep.pass();
        assertThat(text(NAMES)).as("nobody is judged before it had the time to say that it lives").isEqualTo("dead,dead but answered,mine");
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        upkeep.pass();
        assertThat(text(NAMES)).isEqualTo("dead but answered,mine");
    }

    @Test void whoStopsFreesWhatItSetsUp() throws SQLException {
        execute("update billing.contract_balances set cash_balance = 600 where contract_id = 970");
        JdbcCreditOffice other = new JdbcCreditOffice(transactions);
        other.reserve(request("other")).toCompletableFuture().join();
        reserve("mine");
        other.close();
        assertThat(text(NAMES)).isEqualTo("mine");
    }

    private Affordable reserve(String callId) { return office.reserve(request(callId)).toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join(); }

    private static CreditRequest request(String callId) {
        return new CreditRequest(970, List.of(callId), callId, 0, FEE, PeakTimes.none(ZoneOffset.UTC), Instant.now(), 300);
    }

    private String text(String query) throws SQLException {
        try (Statement statement = sql.createStatement(); ResultSet row = statement.executeQuery(query)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    private void execute(String statement) throws SQLException {
        try (Statement run = sql.createStatement()) {
            run.execute(statement);
        }
    }
}
