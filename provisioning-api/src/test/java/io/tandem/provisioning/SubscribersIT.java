package io.tandem.provisioning;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import io.tandem.provisioning.password.SaltedPassword;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Customers, domains and subscribers as provisioning scripts make them, and the rules of provisioning.md §1.14. */
class SubscribersIT {
    private final ApiClient admin = ApiClient.administrator();
    private final Sample sample = new Sample(admin);
    private String customer = "";
    private String domain = "";
    private String sn = "";

    @BeforeEach void aCustomerWithADomain() {
        customer = sample.customer(sample.contact());
        domain = sample.domain();
        sn = "99%04d".formatted(sample.number);
    }

    @Test void aSecondRunOfTheScriptsFindsEverythingThere() {
        Sample.created(admin.post("/api/subscribers/", Sample.subscriber(domain, customer, "112", sn)));
        String contact = admin.get("/api/customers/" + customer).json().path("contact_id").asString();
        assertThat(count("customercontacts/?email=" + sample.email() + "&reseller_id=1")).isEqualTo(1);
        assertThat(count("customers/?billing_profile_id=1&status=active&type=sipaccount&contact_id=" + contact)).isEqualTo(1);
        assertThat(count("domains/?domain=" + sample.domainName())).isEqualTo(1);
        assertThat(count("subscribers/?domain=" + sample.domainName() + "&username=112")).isEqualTo(1);
        assertThat(count("subscribers/?domain=" + sample.domainName() + "&username=11")).isZero();
    }

    @Test void aSubscriberShowsWhatItGot() {
        JsonNode item = admin.post("/api/subscribers/", Sample.subscriber(domain, customer, "alice", sn)).json();
        assertThat(item.path("uuid").asString()).hasSize(36);
        assertThat(item.path("domain").asString()).isEqualTo(sample.domainName());
        assertThat(item.path("customer_id").asString()).isEqualTo(customer);
        assertThat(item.path("is_pbx_pilot").isBoolean()).isTrue();
        assertThat(item.at("/primary_number/cc").asInt()).isEqualTo(43);
        assertThat(item.at("/primary_number/sn").asString()).isEqualTo(sn);
        assertThat(item.path("password").asString()).isEqualTo("testuser");
        assertThat(item.path("webusername").asString()).isEqualTo("alice");
        assertThat(item.at("/_links/ngcp:subscriberpreferences/0/href").asString()).isEqualTo("/api/subscriberpreferences/" + item.path("id").asString());
    }

    @Test void aNewSubscriberCommitsWithAMailboxPreferencesAndAChangeLogRow() throws SQLException {
        String id = Sample.created(admin.post("/api/subscribers/", Sample.subscriber(domain, customer, "alice", sn)));
        assertThat(sql("select count(*) from provisioning.change_log where entity = 'subscriber' and entity_key = '" + id + "'")).isEqualTo("1");
        assertThat(sql("select mailbox from voicemail.voicemail_users u join provisioning.voip_subscribers s on s.uuid = u.customer_id where s.id = " + id))
            .isEqualTo("431" + sn);
        JsonNode preferences = admin.get("/api/subscriberpreferences/" + id).json();
        assertThat(preferences.path("cli").asString()).isEqualTo("431" + sn);
        assertThat(preferences.path("cc").asString()).isEqualTo("43");
        assertThat(preferences.path("allowed_clis").get(0).asString()).isEqualTo("431" + sn);
        assertThat(preferences.has("account_id")).describedAs("internal").isFalse();
    }

    @Test void aWebPasswordIsStoredAsAHashAndNeverShown() throws SQLException {
        String body = Sample.subscriber(domain, customer, "alice", sn).replace("\"administrative\"", "\"webpassword\": \"aB1!aB1!aB1!\", \"administrative\"");
        ApiClient.Answer answer = admin.post("/api/subscribers/", body);
        assertThat(answer.text()).doesNotContain("aB1!");
        String stored = sql("select webpassword from provisioning.voip_subscribers where id = " + answer.id());
        assertThat(new SaltedPassword(stored).matches("aB1!aB1!aB1!")).isTrue();
    }

    @Test void aWebPasswordFollowsThePolicyAndOldOnesAreNotTakenAgain() throws SQLException {
        String bob = Sample.subscriber(domain, customer, "bob", sn + "2")
            .replace("\"administrative\"", "\"webpassword\": \"WEB\", \"administrative\"");
        String refused = "Validation failed. field='webpassword', input='********', errors='%s'";
        assertThat(admin.post("/api/subscribers/", bob.replace("WEB", "geheim")).message())
            .isEqualTo(refused.formatted("Must be at minimum 12 characters long"));
        assertThat(admin.post("/api/subscribers/", bob.replace("WEB", "ü".repeat(41))).message())
            .isEqualTo(refused.formatted("Must be at maximum 40 characters long"));
        ApiClient.Answer poor = admin.post("/api/subscribers/", bob.replace("WEB", "aaaaaaaaaaaaaaa"));
        assertThat(poor.status()).isEqualTo(422);
        assertThat(poor.message()).isEqualTo(refused.formatted("Must contain at least 3 digits"));
        assertThat(sql("select count(*) from provisioning.voip_subscribers where username = 'bob' and domain_id = " + domain))
            .describedAs("a refused subscriber is not there").isEqualTo("0");
        String id = Sample.created(admin.post("/api/subscribers/", bob.replace("WEB", "aB1!aB1!aB1!")));
        assertThat(admin.put("/api/subscribers/" + id, bob.replace("WEB", "aB1!aB1!aB1!")).status()).describedAs("the same request again").isEqualTo(200);
        assertThat(admin.patch("/api/subscribers/" + id, "[{\"op\": \"add\", \"path\": \"/webpassword\", \"value\": \"weak\"}]").status()).isEqualTo(422);
        ApiClient self = ApiClient.subscriber("bob@" + sample.domainName(), "aB1!aB1!aB1!");
        assertThat(self.put("/api/subscribers/" + id, bob.replace("WEB", "weak")).message())
            .isEqualTo(refused.formatted("Must be at minimum 12 characters long"));
        assertThat(self.put("/api/subscribers/" + id, bob.replace("WEB", "aB1!aB1!aB1!-2")).status()).isEqualTo(200);
        assertThat(sql("select count(*) from provisioning.voip_subscriber_webpassword_journal where subscriber_id = " + id)).isEqualTo("2");
        assertThat(ApiClient.subscriber("bob@" + sample.domainName(), "aB1!aB1!aB1!-2").get("/api/userinfo/").status()).isEqualTo(200);
        assertThat(admin.put("/api/subscribers/" + id, bob.replace("WEB", "aB1!aB1!aB1!")).message())
            .isEqualTo(refused.formatted("Must not be one of the last 12 passwords"));
        assertThat(admin.put("/api/subscribers/" + id, Sample.subscriber(domain, customer, "bob", sn + "2")).status())
            .describedAs("without one it stays as it is").isEqualTo(200);
        assertThat(ApiClient.subscriber("bob@" + sample.domainName(), "aB1!aB1!aB1!-2").get("/api/userinfo/").status()).isEqualTo(200);
    }

    @Test void namesAndNumbersAreUnique() {
        Sample.created(admin.post("/api/subscribers/", Sample.subscriber(domain, customer, "alice", sn)));
        assertThat(admin.post("/api/subscribers/", Sample.subscriber(domain, customer, "alice", sn + "1")).message())
            .isEqualTo("Subscriber already exists.");
        ApiClient.Answer taken = admin.post("/api/subscribers/", Sample.subscriber(domain, customer, "bob", sn));
        assertThat(taken.status()).isEqualTo(422);
        assertThat(taken.message()).isEqualTo("Number '431%s' already exists.".formatted(sn));
        assertThat(admin.post("/api/domains/", "{\"domain\": \"%s\", \"reseller_id\": 1}".formatted(sample.domainName())).message())
            .contains("already exists");
    }

    @Test void deletingFreesNameAndNumberAtOnce() {
        String id = Sample.created(admin.post("/api/subscribers/", Sample.subscriber(domain, customer, "alice", sn)));
        assertThat(admin.delete("/api/subscribers/" + id).status()).isEqualTo(204);
        assertThat(admin.get("/api/subscribers/" + id).status()).isEqualTo(404);
        String again = Sample.created(admin.post("/api/subscribers/", Sample.subscriber(domain, customer, "alice", sn)));
        assertThat(again).isNotEqualTo(id);
    }

    @Test void aliasNumbersComeBackAndAreReplaced() {
        String id = Sample.created(admin.post("/api/subscribers/", Sample.subscriber(domain, customer, "alice", sn).replace("\"alias_numbers\": []",
            "\"alias_numbers\": [{\"cc\": 43, \"ac\": \"1\", \"sn\": %s7, \"is_devid\": \"1\"}, {\"cc\": 43, \"sn\": \"%s8\"}]".formatted(sn, sn))));
        JsonNode item = admin.get("/api/subscribers/" + id).json();
        assertThat(item.path("alias_numbers")).hasSize(2);
        assertThat(item.at("/alias_numbers/0/is_devid").asBoolean()).isTrue();
        assertThat(count("subscribers/?alias=43" + sn + "8")).isEqualTo(1);
        JsonNode without = admin.put("/api/subscribers/" + id, Sample.subscriber(domain, customer, "alice", sn)).json();
        assertThat(without.path("alias_numbers")).isEmpty();
        assertThat(without.at("/primary_number/sn").asString()).isEqualTo(sn);
    }

    @Test void patchAddsAnAlias() {
        String id = Sample.created(admin.post("/api/subscribers/", Sample.subscriber(domain, customer, "alice", sn)));
        JsonNode item = admin.patch("/api/subscribers/" + id,
            "[{\"op\": \"add\", \"path\": \"/alias_numbers/-\", \"value\": {\"cc\": 43, \"ac\": 1, \"sn\": \"%s5\"}}]".formatted(sn)).json();
        assertThat(item.path("alias_numbers")).hasSize(1);
        assertThat(item.path("username").asString()).isEqualTo("alice");
    }

    @Test void aNumberMovesBetweenSubscribersOfOneCustomer() {
        String alias = "\"alias_numbers\": [{\"cc\": 43, \"ac\": 1, \"sn\": \"%s4\"}]".formatted(sn);
        String alice = Sample.created(admin.post("/api/subscribers/",
            Sample.subscriber(domain, customer, "alice", sn).replace("\"alias_numbers\": []", alias)));
        String bob = Sample.created(admin.post("/api/subscribers/",
            Sample.subscriber(domain, customer, "bob", sn + "2").replace("\"alias_numbers\": []", alias)));
        assertThat(admin.get("/api/subscribers/" + alice).json().path("alias_numbers")).isEmpty();
        assertThat(admin.get("/api/subscribers/" + bob).json().path("alias_numbers")).hasSize(1);
    }

    @Test void referencesThatDoNotExistAreNamed() {
        assertThat(admin.post("/api/subscribers/", Sample.subscriber(domain, "999999", "x", sn)).message())
            .isEqualTo("Invalid 'customer_id', doesn't exist.");
        assertThat(admin.post("/api/subscribers/", Sample.subscriber("999999", customer, "x", sn)).message())
            .isEqualTo("Invalid 'domain', doesn't exist.");
        assertThat(admin.post("/api/customers/", "{\"contact_id\": 999999, \"type\": \"sipaccount\", \"status\": \"active\", \"billing_profile_id\": 1}")
            .message()).isEqualTo("The contact_id is not a valid ngcp:customercontacts item");
        String contact = admin.get("/api/customers/" + customer).json().path("contact_id").asString();
        assertThat(admin.post("/api/customers/",
            "{\"contact_id\": %s, \"type\": \"sipaccount\", \"status\": \"active\", \"billing_profile_id\": 99}".formatted(contact)).message())
            .startsWith("Invalid 'billing_profile_id'");
    }

    @Test void aPrimaryNumberIsRequired() {
        String without = Sample.subscriber(domain, customer, "alice", sn).replaceFirst("\"primary_number\": \\{[^}]*}", "\"primary_number\": null");
        ApiClient.Answer answer = admin.post("/api/subscribers/", without);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.message()).isEqualTo("A primary_number is required for the SIP subscriber.");
    }

    @Test void aContactInUseCannotBeDeleted() {
        String contact = admin.get("/api/customers/" + customer).json().path("contact_id").asString();
        assertThat(admin.delete("/api/customercontacts/" + contact).status()).isEqualTo(423);
    }

    @Test void terminatingACustomerTerminatesItsSubscribers() {
        String id = Sample.created(admin.post("/api/subscribers/", Sample.subscriber(domain, customer, "alice", sn)));
        ApiClient.Answer answer = admin.patch("/api/customers/" + customer, "[{\"op\": \"replace\", \"path\": \"/status\", \"value\": \"terminated\"}]");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(admin.get("/api/customers/" + customer).status()).isEqualTo(404);
        assertThat(admin.get("/api/subscribers/" + id).status()).isEqualTo(404);
    }

    @Test void lockingACustomerLocksItsSubscribersUntilItIsUnlocked() {
        String id = Sample.created(admin.post("/api/subscribers/", Sample.subscriber(domain, customer, "alice", sn)));
        admin.patch("/api/customers/" + customer, "[{\"op\": \"replace\", \"path\": \"/status\", \"value\": \"locked\"}]");
        assertThat(admin.get("/api/subscribers/" + id).json().path("lock").asString()).isEqualTo("4");
        admin.patch("/api/customers/" + customer, "[{\"op\": \"replace\", \"path\": \"/status\", \"value\": \"active\"}]");
        assertThat(admin.get("/api/subscribers/" + id).json().path("status").asString()).isEqualTo("active");
        assertThat(admin.get("/api/subscribers/" + id).json().path("lock").isNull()).isTrue();
    }

    @Test void deletingADomainTakesItsSubscribersAlong() {
        String id = Sample.created(admin.post("/api/subscribers/", Sample.subscriber(domain, customer, "alice", sn)));
        assertThat(admin.delete("/api/domains/" + domain).status()).isEqualTo(204);
        assertThat(admin.get("/api/subscribers/" + id).status()).isEqualTo(404);
        assertThat(count("domains/?domain=" + sample.domainName())).isZero();
    }

    @Test void moreSubscribersThanTheCustomerMayHaveAre403() {
        JsonNode item = admin.get("/api/customers/" + customer).json();
        admin.put("/api/customers/" + customer, """
            {"billing_profile_id": 1, "status": "active", "type": "sipaccount", "contact_id": %s, "max_subscribers": "1"}"""
            .formatted(item.path("contact_id").asString()));
        Sample.created(admin.post("/api/subscribers/", Sample.subscriber(domain, customer, "alice", sn)));
        ApiClient.Answer second = admin.post("/api/subscribers/", Sample.subscriber(domain, customer, "bob", sn + "1"));
        assertThat(second.status()).isEqualTo(403);
        assertThat(second.message()).isEqualTo("Maximum number of customer subscribers reached.");
    }

    @Test void aPbxHasOnePilotAndItsExtensionsHangBelowItsNumber() {
        String contact = admin.get("/api/customers/" + customer).json().path("contact_id").asString();
        String pbx = Sample.created(admin.post("/api/customers/",
            "{\"contact_id\": %s, \"type\": \"pbxaccount\", \"status\": \"active\", \"billing_profile_id\": 1}".formatted(contact)));
        assertThat(admin.post("/api/subscribers/", Sample.subscriber(domain, pbx, "early", sn)).message())
            .isEqualTo("Customer has no pbx pilot subscriber yet and is_pbx_pilot is not set.");
        String pilot = Sample.subscriber(domain, pbx, "pilot", sn).replace("\"is_pbx_pilot\": \"\"", "\"is_pbx_pilot\": \"1\"");
        Sample.created(admin.post("/api/subscribers/", pilot));
        assertThat(admin.post("/api/subscribers/", pilot).message()).isEqualTo("Customer already has a pbx pilot subscriber.");
        String group = Sample.created(admin.post("/api/subscribers/", extension(pbx, "group", "100").replace("\"is_pbx_group\": \"0\"",
            "\"is_pbx_group\": 1")));
        JsonNode member = admin.post("/api/subscribers/", extension(pbx, "member", "101")
            .replace("\"pbx_group_ids\": []", "\"pbx_group_ids\": [\"%s\"]".formatted(group))).json();
        assertThat(member.at("/primary_number/sn").asString()).isEqualTo(sn + "101");
        assertThat(member.at("/pbx_group_ids/0").asString()).isEqualTo(group);
        assertThat(admin.post("/api/subscribers/", extension(pbx, "other", "101")).message()).isEqualTo("The pbx_extension already exists for this customer.");
        assertThat(admin.post("/api/subscribers/", extension(pbx, "other", "102").replace("\"pbx_group_ids\": []", "\"pbx_group_ids\": [7]")).message())
            .isEqualTo("Invalid id '7' in pbx_group_ids, does not exist for this customer.");
    }

    private String extension(String pbx, String username, String extension) {
        return Sample.subscriber(domain, pbx, username, sn).replaceFirst("\"primary_number\": \\{[^}]*}", "\"primary_number\": null")
            .replace("\"pbx_extension\": null", "\"pbx_extension\": \"" + extension + "\"");
    }

    private int count(String query) {
        return admin.get("/api/" + query).json().path("total_count").asInt();
    }

    private static String sql(String query) throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getString(1) : "";
        }
    }
}
