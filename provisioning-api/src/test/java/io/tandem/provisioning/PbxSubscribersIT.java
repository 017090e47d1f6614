package io.tandem.provisioning;

import java.util.List;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Pilots, extensions and groups of PBX customers, quotas, and side rows of subscribers (provisioning.md §1.14). */
class PbxSubscribersIT {
    private final ApiClient admin = ApiClient.administrator();
    private final Sample sample = new Sample(admin);
    private final String sn = "74%04d".formatted(sample.number);
    private String domain = "";
    private String customer = "";
    private String pilot = "";

    @BeforeEach void aPbxWithItsPilot() {
        domain = sample.domain();
        customer = Sample.created(admin.post("/api/customers/",
            "{\"contact_id\": %s, \"type\": \"pbxaccount\", \"status\": \"active\", \"billing_profile_id\": 1}".formatted(sample.contact())));
        pilot = Sample.created(admin.post("/api/subscribers/", pilotBody(sn)));
    }

    @Test void membershipIsSetFromBothSides() {
        String group = group("100", "");
        String first = extension("101", "\"pbx_group_ids\": [\"%s\"]".formatted(group));
        String second = extension("102", "\"pbx_group_ids\": [%s]".formatted(group));
        assertThat(ids(group, "pbx_groupmember_ids")).containsExactly(first, second);
        put(group, groupBody("100", "\"pbx_hunt_policy\": \"parallel\", \"pbx_groupmember_ids\": [\"%s\", %s]".formatted(second, first)));
        assertThat(ids(group, "pbx_groupmember_ids")).describedAs("in ringing order").containsExactly(second, first);
        assertThat(ids(first, "pbx_group_ids")).containsExactly(group);
        put(first, extensionBody("101", "\"pbx_group_ids\": []"));
        assertThat(ids(group, "pbx_groupmember_ids")).containsExactly(second);
        put(first, extensionBody("101", "\"pbx_group_ids\": [%s]".formatted(group)).replace("user-101", "renamed"));
        assertThat(ids(group, "pbx_groupmember_ids")).containsExactly(second, first);
        put(first, extensionBody("101", "\"pbx_group_ids\": [%s]".formatted(group)));
        assertThat(ids(group, "pbx_groupmember_ids")).describedAs("after a change of the user name").containsExactly(second, first);
        assertThat(admin.delete("/api/subscribers/" + second).status()).isEqualTo(204);
        assertThat(ids(group, "pbx_groupmember_ids")).containsExactly(first);
        ApiClient.Answer unknown = admin.put("/api/subscribers/" + group, groupBody("100", "\"pbx_groupmember_ids\": [7]"));
        assertThat(unknown.message()).isEqualTo("Invalid id '7' in pbx_groupmember_ids, does not exist for this customer.");
        assertThat(admin.get("/api/subscribers/?is_pbx_group=1&customer_id=" + customer).json().path("total_count").asInt()).isOne();
        assertThat(admin.get("/api/subscribers/?is_pbx_pilot=1&customer_id=" + customer).json().path("total_count").asInt()).isOne();
        assertThat(admin.get("/api/subscribers/?pbx_extension=101&customer_id=" + customer).json().path("total_count").asInt()).isOne();
    }

    @Test void aGroupNeedsNoPasswordAndHasHuntPreferences() {
        String group = group("100", "\"pbx_hunt_policy\": \"serial\", \"pbx_hunt_timeout\": \"15\", \"pbx_hunt_cancel_mode\": \"bye\"");
        JsonNode item = admin.get("/api/subscribers/" + group).json();
        assertThat(item.path("password").asString()).hasSizeGreaterThan(20);
        assertThat(item.path("pbx_hunt_timeout").asInt()).isEqualTo(15);
        assertThat(admin.post("/api/subscribers/", extensionBody("103", "\"lock\": null").replace("\"password\": \"testuser\"", "\"password\": null"))
            .message()).isEqualTo("Validation failed. field='password', input='********', errors='Password field is required'");
    }

    @Test void extensionsFollowThePilotsNumberAndKeepTheirAliases() {
        String alias = "\"alias_numbers\": [{\"cc\": 43, \"ac\": \"1\", \"sn\": \"%s777\"}]".formatted(sn);
        String extension = extension("101", alias);
        assertThat(admin.get("/api/subscriberpreferences/" + extension).json().path("cli").asString()).isEqualTo("431" + sn + "101");
        put(pilot, pilotBody(sn + "5"));
        JsonNode moved = admin.get("/api/subscribers/" + extension).json();
        assertThat(moved.at("/primary_number/sn").asString()).isEqualTo(sn + "5101");
        assertThat(moved.at("/alias_numbers/0/sn").asString()).isEqualTo(sn + "777");
        assertThat(admin.get("/api/subscriberpreferences/" + extension).json().path("cli").asString()).isEqualTo("431" + sn + "5101");
        assertThat(admin.get("/api/subscribers/?primary_number=431" + sn + "5101").json().path("total_count").asInt()).isOne();
        assertThat(admin.get("/api/subscribers/?primary_number=431" + sn + "101").json().path("total_count").asInt()).isZero();
        String taken = pilotBody(sn + "5").replace("\"1\"", "\"\"");
        assertThat(admin.put("/api/subscribers/" + pilot, taken).message()).isEqualTo("Cannot revoke is_pbx_pilot status from a subscriber.");
    }

    @Test void extensionsStayInTheCustomersRange() {
        assertThat(admin.put("/api/customerpreferences/" + customer, "{\"ext_range_min\": 200, \"ext_range_max\": \"299\"}").status()).isEqualTo(200);
        for (String outside : List.of("199", "300", "ab")) {
            assertThat(admin.post("/api/subscribers/", extensionBody(outside, "\"lock\": null")).message())
                .isEqualTo("Subscriber's PBX extension is out of customer's extension range.");
        }
        extension("200", "\"lock\": null");
        extension("299", "\"lock\": null");
        assertThat(admin.post("/api/subscribers/", extensionBody("x", "\"lock\": null").replace("\"pbx_extension\": \"x\"", "\"pbx_extension\": null"))
            .message()).isEqualTo("A pbx_extension is required if customer is PBX and pilot subscriber exists.");
    }

    @Test void theCallersOwnNumberIsAllowedUnlessSaidOtherwise() {
        String plain = sample.customer(sample.contact());
        String bare = Sample.created(admin.post("/api/subscribers/?create_primary_acli=false", Sample.subscriber(domain, plain, "bare", sn + "61")));
        JsonNode preferences = admin.get("/api/subscriberpreferences/" + bare).json();
        assertThat(preferences.has("allowed_clis")).isFalse();
        assertThat(preferences.path("cli").asString()).isEqualTo("431" + sn + "61");
        String usual = Sample.created(admin.post("/api/subscribers/", Sample.subscriber(domain, plain, "usual", sn + "62")));
        admin.put("/api/subscriberpreferences/" + usual, "{\"cli\": \"431\", \"allowed_clis\": [\"431*\", \"431%s62\"]}".formatted(sn));
        put(usual, Sample.subscriber(domain, plain, "usual", sn + "63"));
        JsonNode after = admin.get("/api/subscriberpreferences/" + usual).json();
        assertThat(after.path("cli").asString()).describedAs("set by an operator").isEqualTo("431");
        assertThat(after.at("/allowed_clis/1").asString()).isEqualTo("431" + sn + "63");
    }

    @Test void shapesThatClientsKnowTheErrorsOf() {
        String body = Sample.subscriber(domain, customer, "x", sn);
        assertThat(admin.post("/api/subscribers/", body.replaceFirst("\"primary_number\": \\{[^}]*}", "\"primary_number\": \"4311\"")).message())
            .isEqualTo("Invalid primary_number parameter, must be a hash.");
        assertThat(admin.post("/api/subscribers/", body.replace("\"alias_numbers\": []", "\"alias_numbers\": {\"cc\": 43}")).message())
            .isEqualTo("Invalid alias_number parameter, must be an array.");
        ApiClient.Answer ids = admin.post("/api/subscribers/", body.replace("\"pbx_group_ids\": []", "\"pbx_group_ids\": 7"));
        assertThat(ids.message()).isEqualTo("Invalid pbx_group_ids parameter, must be an array.");
        assertThat(ids.status()).isEqualTo(422);
    }

    @Test void theCustomersAdministratorMakesAndChangesExtensions() {
        String boss = extension("150", "\"webpassword\": \"aB1!aB1!aB1!\"");
        put(boss, extensionBody("150", "").replace("\"administrative\": \"0\"", "\"administrative\": \"1\""));
        ApiClient self = ApiClient.subscriber("user-150@" + sample.domainName(), "aB1!aB1!aB1!");
        String made = Sample.created(self.post("/api/subscribers/", extensionBody("151", "\"lock\": 5, \"external_id\": \"mine\"")));
        JsonNode item = admin.get("/api/subscribers/" + made).json();
        assertThat(item.path("lock").isNull()).isTrue();
        assertThat(item.path("external_id").isNull()).isTrue();
        assertThat(item.at("/primary_number/sn").asString()).isEqualTo(sn + "151");
        ApiClient.Answer changed = self.patch("/api/subscribers/" + made, "[{\"op\": \"replace\", \"path\": \"/display_name\", \"value\": \"Anna\"}, "
            + "{\"op\": \"replace\", \"path\": \"/status\", \"value\": \"locked\"}]");
        assertThat(changed.status()).describedAs(changed.text()).isEqualTo(200);
        assertThat(changed.json().path("display_name").asString()).isEqualTo("Anna");
        assertThat(changed.json().path("status").asString()).isEqualTo("active");
        String strange = Sample.subscriber(domain, sample.customer(sample.contact()), "mallory", sn + "9");
        assertThat(self.post("/api/subscribers/", strange).message()).isEqualTo("Invalid 'customer_id', doesn't exist.");
        assertThat(self.delete("/api/subscribers/" + made).status()).isEqualTo(204);
    }

    @Test void aResellerHasAQuota() {
        OtherTenant tenant = new OtherTenant(admin);
        JsonNode contract = admin.get("/api/contracts/" + tenant.contract).json();
        assertThat(admin.put("/api/contracts/" + tenant.contract, """
            {"contact_id": %s, "type": "reseller", "status": "active", "billing_profile_id": 1, "max_subscribers": 1}"""
            .formatted(contract.path("contact_id").asString())).status()).isEqualTo(200);
        String profile = Sample.created(tenant.api.post("/api/billingprofiles/", "{\"handle\": \"q\", \"name\": \"q\"}"));
        String contact = Sample.created(tenant.api.post("/api/customercontacts/", "{\"email\": \"a@b.invalid\"}"));
        String theirs = Sample.created(tenant.api.post("/api/customers/",
            "{\"contact_id\": %s, \"type\": \"sipaccount\", \"status\": \"active\", \"billing_profile_id\": %s}".formatted(contact, profile)));
        String realm = Sample.created(tenant.api.post("/api/domains/", "{\"domain\": \"q%d.example.org\"}".formatted(sample.number)));
        Sample.created(tenant.api.post("/api/subscribers/", Sample.subscriber(realm, theirs, "one", sn + "71")));
        ApiClient.Answer second = tenant.api.post("/api/subscribers/", Sample.subscriber(realm, theirs, "two", sn + "72"));
        assertThat(second.status()).isEqualTo(403);
        assertThat(second.message()).isEqualTo("Maximum number of reseller subscribers reached.");
        assertThat(admin.post("/api/subscribers/", Sample.subscriber(domain, theirs, "three", sn + "73")).message())
            .isEqualTo("Invalid 'domain', doesn't belong to the same reseller as subscriber's customer.");
    }

    private String pilotBody(String number) {
        return Sample.subscriber(domain, customer, "pilot", number).replace("\"is_pbx_pilot\": \"\"", "\"is_pbx_pilot\": \"1\"");
    }

    private String extension(String extension, String more) {
        return Sample.created(admin.post("/api/subscribers/", extensionBody(extension, more)));
    }

    /** @param more replaces the field of the same name */
    private String extensionBody(String extension, String more) {
        String body = Sample.subscriber(domain, customer, "user-" + extension, sn).replaceFirst("\"primary_number\": \\{[^}]*}", "\"primary_number\": null")
            .replace("\"pbx_extension\": null", "\"pbx_extension\": \"" + extension + "\"");
        String field = more.isEmpty() ? "\"\"" : more.substring(0, more.indexOf(':'));
        return more.isEmpty() ? body : body.replaceFirst(field + ": (\\[]|null)", "\"x\": null").replaceFirst("\\{", "{" + more + ", ");
    }

    private String group(String extension, String more) {
        return Sample.created(admin.post("/api/subscribers/", groupBody(extension, more)));
    }

    private String groupBody(String extension, String more) {
        return extensionBody(extension, "").replace("\"is_pbx_group\": \"0\"", "\"is_pbx_group\": \"1\"")
            .replace("\"password\": \"testuser\"", "\"password\": null").replace("\"pbx_hunt_policy\": null, \"pbx_hunt_timeout\": null",
                more.isEmpty() ? "\"pbx_hunt_policy\": null" : more);
    }

    private void put(String id, String body) {
        ApiClient.Answer answer = admin.put("/api/subscribers/" + id, body);
        assertThat(answer.status()).describedAs(answer.text()).isEqualTo(200);
    }

    private List<String> ids(String subscriber, String field) {
        return StreamSupport.stream(admin.get("/api/subscribers/" + subscriber).json().path(field).spliterator(), false).map(JsonNode::asString).toList();
    }
}
