package io.tandem.provisioning;

import java.util.concurrent.atomic.AtomicInteger;

/** Makes objects as the create scripts of existing clients do: numbers as strings, explicit nulls, extra keys. */
final class Sample {
    private static final AtomicInteger COUNTER = new AtomicInteger();

    final ApiClient api;
    final int number = COUNTER.incrementAndGet();

    Sample(ApiClient api) {
        this.api = api;
    }

    String email() {
        return "customer-%d@default.invalid".formatted(number);
    }

    String domainName() {
        return "sip-%d.example.org".formatted(number);
    }

    String contact() {
        return created(api.post("/api/customercontacts/", "{\"email\": \"%s\", \"reseller_id\": \"1\"}".formatted(email())));
    }

    String customer(String contactId) {
        return created(api.post("/api/customers/", """
            {"billing_profile_id": "1", "status": "active", "type": "sipaccount", "contact_id": "%s", "external_id": null}""".formatted(contactId)));
    }

    String domain() {
        return created(api.post("/api/domains/", "{\"domain\": \"%s\", \"reseller_id\": \"1\"}".formatted(domainName())));
    }

    static String subscriber(String domainId, String customerId, String username, String sn) {
        return """
            {"administrative": "0", "domain_id": "%s", "customer_id": "%s", "username": "%s", "password": "testuser", "is_pbx_group": "0",
             "is_pbx_pilot": "", "pbx_extension": null, "pbx_hunt_policy": null, "pbx_hunt_timeout": null, "pbx_group_ids": [],
             "primary_number": {"cc": "43", "ac": "1", "sn": "%s"}, "alias_numbers": []}""".formatted(domainId, customerId, username, sn);
    }

    static String created(ApiClient.Answer answer) {
        if (answer.status() != 201) {
            throw new AssertionError("POST got %d %s".formatted(answer.status(), answer.text()));
        }
        return answer.id();
    }
}
