package io.tandem.billing.rating;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;

import io.tandem.billing.mediation.MediationProperties;
import io.tandem.billing.mediation.Mediator;
import io.tandem.data.credit.CreditRequest;
import io.tandem.data.credit.Reservations;
import io.tandem.data.epoch.PairEpoch;
import io.tandem.data.tariff.Fee;
import io.tandem.data.tariff.PeakTimes;
import io.tandem.data.tariff.Rate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** From accounting rows to the balance: calls of a prepaid customer with all endings (signalling.md §3.5, provisioning.md §5.3). */
class PrepaidCallsIT {
    private static final int CALLS = 200;
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final Rate RATE = Rate.perSecond(new BigDecimal("0.05"), 60, new BigDecimal("0.03"), 30, true, BigDecimal.ZERO, OptionalLong.empty());
    private static final Fee FEE = new Fee(OptionalLong.empty(), OptionalLong.empty(), Fee.Mode.PREFIX, ".", "43", RATE, RATE);
    private final Random random = new Random(1);
    private BillingSample sample;

    @BeforeEach void customer() throws SQLException {
        sample = new BillingSample();
        sample.create();
        sample.execute("update billing.billing_profiles set prepaid = 1 where id = 960");
        reserve("first", "first"); // makes the balance
        sample.execute("delete from billing.prepaid_reservations");
        sample.execute("update billing.contract_balances set cash_balance = 100000 where contract_id = 960");
    }

    @AfterEach void clear() throws SQLException {
        for (String table : new String[] {"acc", "acc_backup", "acc_trash"}) sample.execute("delete from accounting." + table);
        sample.clear();
        sample.close();
    }

    @Test void theBalanceAndWhatIsSetAsideAreWhatTheRecordsSay() throws SQLException {
        TreeSet<String> open = new TreeSet<>();
        for (int i = 0; i < CALLS; i++) {
            String callId = "prepaid-" + i;
            int legs = 1 + random.nextInt(3);
            for (int leg = 0; leg < legs; leg++) {
                String name = callId + "-" + leg;
                reserve(name, callId);
                int ending = random.nextInt(4);
                row("INVITE", callId, leg, ending == 0 ? 486 : 200, name, 100);
                if (ending == 1) open.add(name);                      // no BYE yet
                else if (ending > 1) row("BYE", callId, leg, 200, name, 100 - random.nextInt(90));
            }
        }
        Mediator mediator = new Mediator(sample.reads(), new MediationProperties(Duration.ofSeconds(1), 500, Duration.ofHours(24), Duration.ofHours(1)),
                () -> NOW, new PairEpoch("sp", () -> 0));
        mediator.run();
        assertThat(sample.rate(NOW, 50).failed()).isEmpty();
        assertThat(sample.text("select 100000 - sum(source_customer_cost) = (select cash_balance from billing.contract_balances where contract_id = 960 "
                + "and start <= utc_timestamp() and end >= utc_timestamp()) from accounting.cdr")).isEqualTo("1");
        assertThat(sample.text("select count(*) > 100 and sum(source_customer_cost) > 100 from accounting.cdr where call_status = 'ok'")).isEqualTo("1");
        assertThat(names()).as("what has no record yet").containsExactly(open.toArray(String[]::new));
        sample.execute("update accounting.acc set time_hires = time_hires - 100000");
        mediator.run();
        sample.rate(NOW, 50);
        assertThat(names()).as("a lost BYE sets nothing aside for ever").containsExactly("null");
    }

    private String[] names() throws SQLException {
        sample.execute("set group_concat_max_len = 100000");
        return sample.text("select group_concat(reservation order by reservation) from billing.prepaid_reservations").split(",");
    }

    private void reserve(String name, String callId) throws SQLException {
        try (Connection connection = sample.transaction()) {
            Reservations.reserve(connection, new CreditRequest(960, List.of(name), callId, 0, FEE, PeakTimes.none(ZoneOffset.UTC), NOW, 120), "");
            connection.commit();
        }
    }

    /** As the proxy writes it. */
    private void row(String method, String callId, int leg, int code, String reservation, int secondsAgo) throws SQLException {
        String source = """
                {"uuid":"%s","u":"u960","d":"rating.example.org","cli":"43960","a_id":960,"s":"%s","ip":"192.0.2.7","t":%d,"rsv":"%s"}"""
                .formatted(BillingSample.CALLER, leg == 0 ? "call" : "cfu", NOW.getEpochSecond() - 110, reservation);
        String destination = "{\"uuid\":\"0\",\"u\":\"43123\",\"d\":\"peer.example.net\",\"u_in\":\"43123\",\"d_in\":\"x\"}";
        boolean invite = method.equals("INVITE");
        sample.execute("""
                insert into accounting.acc (method, from_tag, to_tag, callid, sip_code, sip_reason, time, time_hires, src_leg, dst_leg, branch_id)
                values ('%s', 'a%d', 'b', '%s', '%d', '', now(), %d, '%s', '%s', '%s')""".formatted(method, leg, callId, code, NOW.getEpochSecond() - secondsAgo,
                invite ? source : "{}", invite ? destination : "{}", leg == 0 ? "" : "cfu-" + leg));
    }
}
