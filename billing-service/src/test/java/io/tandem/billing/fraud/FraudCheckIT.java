package io.tandem.billing.fraud;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

import com.zaxxer.hikari.HikariDataSource;
import io.tandem.data.DataSources;
import io.tandem.data.epoch.PairEpoch;
import io.tandem.data.epoch.StaleEpochException;
import io.tandem.testkit.server.EmbeddedMySql;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Limits of customers (provisioning.md §5.6): costs by day and month, who is locked and who is told. */
class FraudCheckIT {
    private static final Instant NOW = Instant.parse("2026-11-15T12:00:00Z");
    private static final int CUSTOMER = 950;
    private static HikariDataSource dataSource;
    private static Connection sql;
    private static int calls;

    @BeforeAll static void connect() throws SQLException {
        EmbeddedMySql server = TestServers.mysql();
        dataSource = DataSources.open(server.jdbcUrl(), server.username(), server.password(), "test", 4);
        sql = TestServers.connect();
    }

    @AfterAll static void disconnect() throws SQLException {
        sql.close();
        dataSource.close();
    }

    /** A customer with two subscribers, whose profile allows 1000 cents a month and 300 a day. */
    @BeforeEach void customer() throws SQLException {
        clear();
        execute("insert into billing.billing_profiles (id, reseller_id, handle, name, fraud_interval_limit, fraud_interval_lock, fraud_daily_limit) "
            + "values (950, 1, 'limited', 'limited', 1000, 2, 300)");
        execute("insert into billing.contacts (id, reseller_id, email) values (950, 1, 'fraud@example.org')");
        execute("insert into billing.contracts (id, contact_id, product_id) values (950, 950, 4)");
        execute("insert into billing.contracts_billing_profile_network (contract_id, billing_profile_id) values (950, 950)");
        execute("insert into billing.domains (id, reseller_id, domain) values (950, 1, 'fraud.example.org')");
        execute("insert into provisioning.voip_domains (id, domain) values (950, 'fraud.example.org')");
        for (int id : new int[] {951, 952}) {
            execute("insert into billing.voip_subscribers (id, contract_id, uuid, username, domain_id, status) "
                + "values (%1$d, 950, '00000000-0000-0000-0000-000000000%1$d', 'u%1$d', 950, 'active')".formatted(id));
            execute("insert into provisioning.voip_subscribers (id, uuid, username, domain_id, password, account_id, webusername) "
                + "values (%1$d, '00000000-0000-0000-0000-000000000%1$d', 'u%1$d', 950, 'secret', 950, 'u%1$d')".formatted(id));
        }
    }

    @AfterEach void clear() throws SQLException {
        for (String table : List.of("accounting.cdr", "accounting.cdr_period_costs", "provisioning.change_log",
                "provisioning.event_positions where source = 'fraud'", "billing.contract_fraud_preferences",
                "provisioning.voip_subscribers where id in (951, 952)",
                "billing.voip_subscribers where contract_id = 950", "provisioning.voip_domains where id = 950", "billing.domains where id = 950",
                "billing.contracts where id = 950", "billing.contacts where id = 950", "billing.billing_profiles where id = 950")) {
            execute("delete from " + table);
        }
    }

    @Test void costsAreSummedByTheDayAndTheMonthInWhichCallsBegan() throws SQLException {
        rated("2026-11-15T01:00:00Z", 10, 4);
        rated("2026-11-15T02:00:00Z", 20, 5);
        rated("2026-11-14T23:59:59Z", 7, 1);
        rated("2026-10-31T23:00:00Z", 1000, 1);
        execute("insert into accounting.cdr " + columns("2026-11-15T03:00:00Z", 900, 900, "'unrated', null"));
        assertThat(run()).isEmpty();
        assertThat(text("select group_concat(concat_ws(' ', period, period_date, customer_cost + 0, reseller_cost + 0, cdr_count) "
            + "order by period, period_date separator ', ') from accounting.cdr_period_costs where direction = 'out'"))
            .isEqualTo("day 2026-10-31 1000.000000 1.000000 1, day 2026-11-14 7.000000 1.000000 1, day 2026-11-15 30.000000 9.000000 2, "
                + "month 2026-10-01 1000.000000 1.000000 1, month 2026-11-01 37.000000 10.000000 3");
        assertThat(run()).as("the same calls again").isEmpty();
        assertThat(text("select cdr_count from accounting.cdr_period_costs where period = 'month' and period_date = '2026-11-01'")).isEqualTo("3");
    }

    @Test void theMonthsLimitLocksAllSubscribersOnce() throws SQLException {
        rated("2026-11-02T01:00:00Z", 990, 0);
        assertThat(run()).as("a day two weeks ago is no news").isEmpty();
        rated("2026-11-15T01:00:00Z", 10, 0);
        assertThat(run()).as("reached and not passed").isEmpty();
        rated("2026-11-15T02:00:00Z", 1, 0);
        assertThat(run()).containsExactly(new FraudCheck.Alarm(CUSTOMER, "month", 2, List.of(951L, 952L)));
        assertThat(locks()).isEqualTo("951:2:active,952:2:active");
        assertThat(text("select group_concat(concat(entity, entity_key) order by id) from provisioning.change_log")).isEqualTo("subscriber951,subscriber952");
        assertThat(text("select concat_ws(' ', period, fraud_limit_type, notify_status, is_event) from accounting.cdr_period_costs "
            + "where fraud_limit_exceeded = 1")).isEqualTo("month billing_profile new 0");
        execute("delete from provisioning.voip_usr_preferences where subscriber_id in (951, 952)");
        rated("2026-11-15T03:00:00Z", 50, 0);
        assertThat(run()).as("who was let free is not locked again in the same month").isEmpty();
        assertThat(locks()).isEqualTo("951:none:active,952:none:active");
    }

    @Test void aDaysLimitWithoutALevelOnlyWarns() throws SQLException {
        rated("2026-11-15T02:00:00Z", 301, 0);
        assertThat(run()).containsExactly(new FraudCheck.Alarm(CUSTOMER, "day", 0, List.of()));
        assertThat(locks()).isEqualTo("951:none:active,952:none:active");
        assertThat(text("select concat_ws(' ', period, fraud_limit_type, notify_status) from accounting.cdr_period_costs where fraud_limit_exceeded = 1"))
            .isEqualTo("day billing_profile new");
    }

    @Test void theCustomersOwnLimitWins() throws SQLException {
        execute("insert into billing.contract_fraud_preferences (contract_id, fraud_daily_limit, fraud_daily_lock) values (950, 5000, 4)");
        rated("2026-11-15T02:00:00Z", 900, 0);
        assertThat(run()).as("more than the profile allows, less than the customer's own limit").isEmpty();
        execute("update billing.contract_fraud_preferences set fraud_daily_limit = 899");
        rated("2026-11-15T02:30:00Z", 0, 0);
        assertThat(run()).containsExactly(new FraudCheck.Alarm(CUSTOMER, "day", 4, List.of(951L, 952L)));
        assertThat(locks()).isEqualTo("951:4:locked,952:4:locked");
        assertThat(text("select fraud_limit_type from accounting.cdr_period_costs where fraud_limit_exceeded = 1")).isEqualTo("contract");
    }

    @Test void everyLevelIsSetAsItIs() throws SQLException {
        for (int level = 1; level <= 5; level++) {
            execute("delete from accounting.cdr_period_costs");
            execute("delete from provisioning.voip_usr_preferences where subscriber_id in (951, 952)");
            execute("update billing.voip_subscribers set status = 'active' where contract_id = 950");
            execute("update billing.billing_profiles set fraud_daily_lock = " + level + " where id = 950");
            rated("2026-11-15T02:00:00Z", 301, 0);
            run();
            String status = level >= 4 ? "locked" : "active";
            assertThat(locks()).isEqualTo("951:%1$d:%2$s,952:%1$d:%2$s".formatted(level, status));
        }
    }

    @Test void aStricterLockStays() throws SQLException {
        execute("insert into provisioning.voip_usr_preferences (subscriber_id, attribute_id, value) "
            + "select 951, id, '4' from provisioning.voip_preferences where attribute = 'lock'");
        execute("update billing.voip_subscribers set status = 'locked' where id = 951");
        rated("2026-11-15T02:00:00Z", 1001, 0);
        assertThat(run()).contains(new FraudCheck.Alarm(CUSTOMER, "month", 2, List.of(952L)));
        assertThat(locks()).isEqualTo("951:4:locked,952:2:active");
    }

    @Test void theResellersCostCountsWhereTheProfileSaysSo() throws SQLException {
        execute("update billing.billing_profiles set fraud_use_reseller_rates = 1 where id = 950");
        rated("2026-11-15T02:00:00Z", 5000, 300);
        assertThat(run()).isEmpty();
        rated("2026-11-15T02:30:00Z", 0, 1);
        assertThat(run()).containsExactly(new FraudCheck.Alarm(CUSTOMER, "day", 0, List.of()));
    }

    @Test void nothingIsHalfDoneWhenAPassFails() throws SQLException {
        rated("2026-11-15T02:00:00Z", 1001, 0);
        execute("create trigger provisioning.crash before insert on provisioning.change_log for each row "
            + "signal sqlstate '45000' set message_text = 'crash'");
        try {
            assertThatThrownBy(() -> new FraudCheck(dataSource, () -> NOW, PairEpoch.single()).run()).isInstanceOf(SQLException.class).hasMessageContaining("crash");
        } finally {
            execute("drop trigger provisioning.crash");
        }
        assertThat(locks()).isEqualTo("951:none:active,952:none:active");
        assertThat(run()).extracting(FraudCheck.Alarm::period).contains("month");
        assertThat(locks()).isEqualTo("951:2:active,952:2:active");
    }

    @Test void aNodeOfThePairWhoseEpochIsOverLocksNobody() throws SQLException {
        rated("2026-11-15T02:00:00Z", 1001, 0);
        execute("insert into accounting.pair_epoch values ('sp', 5)");
        try {
            assertThatThrownBy(() -> new FraudCheck(dataSource, () -> NOW, new PairEpoch("sp", () -> 4)).run()).isInstanceOf(StaleEpochException.class);
            assertThat(locks()).isEqualTo("951:none:active,952:none:active");
            assertThat(new FraudCheck(dataSource, () -> NOW, new PairEpoch("sp", () -> 5)).run().orElseThrow()).isNotEmpty();
        } finally {
            execute("delete from accounting.pair_epoch");
        }
        assertThat(locks()).isEqualTo("951:2:active,952:2:active");
    }

    @Test void oneNodeWorksAtATime() throws SQLException {
        execute("do get_lock('tandem_fraud', 0)");
        try {
            assertThat(new FraudCheck(dataSource, () -> NOW, PairEpoch.single()).run()).isEqualTo(Optional.empty());
        } finally {
            execute("do release_lock('tandem_fraud')");
        }
    }

    private static List<FraudCheck.Alarm> run() throws SQLException { return new FraudCheck(dataSource, () -> NOW, PairEpoch.single()).run().orElseThrow(); }

    private static void rated(String start, int customerCost, int resellerCost) throws SQLException {
        String moment = LocalDateTime.ofInstant(NOW.minus(Duration.ofSeconds(5)), ZoneOffset.UTC).toString();
        execute("insert into accounting.cdr " + columns(start, customerCost, resellerCost, "'ok', '" + moment + "'"));
    }

    private static String columns(String start, int customerCost, int resellerCost, String rating) {
        long seconds = Instant.parse(start).getEpochSecond();
        return """
            (source_user_id, source_provider_id, source_account_id, source_user, source_domain, source_cli, source_ip, destination_user_id,
             destination_provider_id, destination_user, destination_domain, destination_user_dialed, destination_user_in, destination_domain_in, call_code,
             init_time, start_time, duration, call_id, source_customer_cost, source_reseller_cost, rating_status, rated_at)
            values ('00000000-0000-0000-0000-000000000951', '1', 950, 'u951', 'fraud.example.org', '43', '127.0.0.1', '0', '0', 'x', 'x', 'x', 'x', 'x', '200',
             %1$d, %1$d, 60, 'fraud-%2$d', %3$d, %4$d, %5$s)""".formatted(seconds, calls++, customerCost, resellerCost, rating);
    }

    private static String locks() throws SQLException {
        return text("select group_concat(concat_ws(':', b.id, coalesce(v.value, 'none'), b.status) order by b.id) from billing.voip_subscribers b "
            + "left join provisioning.voip_usr_preferences v on v.subscriber_id = b.id and v.attribute_id = "
            + "(select id from provisioning.voip_preferences where attribute = 'lock') where b.contract_id = 950");
    }

    private static String text(String query) throws SQLException {
        try (Statement statement = sql.createStatement(); ResultSet row = statement.executeQuery(query)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    private static void execute(String statement) throws SQLException {
        try (Statement run = sql.createStatement()) {
            run.execute(statement);
        }
    }
}
