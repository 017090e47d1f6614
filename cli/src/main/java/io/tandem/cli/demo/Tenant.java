package io.tandem.cli.demo;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

import tools.jackson.databind.JsonNode;

/**
 * A domain and a customer with subscribers, made over the REST API when missing, so that a second run finds the first
 * one's.
 */
public final class Tenant {
    /** Given objects of every installation (wire contract, section 1). */
    private static final int RESELLER = 1;
    private static final int BILLING_PROFILE = 1;

    private final RestClient api;
    private final String domain;
    private final long domainId;
    private final long customerId;

    private Tenant(RestClient api, String domain, long domainId, long customerId) {
        this.api = api;
        this.domain = domain;
        this.domainId = domainId;
        this.customerId = customerId;
    }

    public static Tenant provision(RestClient api, String domain) throws IOException, InterruptedException {
        String email = "demo@" + domain;
        long contact = idOf(api, "customercontacts", Map.of("email", email, "reseller_id", RESELLER), Map.of("email", email, "reseller_id", RESELLER));
        Map<String, Object> contract = Map.of("contact_id", contact, "status", "active", "type", "sipaccount", "billing_profile_id", BILLING_PROFILE);
        long customer = idOf(api, "customers", contract, contract);
        long domainId = idOf(api, "domains", Map.of("domain", domain), Map.of("domain", domain, "reseller_id", RESELLER));
        return new Tenant(api, domain, domainId, customer);
    }

    /**
     * @param sn subscriber number behind country code 43 and area code 1
     * @return the subscriber's id
     */
    public long subscriber(String username, String password, String sn) throws IOException, InterruptedException {
        return idOf(api, "subscribers", Map.of("username", username, "domain", domain), Map.of("username", username, "domain_id", domainId,
            "customer_id", customerId, "password", password, "administrative", false, "primary_number", Map.of("cc", "43", "ac", "1", "sn", sn)));
    }

    private static long idOf(RestClient api, String collection, Map<String, ?> filters, Map<String, ?> item) throws IOException, InterruptedException {
        Optional<JsonNode> found = api.find(collection, filters);
        return found.isPresent() ? found.get().path("id").asLong() : api.create(collection, item);
    }
}
