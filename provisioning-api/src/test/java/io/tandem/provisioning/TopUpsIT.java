package io.tandem.provisioning;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Cash, vouchers and the log of both (provisioning.md §5.7). */
class TopUpsIT {
    private static final String VALID = "\"valid_until\": \"2099-01-01 00:00:00\"";

    private final BillingSample billing = new BillingSample();
    private final ApiClient admin = billing.api;
    private final OtherTenant other = new OtherTenant(admin);
    private final String code = "code-" + World.unique();

    @Test void cashIsAddedAndLogged() {
        ApiClient.Answer done = cash("\"contract_id\": \"%s\", \"amount\": \"250\", \"request_token\": \"t1\"".formatted(billing.customer));
        assertThat(done.status()).describedAs(done.text()).isEqualTo(204);
        assertThat(billing.balance(billing.customer).path("cash_balance").asDouble()).isEqualTo(250);
        assertThat(cash("\"subscriber_id\": %s, \"amount\": 50.5".formatted(billing.subscriber())).status()).isEqualTo(204);
        assertThat(billing.balance(billing.customer).path("cash_balance").asDouble()).isEqualTo(300.5);
        assertThat(billing.interval(billing.customer).path("topup_count").asInt()).isEqualTo(2);
        JsonNode log = log("type=cash&outcome=ok&request_token=t1");
        assertThat(log.path("amount").asDouble()).isEqualTo(250);
        assertThat(log.path("cash_balance_before").asDouble(-1)).isZero();
        assertThat(log.path("cash_balance_after").asDouble()).isEqualTo(250);
        assertThat(log.path("profile_after_id").asString()).isEqualTo(billing.profile);
        assertThat(log.path("contract_balance_after_id").asString()).isEqualTo(billing.interval(billing.customer).path("id").asString());
        assertThat(admin.get("/api/topuplogs/?timestamp_from=2099-01-01 00:00:00&contract_id=".replace(" ", "%20") + billing.customer).json()
            .path("total_count").asInt(-1)).isZero();
        assertThat(other.api.get("/api/topuplogs/" + log.path("id").asString()).status()).isEqualTo(404);
    }

    @Test void aRepetitionWithTheSameKeyAddsNothing() {
        String money = "{\"contract_id\": %s, \"amount\": 40}".formatted(billing.customer);
        String locked = "[{\"op\": \"replace\", \"path\": \"/status\", \"value\": \"%s\"}]";
        admin.patch("/api/customers/" + billing.customer, locked.formatted("locked"));
        assertThat(keyed(money)).describedAs("refused").isEqualTo(422);
        admin.patch("/api/customers/" + billing.customer, locked.formatted("active"));
        assertThat(keyed(money)).describedAs("a refusal uses no key up").isEqualTo(204);
        assertThat(keyed(money)).isEqualTo(204);
        assertThat(billing.balance(billing.customer).path("cash_balance").asDouble()).isEqualTo(40);
        assertThat(keyed(money.replace("40", "41"))).isEqualTo(422);
        assertThat(billing.balance(billing.customer).path("cash_balance").asDouble()).isEqualTo(40);
    }

    private int keyed(String body) {
        return admin.send("POST", "/api/topupcash/", body, "Content-Type", "application/json", "Idempotency-Key", "topup-" + code).status();
    }

    @Test void whatIsRefusedIsUndoneAndLogged() {
        String plan = billing.packageOf("\"service_charge\": 0");
        String foreignProfile = Sample.created(other.api.post("/api/billingprofiles/",
            "{\"handle\": \"t%1$d\", \"name\": \"t%1$d\"}".formatted(World.unique())));
        String foreign = Sample.created(other.api.post("/api/profilepackages/", "{\"name\": \"f\", \"description\": \"d\", \"initial_profiles\": "
            + "[{\"profile_id\": %s}]}".formatted(foreignProfile)));
        String ofCustomer = "\"contract_id\": %s, \"amount\": 1".formatted(billing.customer);
        refused("\"amount\": 1", "Unknown contract ID");
        refused("\"subscriber_id\": 999999, \"amount\": 1", "Unknown subscriber ID");
        refused("\"contract_id\": 999999, \"amount\": 1", "Unknown contract ID");
        refused("\"contract_id\": -1, \"amount\": 1, \"request_token\": \"%s\"".formatted(code), "Unknown contract ID");
        assertThat(log("request_token=" + code).path("message").asString()).isEqualTo("Unknown contract ID");
        refused("\"subscriber_id\": 99999999999, \"amount\": 1", "Unknown subscriber ID");
        refused(ofCustomer + "00000000000000000",
            "Validation failed. field='amount', input='100000000000000000', errors='Value must be between 0 and 1000000000'");
        refused("\"contract_id\": 1, \"amount\": 1", "Contract is not a customer contract.");
        refused(ofCustomer + ", \"package_id\": 999999", "Unknown profile package ID");
        refused(ofCustomer + ", \"package_id\": " + foreign, "Profile package belongs to another reseller.");
        assertThat(other.api.post("/api/topupcash/", "{%s, \"package_id\": %s}".formatted(ofCustomer, plan)).message())
            .isEqualTo("Subscriber customer contract belongs to another reseller.");
        admin.patch("/api/customers/" + billing.customer, "[{\"op\": \"replace\", \"path\": \"/status\", \"value\": \"locked\"}]");
        refused(ofCustomer, "Customer contract is not active.");
        assertThat(billing.balance(billing.customer).path("cash_balance").asDouble(-1)).isZero();
        JsonNode log = log("outcome=failed&contract_id=%s&order_by=id&order_by_direction=desc".formatted(billing.customer));
        assertThat(log.path("message").asString()).isEqualTo("Customer contract is not active.");
        assertThat(log.path("cash_balance_after").isNull()).isTrue();
        assertThat(cash("\"contract_id\": %s".formatted(billing.customer)).message()).contains("Amount field is required");
    }

    @Test void aCustomerWhoIsBeingLockedGetsNothing() throws Exception {
        String amount = "\"contract_id\": %s, \"amount\": 7".formatted(billing.customer);
        assertThat(cash(amount).status()).isEqualTo(204);
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("update billing.contracts set status = 'locked' where id = " + billing.customer);
            CompletableFuture<ApiClient.Answer> late = CompletableFuture.supplyAsync(() -> cash(amount));
            BlockedRequest.await(late);
            connection.commit();
            assertThat(late.get(30, TimeUnit.SECONDS).message()).isEqualTo("Customer contract is not active.");
        }
        assertThat(billing.balance(billing.customer).path("cash_balance").asDouble()).isEqualTo(7);
    }

    @Test void aTimeThatIsNoneIsNamed() {
        for (String filter : List.of("topuplogs/?timestamp_from=yesterday", "topuplogs/?timestamp_to=2026-13-01", "events/?timestamp_from=1",
                "events/?timestamp_to=2026-11-23%2025:00:00")) {
            ApiClient.Answer refused = admin.get("/api/" + filter);
            assertThat(refused.status()).describedAs(filter).isEqualTo(422);
            assertThat(refused.message()).contains("YYYY-MM-DD HH:MM:SS is needed");
        }
        assertThat(admin.get("/api/topuplogs/?timestamp_from=2026-11-23&timestamp_to=2026-11-23T10:00").status()).isEqualTo(200);
    }

    @Test void aPackageComesWithTheMoney() {
        String gift = billing.profile("\"prepaid\": 1");
        String plan = billing.packageOf("\"service_charge\": 20, \"topup_lock_level\": 0, \"balance_interval_start_mode\": \"topup_interval\", "
            + "\"balance_interval_unit\": \"hour\", \"topup_profiles\": [{\"profile_id\": %s}]".formatted(gift));
        String subscriber = billing.subscriber();
        admin.patch("/api/subscribers/" + subscriber, "[{\"op\": \"replace\", \"path\": \"/lock\", \"value\": 2}]");
        World.insert("update billing.contract_balances set start = start - interval 1 day where contract_id = ?", billing.customer);
        ApiClient.Answer done = cash("\"contract_id\": %s, \"amount\": 100, \"package_id\": %s".formatted(billing.customer, plan));
        assertThat(done.status()).describedAs(done.text()).isEqualTo(204);
        assertThat(billing.balance(billing.customer).path("cash_balance").asDouble()).isEqualTo(80);
        JsonNode customer = admin.get("/api/customers/" + billing.customer).json();
        assertThat(customer.path("profile_package_id").asString()).isEqualTo(plan);
        assertThat(customer.path("billing_profile_id").asString()).isEqualTo(gift);
        assertThat(admin.get("/api/subscribers/" + subscriber).json().path("lock").isNull()).isTrue();
        JsonNode interval = billing.interval(billing.customer);
        assertThat(World.number("select timestampdiff(second, ?, ?)", interval.path("start").asString(), interval.path("stop").asString())).isEqualTo(3599);
        assertThat(interval.path("topup_count").asInt()).isOne();
        assertThat(log("contract_id=" + billing.customer).path("package_after_id").asString()).isEqualTo(plan);
        cash("\"contract_id\": %s, \"amount\": 100".formatted(billing.customer));
        assertThat(billing.interval(billing.customer).path("id").asString()).describedAs("a top-up within an interval does not begin one")
            .isEqualTo(interval.path("id").asString());
        assertThat(billing.balance(billing.customer).path("cash_balance").asDouble()).describedAs("charged again").isEqualTo(160);
    }

    @Test void eachTopUpBeginsAnIntervalWhereThePackageSaysSo() {
        String plan = billing.packageOf("\"initial_balance\": 10, \"balance_interval_start_mode\": \"topup\"");
        String customer = billing.customer("\"billing_profile_definition\": \"package\", \"profile_package_id\": " + plan);
        World.insert("update billing.contract_balances set start = start - interval 1 day where contract_id = ?", customer);
        cash("\"contract_id\": %s, \"amount\": 5".formatted(customer));
        JsonNode now = billing.interval(customer);
        assertThat(now.path("stop").asString()).isEqualTo("9999-12-31 23:59:59");
        assertThat(now.path("cash_balance").asDouble()).isEqualTo(15);
        assertThat(World.number("select count(*) from billing.contract_balances where contract_id = ?", customer)).isEqualTo(2);
        assertThat(World.number("select count(*) from billing.contract_balances a join billing.contract_balances b on b.contract_id = a.contract_id "
            + "and b.start = a.end + interval 1 second where a.contract_id = ?", customer)).describedAs("without a gap").isOne();
    }

    @Test void aVoucherIsSecretAndUnique() {
        ResourceCheck voucher = new ResourceCheck(admin, "vouchers", "{\"reseller_id\": \"1\", \"code\": \"%s\", \"amount\": \"5\", %s, \"customer_id\": %s}"
            .formatted(code, VALID, billing.customer));
        assertThat(voucher.item().path("code").asString()).isEqualTo(code);
        assertThat(World.number("select count(*) from billing.vouchers where code like ?", "%" + code + "%")).isZero();
        voucher.isFoundBy(Map.of("code", code, "customer_id", billing.customer)).pages().isHiddenFrom(other.api).patches("code", "\"" + code + "x\"");
        String encoded = Base64.getEncoder().encodeToString((code + "x").getBytes(StandardCharsets.UTF_8));
        assertThat(admin.get("/api/vouchers/?base64_code=" + encoded).json().path("total_count").asInt()).isOne();
        assertThat(admin.get("/api/vouchers/?base64_code=!").status()).isEqualTo(400);
        voucher.refuses("{\"reseller_id\": 1, \"code\": \"%sx\", %s}".formatted(code, VALID),
            "Voucher with code '%sx' already exists for this reseller.".formatted(code));
        voucher.refuses("{\"reseller_id\": 1, \"code\": \"y\", %s, \"package_id\": 999999}".formatted(VALID), "Invalid 'package_id'");
        voucher.refuses("{\"reseller_id\": %s, \"code\": \"y\", %s, \"customer_id\": %s}".formatted(other.reseller, VALID, billing.customer),
            "Invalid 'customer_id'");
        voucher.refuses("{\"reseller_id\": 1, \"code\": \"y\"}", "Validation failed. field='valid_until', input='', errors='Valid until field is required'");
        voucher.isDeleted();
    }

    @Test void aVoucherIsRedeemedOnce() {
        String plan = billing.packageOf("\"service_charge\": 100");
        String id = billing.voucher(code, VALID + ", \"package_id\": " + plan);
        String subscriber = billing.subscriber();
        assertThat(redeem("\"subscriber_id\": %s, \"code\": \"%s\"".formatted(subscriber, code)).status()).isEqualTo(204);
        assertThat(billing.balance(billing.customer).path("cash_balance").asDouble()).isEqualTo(400);
        JsonNode used = admin.get("/api/vouchers/" + id).json();
        assertThat(used.path("used_by_subscriber_id").asString()).isEqualTo(subscriber);
        assertThat(used.path("used_at").isNull()).isFalse();
        ApiClient.Answer again = redeem("\"subscriber_id\": %s, \"code\": \"%s\"".formatted(subscriber, code));
        assertThat(again.status()).isEqualTo(422);
        assertThat(again.message()).isEqualTo("Invalid voucher code '%s', already used or expired.".formatted(code));
        assertThat(log("type=voucher&outcome=ok&voucher_id=" + id).path("amount").asDouble()).isEqualTo(500);
        assertThat(log("type=voucher&outcome=failed&subscriber_id=" + subscriber).path("message").asString()).startsWith("Invalid voucher code");
        assertThat(admin.delete("/api/vouchers/" + id).status()).isEqualTo(422);
        assertThat(admin.patch("/api/vouchers/" + id, "[{\"op\": \"replace\", \"path\": \"/amount\", \"value\": 1}]").status()).isEqualTo(422);
    }

    @Test void ofManyWhoRedeemAtOnceOneGetsTheMoney() throws Exception {
        billing.voucher(code, VALID);
        String second = billing.customer("\"billing_profile_id\": " + billing.profile);
        List<Callable<Integer>> redeemers = IntStream.range(0, 8).mapToObj(n -> (Callable<Integer>) () -> redeem("\"contract_id\": %s, \"code\": \"%s\""
            .formatted(n % 2 == 0 ? billing.customer : second, code)).status()).toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            assertThat(threads.invokeAll(redeemers).stream().map(Future::resultNow).sorted().toList())
                .containsExactly(204, 422, 422, 422, 422, 422, 422, 422);
        }
        assertThat(billing.balance(billing.customer).path("cash_balance").asDouble() + billing.balance(second).path("cash_balance").asDouble()).isEqualTo(500);
    }

    @Test void aVoucherOfAnotherIsRefused() {
        String owner = billing.customer("\"billing_profile_id\": " + billing.profile);
        billing.voucher(code, VALID + ", \"customer_id\": " + owner);
        String redemption = "\"contract_id\": %s, \"code\": \"%s\"";
        assertThat(redeem(redemption.formatted(billing.customer, code)).message()).isEqualTo("Voucher is reserved for a different customer.");
        assertThat(redeem(redemption.formatted(owner, code)).status()).describedAs("nothing was used up").isEqualTo(204);
        billing.voucher(code + "-old", "\"valid_until\": \"2020-01-01 00:00:00\"");
        assertThat(redeem(redemption.formatted(owner, code + "-old")).message()).startsWith("Invalid voucher code");
    }

    @Test void aVoucherStaysWithItsReseller() {
        billing.voucher(code, VALID);
        String contact = Sample.created(other.api.post("/api/customercontacts/", "{\"email\": \"v@tenant.invalid\"}"));
        String profile = Sample.created(other.api.post("/api/billingprofiles/", "{\"handle\": \"v%1$d\", \"name\": \"v%1$d\"}".formatted(World.unique())));
        String customer = Sample.created(other.api.post("/api/customers/", "{\"contact_id\": %s, \"type\": \"sipaccount\", \"status\": \"active\", "
            .formatted(contact) + "\"billing_profile_id\": %s}".formatted(profile)));
        String redemption = "\"contract_id\": %s, \"code\": \"" + code + "\"";
        String unknown = "Invalid voucher code '%s', already used or expired.".formatted(code);
        assertThat(other.api.post("/api/topupvouchers/", "{" + redemption.formatted(billing.customer) + "}").message())
            .isEqualTo("Subscriber customer contract belongs to another reseller.");
        assertThat(other.api.post("/api/topupvouchers/", "{" + redemption.formatted(customer) + "}").message()).isEqualTo(unknown);
        assertThat(redeem(redemption.formatted(customer)).message()).isEqualTo(unknown);
        assertThat(other.api.post("/api/vouchers/", "{\"code\": \"%s\", %s, \"package_id\": %s}".formatted(code, VALID,
            billing.packageOf("\"service_charge\": 0"))).message()).isEqualTo("Invalid 'package_id'");
        assertThat(redeem(redemption.formatted(billing.customer)).status()).describedAs("nothing was used up").isEqualTo(204);
    }

    private void refused(String fields, String message) {
        ApiClient.Answer answer = cash(fields);
        assertThat(answer.message()).isEqualTo(message);
        assertThat(answer.status()).isEqualTo(422);
    }

    private ApiClient.Answer cash(String fields) {
        return admin.post("/api/topupcash/", "{" + fields + "}");
    }

    private ApiClient.Answer redeem(String fields) {
        return admin.post("/api/topupvouchers/", "{" + fields + "}");
    }

    private JsonNode log(String query) {
        return admin.get("/api/topuplogs/?" + query).json().at("/_embedded/ngcp:topuplogs/0");
    }
}
