package io.tandem.billing.rating;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.tandem.billing.fraud.FraudCheck;
import io.tandem.data.epoch.PairEpoch;
import io.tandem.data.epoch.StaleEpochException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** Prices of call records and the balances they are taken from (provisioning.md §5.3 to §5.6). */
class RaterIT {
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final Instant START = NOW.truncatedTo(ChronoUnit.MINUTES);
    private static final String PRICES = "select concat_ws(' ', rating_status, coalesce(source_carrier_cost, '-'), coalesce(source_reseller_cost, '-'), "
            + "coalesce(source_customer_cost, '-'), coalesce(destination_carrier_cost, '-'), coalesce(destination_reseller_cost, '-'), "
            + "coalesce(destination_customer_cost, '-')) from accounting.cdr where call_id = '%s'";
    private static final String BALANCE = "select concat_ws(' ', cash_balance, cash_balance_interval, free_time_balance, free_time_balance_interval) "
            + "from billing.contract_balances where contract_id = 960 and start <= utc_timestamp() and end >= utc_timestamp()";
    private static final String MONTH = "select cash_balance from billing.contract_balances where contract_id = 960 and start = '%s'";
    private static BillingSample sample;

    @BeforeAll static void connect() throws SQLException { sample = new BillingSample(); }

    @AfterAll static void disconnect() throws SQLException { sample.close(); }

    @BeforeEach void customers() throws SQLException { sample.create(); }

    @AfterEach void clear() throws SQLException { sample.clear(); }

    @Test void aCallToAPeerIsPaidByItsCallerTheResellerAndTheOperator() throws SQLException {
        String call = sample.toPeer(START, 91);
        assertThat(rate()).isEqualTo(new Rater.Pass(1, List.of(), false));
        assertThat(prices(call)).isEqualTo("ok 0.910000 0.000000 4.800000 - - -");
        assertThat(sample.text("select concat_ws(' ', z.zone, f.destination, c.source_customer_free_time, c.rated_at) from accounting.cdr c "
                + "join billing.billing_fees_history f on f.id = c.source_customer_billing_fee_id "
                + "join billing.billing_zones_history z on z.id = c.source_customer_billing_zone_id"))
                .isEqualTo("zone960 43 0 " + LocalDateTime.ofInstant(NOW, ZoneOffset.UTC).toString().replace('T', ' ') + ".000000");
        assertThat(rate()).as("nothing is rated twice").isEqualTo(new Rater.Pass(0, List.of(), false));
    }

    @Test void aSubscriberMayPayForBeingCalled() throws SQLException {
        sample.fee(961, "in", "exact_destination", "43961", 0.02, 1, 0.02, 1);
        String call = sample.toSubscriber(START, 10);
        rate();
        assertThat(prices(call)).isEqualTo("ok - 0.000000 3.000000 - 0.000000 0.200000");
    }

    @Test void aPeersCallIsPaidByWhoIsCalledAndTransitByBothPeers() throws SQLException {
        String in = sample.call("0", 0, BillingSample.CALLEE, 961, "1", "43961", START, 60, "ok");
        String transit = sample.call("0", 0, "0", 0, "962", "43123", START, 60, "ok");
        sample.execute("update accounting.cdr set source_provider_id = '962'");
        sample.fee(962, "in", "prefix", "", 0.001, 1, 0.001, 1);
        assertThat(rate().failed()).isEmpty();
        assertThat(prices(in)).isEqualTo("ok - - - 0.060000 0.000000 0.000000");
        assertThat(prices(transit)).isEqualTo("ok 0.600000 - - 0.060000 - -");
    }

    @Test void callsThatNobodyAnsweredCostNothing() throws SQLException {
        String call = sample.call(BillingSample.CALLER, 960, "0", 0, "962", "99", START, 0, "busy");
        assertThat(rate().failed()).as("they need no fee").isEmpty();
        assertThat(prices(call)).isEqualTo("ok 0.000000 0.000000 0.000000 - - -");
    }

    @Test void aMissingFeeCostsNobodyElseHisPriceAndCanBeRemedied() throws SQLException {
        String without = sample.call(BillingSample.CALLER, 960, "0", 0, "962", "49123", START, 60, "ok");
        String other = sample.toPeer(START.plusSeconds(1), 60);
        assertThat(rate().failed()).singleElement().satisfies(failure -> assertThat(failure.reason())
                .contains("p962", "source_carrier", "has no call fee from '43960' to '49123@peer.example.net'"));
        assertThat(prices(without)).isEqualTo("failed - - - - - -");
        assertThat(prices(other)).isEqualTo("ok 0.600000 0.000000 3.000000 - - -");
        assertThat(sample.text("select reason from accounting.cdr_rating_failures")).contains("p962");
        sample.fee(960, "out", "prefix", "49", 0.1, 60, 0.1, 60);
        sample.fee(962, "out", "prefix", "49", 0.01, 60, 0.01, 60);
        sample.execute("update accounting.cdr set rating_status = 'unrated' where rating_status = 'failed'");
        assertThat(rate()).isEqualTo(new Rater.Pass(1, List.of(), false));
        assertThat(prices(without)).isEqualTo("ok 0.600000 0.000000 6.000000 - - -");
        assertThat(sample.text("select count(*) from accounting.cdr_rating_failures")).isEqualTo("0");
    }

    @Test void aPriceThatDoesNotFitCostsNobodyElseHisPrice() throws SQLException {
        sample.fee(960, "out", "prefix", "999", 9999999, 60, 0, 60);
        sample.fee(962, "out", "prefix", "999", 0, 60, 0, 60);
        String dear = sample.call(BillingSample.CALLER, 960, "0", 0, "962", "999", START, 60, "ok");
        List<String> others = new ArrayList<>();
        for (int i = 0; i < 4; i++) others.add(sample.toPeer(START.plusSeconds(i), 60));
        assertThat(rate().failed()).extracting(Rater.Failure::reason).singleElement().asString().contains("cannot be reckoned or stored");
        assertThat(prices(dear)).startsWith("failed");
        for (String call : others) assertThat(prices(call)).isEqualTo("ok 0.600000 0.000000 3.000000 - - -");
    }

    @Test void freeMoneyAndFreeMinutesOfTheIntervalAreSpentFirst() throws SQLException {
        sample.execute("update billing.billing_profiles set interval_free_cash = 3.5, interval_free_time = 0 where id = 960");
        String call = sample.toPeer(START, 91);
        rate();
        assertThat(prices(call)).as("3 of free money, then 0.9 twice").isEqualTo("ok 0.910000 0.000000 1.800000 - - -");
        assertThat(sample.text(BALANCE)).isEqualTo("0.500000 4.800000 0 0");
        sample.create();
        sample.execute("update billing.billing_profiles set interval_free_time = 70 where id = 960");
        sample.execute("update billing.billing_fees set onpeak_use_free_time = 1 where billing_profile_id = 960");
        call = sample.toPeer(START, 91);
        rate();
        assertThat(prices(call)).isEqualTo("ok 0.910000 0.000000 1.500000 - - -");
        assertThat(sample.text(BALANCE)).isEqualTo("0.000000 1.500000 0 70");
    }

    @Test void missingIntervalsAreMadeAndLateCallsTakeFromWhatWasCarriedOver() throws SQLException {
        sample.execute("update billing.billing_profiles set prepaid = 1 where id = 960");
        sample.toPeer(START, 60);
        rate();
        assertThat(sample.text("select count(*) from billing.contract_balances where contract_id = 960")).as("months").isEqualTo("3");
        LocalDate lastMonth = BillingSample.THIS_MONTH.minusMonths(1);
        sample.execute("update billing.contract_balances set cash_balance = cash_balance + 100 where contract_id = 960");
        sample.toPeer(lastMonth.plusDays(14).atStartOfDay().toInstant(ZoneOffset.UTC), 60);
        rate();
        assertThat(sample.text(MONTH.formatted(lastMonth))).isEqualTo("97.000000");
        assertThat(sample.text(BALANCE)).isEqualTo("94.000000 3.000000 0 0");
        assertThat(sample.text(MONTH.formatted(lastMonth.minusMonths(1)))).isEqualTo("100.000000");
    }

    @Test void prepaidCallsAreTakenFromTheBalanceAndTheirReservationsEnd() throws SQLException {
        sample.execute("update billing.billing_profiles set prepaid = 1 where id = 960");
        String call = sample.toPeer(START, 61);
        String busy = sample.call(BillingSample.CALLER, 960, "0", 0, "962", "43123", START, 0, "busy");
        for (String id : List.of(call, busy, "in progress")) {
            sample.execute("insert into billing.prepaid_reservations (contract_id, call_id, cash, free_time, expires_at) values (960, '" + id
                    + "', 10, 0, utc_timestamp() + interval 1 hour)");
        }
        rate();
        assertThat(prices(call)).isEqualTo("ok 0.610000 0.000000 3.900000 - - -");
        assertThat(sample.text(BALANCE)).isEqualTo("-3.900000 3.900000 0 0");
        assertThat(sample.text("select group_concat(call_id) from billing.prepaid_reservations")).isEqualTo("in progress");
    }

    @Test void aRecordEndsTheReservationOfItsOwnLegAndNoOther() throws SQLException {
        sample.execute("update billing.billing_profiles set prepaid = 1 where id = 960");
        String refused = sample.call(BillingSample.CALLER, 960, "0", 0, "962", "43123", START, 0, "busy");
        sample.holds("first destination", refused);
        sample.holds("second destination", refused);
        sample.names(refused, "first destination");
        rate();
        assertThat(sample.text("select group_concat(reservation) from billing.prepaid_reservations")).isEqualTo("second destination");
    }

    @Test void theProfileForTheCallersNetworkComesFirst() throws SQLException {
        sample.execute("insert into billing.billing_networks (id, reseller_id, name, description) values (960, 1, 'n', 'n')");
        sample.execute("insert into billing.billing_network_blocks (network_id, ip, mask) values (960, '192.0.2.0', 24)");
        sample.execute("insert into billing.billing_profiles (id, reseller_id, handle, name) values (963, 1, 'p963', 'p963')");
        sample.execute("insert into billing.contracts_billing_profile_network (contract_id, billing_profile_id, billing_network_id) values (960, 963, 960)");
        sample.execute("update billing.billing_fees set billing_profile_id = 963 where billing_profile_id = 960");
        String call = sample.toPeer(START, 60);
        assertThat(rate().failed()).isEmpty();
        assertThat(prices(call)).isEqualTo("ok 0.600000 0.000000 3.000000 - - -");
    }

    @Test void offPeakCallsCostWhatTheFeeSaysForThem() throws SQLException {
        for (int day = 0; day < 7; day++) {
            sample.execute("insert into billing.billing_peaktime_weekdays (billing_profile_id, weekday) values (960, " + day + ")");
        }
        String call = sample.toPeer(START, 91);
        rate();
        assertThat(prices(call)).isEqualTo("ok 0.910000 0.000000 2.400000 - - -");
    }

    /** Off-peak begins 60 s after the call does: two intervals are on-peak, and the rest, by 30 s, is off-peak. */
    private void offPeakAfter(int profile, Instant moment) throws SQLException {
        sample.execute("insert into billing.billing_peaktime_special (billing_profile_id, start, end) values (%d, '%s', '%s')".formatted(profile,
                LocalDateTime.ofInstant(moment, ZoneId.systemDefault()), LocalDateTime.ofInstant(moment.plusSeconds(3600), ZoneId.systemDefault())));
    }

    @Test void aCallThatCrossesThePeakBorderIsCutInRecordsThatTogetherCostTheSame() throws SQLException {
        offPeakAfter(960, START.plusSeconds(61));
        offPeakAfter(962, START.plusSeconds(90));
        sample.execute("update billing.billing_profiles set prepaid = 1 where id = 960");
        String call = sample.toPeer(START, 151.5);
        sample.holds("held", call);
        sample.names(call, "held");
        assertThat(sample.rate(NOW, 100, true).failed()).isEmpty();
        assertThat(sample.text("select group_concat(concat_ws(' ', start_time - " + START.getEpochSecond() + ", duration, is_fragmented, source_customer_cost, "
                + "source_carrier_cost, frag_customer_onpeak, frag_carrier_onpeak) order by start_time) from accounting.cdr"))
                .isEqualTo("0.000 90.000 1 3.900000 0.900000 1 1,90.000 61.500 1 1.350000 0.310000 0 0");
        assertThat(sample.text("select r.val = (select min(id) from accounting.cdr) from accounting.cdr_relation_data r where relation_id = 1")).isEqualTo("1");
        assertThat(sample.text("select group_concat(val) from accounting.cdr_tag_data where tag_id = 16")).isEqualTo("held,held");
        assertThat(sample.text("select count(*) from billing.prepaid_reservations")).as("kept until the last part is rated").isEqualTo("0");
        assertThat(sample.text(BALANCE)).isEqualTo("-5.250000 5.250000 0 0");
        sample.create();
        offPeakAfter(960, START.plusSeconds(61));
        offPeakAfter(962, START.plusSeconds(90));
        String whole = sample.toPeer(START, 151.5);
        rate();
        assertThat(prices(whole)).as("without cuts").isEqualTo("ok 1.210000 0.000000 5.250000 - - -");
    }

    @Test void profilesWhoseBordersDifferCannotBeCut() throws SQLException {
        offPeakAfter(960, START.plusSeconds(61));
        offPeakAfter(962, START.plusSeconds(75));
        String call = sample.toPeer(START, 150);
        assertThat(sample.rate(NOW, 100, true).failed()).singleElement().satisfies(failure -> assertThat(failure.reason())
                .contains("billing profile p96", "cannot be cut there; give both the same peak times"));
        assertThat(prices(call)).startsWith("failed");
        assertThat(sample.text("select count(*) from accounting.cdr")).isEqualTo("1");
    }

    @Test void nothingIsHalfDoneWhenABatchFails() throws SQLException {
        sample.execute("update billing.billing_profiles set prepaid = 1 where id = 960");
        String call = sample.toPeer(START, 60);
        sample.execute("create trigger billing.crash before update on billing.contract_balances for each row "
                + "signal sqlstate '45000' set message_text = 'crash'");
        try {
            assertThatThrownBy(RaterIT::rate).isInstanceOf(SQLException.class).hasMessageContaining("crash");
        } finally {
            sample.execute("drop trigger billing.crash");
        }
        assertThat(prices(call)).isEqualTo("unrated - - - - - -");
        rate();
        assertThat(prices(call)).startsWith("ok");
        assertThat(sample.text(BALANCE)).isEqualTo("-3.000000 3.000000 0 0");
    }

    @Test void aNodeOfThePairWhoseEpochIsOverRatesNothingAndChargesNobody() throws SQLException {
        sample.execute("update billing.billing_profiles set prepaid = 1 where id = 960");
        sample.toPeer(START, 60);
        sample.execute("insert into accounting.pair_epoch values ('sp', 5)");
        try {
            for (long own : new long[] {4, 0}) {
                assertThatThrownBy(() -> sample.rate(NOW, 1, false, new PairEpoch("sp", () -> own))).isInstanceOf(StaleEpochException.class)
                    .hasMessageContaining("epoch %d of pair sp is over", own);
            }
            assertThat(sample.text("select group_concat(rating_status) from accounting.cdr")).isEqualTo("unrated");
            assertThat(sample.text(BALANCE)).as("no balance is touched").isEmpty();
            assertThat(sample.rate(NOW, 1, false, new PairEpoch("sp", () -> 5)).rated()).isEqualTo(1);
        } finally {
            sample.execute("delete from accounting.pair_epoch");
        }
        assertThat(sample.text(BALANCE)).isEqualTo("-3.000000 3.000000 0 0");
    }

    @Test void severalRatersShareTheWorkAndChargeEachCallOnce() throws Exception {
        sample.execute("update billing.billing_profiles set prepaid = 1 where id = 960");
        for (int i = 0; i < 120; i++) sample.toPeer(START.plusSeconds(i), 60);
        try (ExecutorService raters = Executors.newFixedThreadPool(3)) {
            List<Future<Rater.Pass>> passes = new ArrayList<>();
            for (int i = 0; i < 3; i++) passes.add(raters.submit(() -> sample.rate(NOW, 7)));
            int rated = 0;
            for (Future<Rater.Pass> pass : passes) rated += pass.get().rated();
            assertThat(rated).isEqualTo(120);
        }
        assertThat(sample.text(BALANCE)).isEqualTo("-360.000000 360.000000 0 0");
        assertThat(sample.text("select count(*) from accounting.cdr where rating_status = 'ok' and source_customer_cost = 3")).isEqualTo("120");
    }

    @Test void aPackageLocksWhoseCashFallsTooLow() throws SQLException {
        sample.execute("insert into billing.profile_packages (id, reseller_id, name, description, initial_balance, underrun_lock_threshold, "
                + "underrun_lock_level) values (960, 1, 'p', 'p', 4, 2, 4)");
        sample.execute("update billing.contracts set profile_package_id = 960 where id = 960");
        sample.execute("update billing.billing_profiles set prepaid = 1 where id = 960");
        sample.toPeer(START, 60);
        rate();
        assertThat(sample.text("select status from billing.voip_subscribers where id = 960")).isEqualTo("locked");
        assertThat(sample.text("select count(*) from billing.contract_balances where underrun_lock is not null")).isEqualTo("1");
    }

    @Test void whatCallsCostLeadsToTheLockOfAFraudLimit() throws SQLException {
        sample.execute("insert into billing.contract_fraud_preferences (contract_id, fraud_daily_limit, fraud_daily_lock) values (960, 5, 4)");
        FraudCheck fraud = new FraudCheck(sample.reads(), () -> NOW, PairEpoch.single());
        sample.toPeer(START, 91);
        rate();
        assertThat(fraud.run().orElseThrow()).as("4.8 of 5 cents").isEmpty();
        sample.toPeer(START.plusSeconds(1), 1);
        rate();
        assertThat(fraud.run().orElseThrow()).extracting(FraudCheck.Alarm::customer, FraudCheck.Alarm::lock)
                .containsExactly(tuple(960L, 4));
        assertThat(sample.text("select status from billing.voip_subscribers where id = 960")).isEqualTo("locked");
        assertThat(sample.text("select customer_cost from accounting.cdr_period_costs where contract_id = 960 and period = 'day'")).isEqualTo("7.800000");
    }

    private static Rater.Pass rate() throws SQLException { return sample.rate(NOW, 100); }

    private static String prices(String callId) throws SQLException { return sample.text(PRICES.formatted(callId)); }
}
