package io.tandem.provisioning;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What customers have left, and the intervals it is reckoned in (provisioning.md §1.13, §5.5). */
class CustomerBalancesIT {
    private final BillingSample billing = new BillingSample();
    private final ApiClient admin = billing.api;
    private final OtherTenant other = new OtherTenant(admin);

    @Test void aBalanceIsThereAtOnceAndCanBeSet() {
        JsonNode fresh = billing.balance(billing.customer);
        assertThat(fresh.path("cash_balance").asDouble(-1)).isZero();
        assertThat(fresh.path("free_time_balance").asLong(-1)).isZero();
        assertThat(fresh.path("ratio").asDouble()).isBetween(0.01, 1.0);
        ApiClient.Answer put = billing.putBalance("\"cash_balance\": \"12.5\"");
        assertThat(put.status()).describedAs(put.text()).isEqualTo(200);
        assertThat(put.json().path("cash_balance").asDouble()).isEqualTo(12.5);
        assertThat(billing.putBalance("\"cash_balance\": 7, \"cash_debit\": 3, \"free_time_spent\": 9").json().path("cash_debit").asDouble()).isEqualTo(3);
        assertThat(billing.putBalance("\"cash_balance\": -2").json().path("cash_debit").asDouble()).describedAs("what is spent stays").isEqualTo(3);
        assertThat(billing.putBalance("\"cash_balance\": \"x\"").message())
            .isEqualTo("Validation failed. field='cash_balance', input='x', errors='Value must be a number'");
        assertThat(admin.put("/api/customerbalances/" + billing.customer, "{\"cash_balance\": 1}").message()).contains("Free time balance field is required");
        assertThat(admin.put("/api/customerbalances/" + billing.customer, "{\"cash_balance\": 1, \"free_time_balance\": -1}").status()).isEqualTo(422);
        assertThat(admin.delete("/api/customerbalances/" + billing.customer).status()).isEqualTo(405);
        assertThat(admin.get("/api/customerbalances/" + billing.customer + "/journal/").json().path("total_count").asInt()).isEqualTo(3);
        JsonNode log = admin.get("/api/topuplogs/?order_by=id&contract_id=" + billing.customer).json();
        assertThat(log.path("total_count").asInt()).isEqualTo(3);
        JsonNode first = log.at("/_embedded/ngcp:topuplogs/0");
        assertThat(first.path("type").asString()).isEqualTo("set_balance");
        assertThat(first.path("amount").asDouble()).isEqualTo(12.5);
        assertThat(first.path("cash_balance_before").asDouble(-1)).isZero();
        assertThat(first.path("cash_balance_after").asDouble()).isEqualTo(12.5);
        assertThat(first.path("username").asString()).isEqualTo("administrator");
    }

    @Test void shortIntervalsOfACustomerWhoSleptForLongAreAllMade() {
        String plan = billing.packageOf("\"balance_interval_start_mode\": \"create\", \"balance_interval_unit\": \"minute\"");
        String customer = billing.customer("\"billing_profile_definition\": \"package\", \"profile_package_id\": " + plan);
        World.insert("delete from billing.contract_balances where contract_id = ?", customer);
        World.insert("update billing.contracts set create_timestamp = create_timestamp - interval 20 hour where id = ?", customer);
        billing.balance(customer);
        long made = World.number("select count(*) from billing.contract_balances where contract_id = ?", customer);
        assertThat(made).isBetween(1200L, 1203L);
        assertThat(World.number("select count(*) from billing.contract_balances b join billing.contract_balances n on n.contract_id = b.contract_id "
            + "and n.start = b.end + interval 1 second where b.contract_id = ?", customer)).as("without gaps").isEqualTo(made - 1);
    }

    @Test void aPatchOfAnotherFieldLosesNoTopUp() throws Exception {
        billing.putBalance("\"cash_balance\": 0");
        List<Callable<Integer>> writers = IntStream.range(0, 40).mapToObj(n -> (Callable<Integer>) () -> n % 2 == 0
            ? admin.post("/api/topupcash/", "{\"contract_id\": %s, \"amount\": 1}".formatted(billing.customer)).status()
            : admin.patch("/api/customerbalances/" + billing.customer,
                "[{\"op\": \"replace\", \"path\": \"/free_time_balance\", \"value\": %d}]".formatted(n)).status()).toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            assertThat(threads.invokeAll(writers).stream().map(Future::resultNow)).containsOnly(200, 204);
        }
        assertThat(billing.balance(billing.customer).path("cash_balance").asDouble()).isEqualTo(20);
    }

    @Test void balancesAreFoundByWhatTheCustomerIs() {
        billing.subscriber();
        String prepaid = billing.customer("\"external_id\": \"e%d\", \"billing_profile_id\": %s".formatted(billing.sample.number,
            billing.profile("\"prepaid\": 1")));
        for (String filter : new String[] {"contact_id=%s&prepaid=0".formatted(billing.contact), "domain=" + billing.sample.domainName()}) {
            assertThat(ids(filter)).describedAs(filter).isEqualTo(billing.customer);
        }
        assertThat(ids("contact_id=%s&prepaid=1".formatted(billing.contact))).isEqualTo(prepaid);
        assertThat(ids("status=active&external_id=e%d".formatted(billing.sample.number))).isEqualTo(prepaid);
        assertThat(admin.get("/api/customerbalances/?reseller_id=999999").json().path("total_count").asInt()).isZero();
        assertThat(other.api.get("/api/customerbalances/" + billing.customer).status()).isEqualTo(404);
    }

    @Test void freeMoneyAndMinutesComeInEachMonth() {
        String customer = billing.customer("\"billing_profile_id\": " + billing.profile("\"interval_free_cash\": 3100, \"interval_free_time\": 60000"));
        JsonNode balance = billing.balance(customer);
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        double ratio = (today.lengthOfMonth() - today.getDayOfMonth() + 1.0) / today.lengthOfMonth();
        assertThat(balance.path("ratio").asDouble()).isCloseTo(ratio, within(1e-6));
        assertThat(balance.path("cash_balance").asDouble()).isCloseTo(3100 * ratio, within(0.01));
        assertThat(balance.path("free_time_balance").asDouble()).isCloseTo(60000 * ratio, within(1.0));
        World.insert("update billing.contracts set create_timestamp = create_timestamp - interval 40 month where id = ?", customer);
        World.insert("delete from billing.contract_balances where contract_id = ?", customer);
        assertThat(billing.balance(customer).path("cash_balance").asDouble()).isEqualTo(3100);
        JsonNode intervals = admin.get("/api/balanceintervals/%s/?order_by=start&rows=100".formatted(customer)).json();
        assertThat(intervals.path("total_count").asInt()).isEqualTo(41);
        JsonNode before = null;
        for (JsonNode interval : intervals.at("/_embedded/ngcp:balanceintervals")) {
            if (before != null) {
                assertThat(World.number("select ? = date_add(?, interval 1 second)", interval.path("start").asString(), before.path("stop").asString()))
                    .isOne();
            }
            before = interval;
        }
        assertThat(before.path("is_actual").asBoolean()).isTrue();
    }

    @Test void intervalsStandBelowTheirCustomer() {
        JsonNode interval = billing.interval(billing.customer);
        String self = interval.at("/_links/self/href").asString();
        assertThat(self).isEqualTo("/api/balanceintervals/%s/%s".formatted(billing.customer, interval.path("id").asString()));
        assertThat(admin.get(self).json().path("billing_profile_id").asString()).isEqualTo(billing.profile);
        assertThat(interval.path("start").asString()).endsWith("-01 00:00:00");
        assertThat(interval.path("stop").asString()).endsWith(" 23:59:59");
        assertThat(admin.get("/api/balanceintervals/999999/").status()).isEqualTo(404);
        assertThat(admin.get("/api/balanceintervals/1x/").status()).isEqualTo(404);
        assertThat(admin.get("/api/balanceintervals/1/" + interval.path("id").asString()).status()).isEqualTo(404);
        assertThat(admin.get("/api/balanceintervals/x/1").status()).isEqualTo(400);
        assertThat(other.api.get("/api/balanceintervals/%s/".formatted(billing.customer)).status()).isEqualTo(404);
        assertThat(admin.send("OPTIONS", "/api/balanceintervals/%s/".formatted(billing.customer), "").header("Allow")).contains("GET").doesNotContain("POST");
        assertThat(admin.get("/api/balanceintervals/?is_actual=1&contract_id=" + billing.customer).json().path("total_count").asInt()).isOne();
    }

    @Test void aBalanceThatRunsLowLocksAndBringsOtherProfiles() {
        String poor = billing.profile("\"prepaid\": 0");
        String plan = billing.packageOf("\"initial_balance\": 1000, \"underrun_lock_threshold\": 100, \"underrun_lock_level\": 2, "
            + "\"underrun_profile_threshold\": 50, \"underrun_profiles\": [{\"profile_id\": %s}]".formatted(poor));
        admin.put("/api/customers/" + billing.customer, "{\"contact_id\": %s, \"type\": \"sipaccount\", \"status\": \"active\", ".formatted(billing.contact)
            + "\"billing_profile_definition\": \"package\", \"profile_package_id\": %s}".formatted(plan));
        String subscriber = billing.subscriber();
        billing.putBalance("\"cash_balance\": 100");
        assertThat(admin.get("/api/subscribers/" + subscriber).json().path("lock").isNull()).isTrue();
        billing.putBalance("\"cash_balance\": 99");
        assertThat(admin.get("/api/subscribers/" + subscriber).json().path("lock").asString()).isEqualTo("2");
        assertThat(admin.get("/api/subscribers/" + subscriber).json().path("status").asString()).describedAs("who still gets calls").isEqualTo("active");
        assertThat(billing.interval(billing.customer).path("underrun_lock").isNull()).isFalse();
        assertThat(admin.get("/api/customers/" + billing.customer).json().path("billing_profile_id").asString()).isEqualTo(billing.profile);
        billing.putBalance("\"cash_balance\": 10");
        assertThat(admin.get("/api/customers/" + billing.customer).json().path("billing_profile_id").asString()).isEqualTo(poor);
        admin.patch("/api/subscribers/" + subscriber, "[{\"op\": \"replace\", \"path\": \"/lock\", \"value\": 0}]");
        billing.putBalance("\"cash_balance\": 200");
        billing.putBalance("\"cash_balance\": 1");
        assertThat(admin.get("/api/subscribers/" + subscriber).json().path("lock").isNull()).describedAs("once, until he tops up").isTrue();
    }

    private String ids(String query) {
        JsonNode found = admin.get("/api/customerbalances/?" + query).json();
        assertThat(found.path("total_count").asInt()).describedAs(query).isOne();
        return found.at("/_embedded/ngcp:customerbalances/0/id").asString();
    }
}
