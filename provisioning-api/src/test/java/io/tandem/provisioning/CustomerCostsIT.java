package io.tandem.provisioning;

import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Fraud limits and what customers have spent, zone by zone (provisioning.md §1.13, §5.6). */
class CustomerCostsIT {
    private final BillingSample billing = new BillingSample();
    private final ApiClient admin = billing.api;
    private final OtherTenant other = new OtherTenant(admin);

    @Test void aCustomersLimitsReplaceThoseOfTheProfile() {
        String customer = billing.customer("\"billing_profile_id\": "
            + billing.profile("\"fraud_interval_limit\": 100, \"fraud_interval_lock\": 3, \"fraud_interval_notify\": \"p@b.invalid\""));
        String path = "/api/customerfraudpreferences/" + customer;
        JsonNode before = admin.get(path).json();
        assertThat(before.path("fraud_interval_limit").isNull()).isTrue();
        assertThat(before.path("current_fraud_interval_limit").asInt()).isEqualTo(100);
        assertThat(before.path("current_fraud_interval_source").asString()).isEqualTo("billing_profile");
        assertThat(before.path("current_fraud_daily_source").isNull()).isTrue();
        JsonNode set = admin.put(path, "{\"fraud_interval_limit\": \"50\", \"fraud_interval_notify\": \"c@b.invalid\", \"fraud_daily_limit\": 7, "
            + "\"fraud_daily_lock\": 1}").json();
        assertThat(set.path("current_fraud_interval_limit").asInt()).isEqualTo(50);
        assertThat(set.path("current_fraud_interval_lock").isNull()).describedAs("not mixed").isTrue();
        assertThat(set.path("current_fraud_interval_source").asString()).isEqualTo("customer");
        assertThat(set.path("current_fraud_daily_lock").asInt()).isOne();
        assertThat(admin.put(path, "{}").json().path("current_fraud_interval_limit").asInt()).isEqualTo(100);
        assertThat(admin.put(path, "{\"fraud_daily_lock\": 6}").message()).contains("field='fraud_daily_lock', input='6'");
        assertThat(admin.post("/api/customerfraudpreferences/", "{}").status()).isEqualTo(405);
        assertThat(admin.get(path + "/journal/").json().path("total_count").asInt()).isEqualTo(2);
        assertThat(other.api.get(path).status()).isEqualTo(404);
        assertThat(admin.get("/api/customerfraudpreferences/?rows=1&contact_id=" + billing.contact).json().path("total_count").asInt()).isEqualTo(2);
    }

    @Test void aLimitThatWasPassedIsToldOnce() {
        admin.put("/api/customerfraudpreferences/" + billing.customer,
            "{\"fraud_daily_limit\": 7, \"fraud_daily_lock\": 2, \"fraud_daily_notify\": \"a@b.invalid\"}");
        long event = World.insert("insert into accounting.cdr_period_costs (contract_id, period, period_date, customer_cost, fraud_limit_exceeded, "
            + "fraud_limit_type, notify_status) values (?, 'day', '2026-11-01', 9.5, 1, 'contract', 'new')", billing.customer);
        World.insert("insert into accounting.cdr_period_costs (contract_id, period, period_date, customer_cost) values (?, 'month', '2026-11-01', 9.5)",
            billing.customer);
        JsonNode found = admin.get("/api/customerfraudevents/?notify_status=new&no_count=true&contract_id=" + billing.customer).json();
        JsonNode item = found.at("/_embedded/ngcp:customerfraudevents/0");
        assertThat(found.at("/_embedded/ngcp:customerfraudevents")).hasSize(1);
        assertThat(item.path("interval").asString()).isEqualTo("day");
        assertThat(item.path("type").asString()).isEqualTo("account_limit");
        assertThat(item.path("interval_cost").asDouble()).isEqualTo(9.5);
        assertThat(item.path("interval_limit").asInt()).isEqualTo(7);
        assertThat(item.path("interval_lock").asInt()).isEqualTo(2);
        assertThat(item.path("interval_notify").asString()).isEqualTo("a@b.invalid");
        ApiClient.Answer told = admin.patch("/api/customerfraudevents/" + event, """
            [{"op": "replace", "path": "/notify_status", "value": "notified"}, {"op": "replace", "path": "/notified_at", "value": "2026-11-02 03:04:05"},
             {"op": "replace", "path": "/interval_cost", "value": 1}]""");
        assertThat(told.json().path("notify_status").asString()).isEqualTo("notified");
        assertThat(told.json().path("notified_at").asString()).isEqualTo("2026-11-02 03:04:05");
        assertThat(told.json().path("interval_cost").asDouble()).describedAs("the rest stays").isEqualTo(9.5);
        ApiClient.Answer put = admin.put("/api/customerfraudevents/" + event, "{\"notify_status\": \"new\"}");
        assertThat(put.status()).describedAs(put.text()).isEqualTo(405);
        assertThat(put.header("Allow").split(", ")).containsExactlyInAnyOrder("GET", "HEAD", "OPTIONS", "PATCH");
        assertThat(admin.get("/api/?swagger").json().at("/paths/~1api~1customerfraudevents~1{id}").propertyNames()).contains("get", "patch")
            .doesNotContain("put");
        for (Map.Entry<String, Integer> query : Map.of("notify_status=new", 0, "notify_status=notified&interval=day", 1, "interval=month", 0,
                "type=account_limit&reseller_id=1", 1, "type=profile_limit", 0).entrySet()) {
            assertThat(admin.get("/api/customerfraudevents/?contract_id=%s&%s".formatted(billing.customer, query.getKey())).json().path("total_count").asInt())
                .describedAs(query.getKey()).isEqualTo(query.getValue());
        }
    }

    @Test void callsAreSummedUpByZone() {
        long zone = World.insert("insert into billing.billing_zones_history (billing_profile_id, zone, detail) values (?, 'EU', 'west')", billing.profile);
        call("source", zone, "2026-03-05 10:00:00", 60, 5.5);
        call("source", zone, "2026-03-31 23:59:59", 30, 2);
        call("source", zone, "2026-04-01 00:00:00", 30, 2);
        call("destination", zone, "2026-03-06 10:00:00", 10, 1);
        String path = "/api/customerzonecosts/" + billing.customer;
        JsonNode march = admin.get(path + "?start=2026-03-01&end=2026-03-31%2023:59:59").json().path("zones");
        assertThat(march).hasSize(1);
        assertThat(march.path(0).path("zone").asString()).isEqualTo("EU");
        assertThat(march.path(0).path("zone_detail").asString()).isEqualTo("west");
        assertThat(march.path(0).path("calls").asInt()).isEqualTo(2);
        assertThat(march.path(0).path("duration").asDouble()).isEqualTo(90);
        assertThat(march.path(0).path("costs").asDouble()).isEqualTo(7.5);
        assertThat(admin.get(path + "?direction=in_out&start=2026-03-01&end=2026-03-31%2023:59:59").json().path("zones")).hasSize(2);
        assertThat(admin.get(path).json().path("zones")).describedAs("this month").isEmpty();
        JsonNode listed = admin.get("/api/customerzonecosts/?direction=in&start=2026-03-01&end=2026-04-01&id=" + billing.customer).json();
        assertThat(listed.at("/_embedded/ngcp:customerzonecosts/0/zones/0/costs").asDouble()).isEqualTo(1);
        assertThat(admin.get(path + "?direction=up").status()).isEqualTo(422);
        for (String moment : new String[] {"start=yesterday", "end=2026-02-30", "end=%2B999999999-12-31%2023:59:59"}) {
            assertThat(admin.get(path + "?" + moment).status()).describedAs(moment).isEqualTo(422);
        }
        assertThat(other.api.get(path).status()).isEqualTo(404);
    }

    private void call(String side, long zone, String start, int seconds, double cost) {
        World.insert("""
            insert into accounting.cdr (source_user_id, source_provider_id, source_user, source_domain, source_cli, source_clir, source_ip,
              destination_user_id, destination_provider_id, destination_user, destination_domain, destination_user_dialed, destination_user_in,
              destination_domain_in, call_type, call_status, call_code, init_time, start_time, duration, call_id, SIDE_account_id, SIDE_customer_cost,
              SIDE_customer_billing_zone_id)
            values ('0', '1', 'a', 'a.example', '1', 0, '127.0.0.1', '0', '0', 'b', 'b.example', 'b', 'b', 'b.example', 'call', 'ok', '200',
              unix_timestamp(convert_tz(?, '+00:00', @@session.time_zone)), unix_timestamp(convert_tz(?, '+00:00', @@session.time_zone)), ?, ?, ?, ?, ?)"""
            .replace("SIDE", side), start, start, seconds, "zones-" + World.unique(), billing.customer, cost, zone);
    }
}
