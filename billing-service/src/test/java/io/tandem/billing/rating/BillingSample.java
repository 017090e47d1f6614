package io.tandem.billing.rating;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariDataSource;
import io.tandem.data.DataSources;
import io.tandem.data.change.ChangeFeed;
import io.tandem.data.epoch.PairEpoch;
import io.tandem.data.tables.CachedCallTables;
import io.tandem.testkit.server.EmbeddedMySql;
import io.tandem.testkit.server.TestServers;

/**
 * Two customers of reseller 1, one peer, and a billing profile each (customer 960: profile 960, customer 961: 961, peer 962: 962; the reseller's is 1, where
 * calls are free). Customer 960 calls from 43960 for 0.05 cents a second, by the minute first and then by 30 s for 0.03.
 */
final class BillingSample implements AutoCloseable {
    static final String CALLER = "00000000-0000-0000-0000-000000000960";
    static final String CALLEE = "00000000-0000-0000-0000-000000000961";
    /** Customers came two months before. */
    static final LocalDate THIS_MONTH = LocalDate.now(ZoneOffset.UTC).withDayOfMonth(1);
    private static final AtomicInteger CALLS = new AtomicInteger();
    private final HikariDataSource reads;
    private final HikariDataSource transactions;
    private final Connection sql;

    BillingSample() throws SQLException {
        EmbeddedMySql server = TestServers.mysql();
        reads = DataSources.open(server.jdbcUrl(), server.username(), server.password(), "test", 6);
        transactions = DataSources.openForTransactions(server.jdbcUrl(), server.username(), server.password(), "test-rating", 4);
        sql = TestServers.connect();
    }

    HikariDataSource reads() { return reads; }

    @Override public void close() throws SQLException {
        sql.close();
        reads.close();
        transactions.close();
    }

    void create() throws SQLException {
        clear();
        for (int id : new int[] {960, 961, 962}) {
            execute("insert into billing.billing_profiles (id, reseller_id, handle, name) values (%1$d, 1, 'p%1$d', 'p%1$d')".formatted(id));
            execute("insert into billing.contacts (id, reseller_id, email) values (%1$d, %2$s, 'c%1$d@example.org')".formatted(id, id == 962 ? "null" : "1"));
            execute("insert into billing.contracts (id, contact_id, product_id, create_timestamp) values (%1$d, %1$d, %2$d, '%3$s')"
                    .formatted(id, id == 962 ? 2 : 4, THIS_MONTH.minusMonths(2)));
            execute("insert into billing.contracts_billing_profile_network (contract_id, billing_profile_id, base) values (%1$d, %1$d, 1)".formatted(id));
            execute("insert into billing.billing_zones (id, billing_profile_id, zone) values (%1$d, %1$d, 'zone%1$d')".formatted(id));
            execute("insert into billing.billing_zones_history (id, bz_id, billing_profile_id, zone) values (%1$d, %1$d, %1$d, 'zone%1$d')".formatted(id));
        }
        fee(960, "out", "prefix", "43", 0.05, 60, 0.03, 30);
        fee(962, "out", "regex_longest_pattern", "^43", 0.01, 1, 0.01, 1);
        execute("insert into billing.domains (id, reseller_id, domain) values (960, 1, 'rating.example.org')");
        execute("insert into provisioning.voip_domains (id, domain) values (960, 'rating.example.org')");
        for (int id : new int[] {960, 961}) {
            execute("insert into billing.voip_subscribers (id, contract_id, uuid, username, domain_id, status) "
                    + "values (%1$d, %1$d, '00000000-0000-0000-0000-000000000%1$d', 'u%1$d', 960, 'active')".formatted(id));
            execute("insert into provisioning.voip_subscribers (id, uuid, username, domain_id, password, account_id) "
                    + "values (%1$d, '00000000-0000-0000-0000-000000000%1$d', 'u%1$d', 960, 'secret', %1$d)".formatted(id));
        }
    }

    void clear() throws SQLException {
        for (String from : List.of("accounting.cdr_relation_data", "accounting.cdr", "accounting.cdr_period_costs", "provisioning.event_positions where source = 'fraud'",
                "billing.prepaid_reservations", "billing.contract_balances where contract_id in (1, 960, 961, 962)",
                "billing.contract_fraud_preferences where contract_id in (960, 961)", "provisioning.voip_subscribers where id in (960, 961)",
                "billing.voip_subscribers where id in (960, 961)", "provisioning.voip_domains where id = 960", "billing.domains where id = 960",
                "billing.billing_fees_history where billing_profile_id in (960, 961, 962)", "billing.billing_fees where billing_profile_id in (960, 961, 962)",
                "billing.billing_zones_history where billing_profile_id in (960, 961, 962)", "billing.contracts where id in (960, 961, 962)",
                "billing.profile_packages where id = 960", "billing.contacts where id in (960, 961, 962)",
                "billing.billing_networks where id = 960", "billing.billing_profiles where id in (960, 961, 962, 963)")) {
            execute("delete from " + from);
        }
    }

    /** With a state in the history of the same id. */
    void fee(int profile, String direction, String mode, String destination, double initRate, int init, double followRate, int follow) throws SQLException {
        execute(("insert into billing.billing_fees (billing_profile_id, billing_zone_id, match_mode, direction, destination, onpeak_init_rate, "
                + "onpeak_init_interval, onpeak_follow_rate, onpeak_follow_interval, offpeak_init_rate, offpeak_init_interval, offpeak_follow_rate, "
                + "offpeak_follow_interval) values (%1$d, %1$d, '%2$s', '%3$s', '%4$s', %5$s, %6$d, %7$s, %8$d, %5$s / 2, %6$d, %7$s / 2, %8$d)")
                .formatted(profile, mode, direction, destination, initRate, init, followRate, follow));
        List<String> columns = List.of("billing_profile_id", "type", "match_mode", "direction", "source", "destination", "onpeak_init_rate",
                "onpeak_init_interval", "onpeak_follow_rate", "onpeak_follow_interval", "offpeak_init_rate", "offpeak_init_interval", "offpeak_follow_rate",
                "offpeak_follow_interval", "onpeak_use_free_time", "offpeak_use_free_time", "onpeak_extra_rate", "offpeak_extra_rate",
                "aoc_pulse_amount_per_message");
        String names = String.join(", ", columns);
        execute("insert into billing.billing_fees_history (bf_id, billing_zones_history_id, " + names + ") select id, billing_zone_id, " + names
                + " from billing.billing_fees f where not exists (select 1 from billing.billing_fees_history h where h.bf_id = f.id)");
    }

    /** An answered call from customer 960 to the peer. */
    String toPeer(Instant start, double seconds) throws SQLException { return call(CALLER, 960, "0", 0, "962", "43123", start, seconds, "ok"); }

    /** An answered call from customer 960 to customer 961. */
    String toSubscriber(Instant start, double seconds) throws SQLException { return call(CALLER, 960, CALLEE, 961, "1", "43961", start, seconds, "ok"); }

    /** @return the Call-ID */
    String call(String caller, int account, String callee, int calleeAccount, String provider, String number, Instant start, double seconds, String status)
            throws SQLException {
        String callId = "rating-" + CALLS.incrementAndGet();
        execute("""
            insert into accounting.cdr (source_user_id, source_provider_id, source_account_id, source_user, source_domain, source_cli, source_ip,
             destination_user_id, destination_provider_id, destination_account_id, destination_user, destination_domain, destination_user_dialed,
             destination_user_in, destination_domain_in, call_code, call_status, init_time, start_time, duration, call_id)
            values ('%s', '1', %d, 'u960', 'rating.example.org', '43960', '192.0.2.7', '%s', '%s', %d, 'x', 'peer.example.net', '%6$s', '%6$s', 'x', '200',
             '%7$s', %8$s, %8$s, %9$s, '%10$s')""".formatted(caller, account, callee, provider, calleeAccount, number, status,
            start.toEpochMilli() / 1000.0, seconds, callId));
        return callId;
    }

    /** Ten cents of customer 960 are set aside. */
    void holds(String reservation, String callId) throws SQLException {
        execute("insert into billing.prepaid_reservations (contract_id, call_id, cash, free_time, expires_at, reservation) values (960, '" + callId
                + "', 10, 0, utc_timestamp() + interval 1 hour, '" + reservation + "')");
    }

    /** The record of this call has that reservation. */
    void names(String callId, String reservation) throws SQLException {
        execute("insert into accounting.cdr_tag_data (cdr_id, provider_id, direction_id, tag_id, val, cdr_start_time) select id, 3, 1, 16, '" + reservation
                + "', start_time from accounting.cdr where call_id = '" + callId + "'");
    }

    Connection transaction() throws SQLException { return transactions.getConnection(); }

    Rater.Pass rate(Instant now, int batch) throws SQLException { return rate(now, batch, false); }

    /** @param splits calls have a record for each part of on-peak and off-peak time */
    Rater.Pass rate(Instant now, int batch, boolean splits) throws SQLException { return rate(now, batch, splits, PairEpoch.single()); }

    Rater.Pass rate(Instant now, int batch, boolean splits, PairEpoch epoch) throws SQLException {
        try (ChangeFeed feed = ChangeFeed.start(reads, Duration.ofHours(1)); CachedCallTables tables = CachedCallTables.open(reads, feed)) {
            Rater rater = new Rater(transactions, tables, () -> now, batch, splits, epoch);
            Rater.Pass pass = rater.run();
            int rated = pass.rated();
            List<Rater.Failure> failed = new ArrayList<>(pass.failed());
            while (pass.more()) {
                pass = rater.run();
                rated += pass.rated();
                failed.addAll(pass.failed());
            }
            return new Rater.Pass(rated, failed, false);
        }
    }

    String text(String query) throws SQLException {
        try (Statement statement = sql.createStatement(); ResultSet row = statement.executeQuery(query)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    void execute(String statement) throws SQLException {
        try (Statement run = sql.createStatement()) {
            run.execute(statement);
        }
    }
}
