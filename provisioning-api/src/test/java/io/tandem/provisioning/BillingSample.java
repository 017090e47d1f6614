package io.tandem.provisioning;

import tools.jackson.databind.JsonNode;

/** A customer of reseller 1 with a domain and a subscriber, and the billing objects that he may get. */
final class BillingSample {
    final ApiClient api = ApiClient.administrator();
    final Sample sample = new Sample(api);
    final String profile = profile("\"interval_free_cash\": 0");
    final String contact = sample.contact();
    final String customer = customer("\"billing_profile_id\": " + profile);

    String profile(String fields) {
        return made("billingprofiles", "{\"reseller_id\": 1, \"handle\": \"b%1$d\", \"name\": \"b%1$d\", %2$s}".formatted(World.unique(), fields));
    }

    String customer(String fields) {
        return made("customers", "{\"contact_id\": %s, \"type\": \"sipaccount\", \"status\": \"active\", %s}".formatted(contact, fields));
    }

    String subscriber() {
        return made("subscribers", Sample.subscriber(sample.domain(), customer, "alice", "88%04d".formatted(sample.number)));
    }

    String network(String ip, int mask) {
        return made("billingnetworks", """
            {"reseller_id": 1, "name": "n%d", "description": "d", "blocks": [{"ip": "%s", "mask": %d}]}""".formatted(World.unique(), ip, mask));
    }

    String packageOf(String fields) {
        return made("profilepackages", """
            {"reseller_id": 1, "name": "p%d", "description": "d", "initial_profiles": [{"profile_id": %s}], %s}"""
            .formatted(World.unique(), profile, fields));
    }

    String voucher(String code, String fields) {
        return made("vouchers", "{\"reseller_id\": 1, \"code\": \"%s\", \"amount\": 500, %s}".formatted(code, fields));
    }

    String made(String resource, String body) {
        return Sample.created(api.post("/api/" + resource + "/", body));
    }

    JsonNode balance(String id) {
        return api.get("/api/customerbalances/" + id).json();
    }

    /** The newest interval. */
    JsonNode interval(String id) {
        return api.get("/api/balanceintervals/%s/?order_by=start&order_by_direction=desc".formatted(id)).json().at("/_embedded/ngcp:balanceintervals/0");
    }

    ApiClient.Answer putBalance(String fields) {
        return api.put("/api/customerbalances/" + customer, "{\"free_time_balance\": 0, %s}".formatted(fields));
    }
}
