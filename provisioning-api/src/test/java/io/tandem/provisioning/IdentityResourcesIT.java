package io.tandem.provisioning;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

import io.tandem.data.rewrite.UpnRewriteQuery;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Profiles, locations, location mappings and numbers (provisioning.md §1.13). */
class IdentityResourcesIT {
    private final ApiClient admin = ApiClient.administrator();
    private final Sample sample = new Sample(admin);
    private final OtherTenant other = new OtherTenant(admin);
    private final String name = "i" + sample.number;
    private final String sn = "73%04d".formatted(sample.number);
    private String customer = "";
    private String domain = "";

    @BeforeEach void aCustomerWithADomain() {
        customer = sample.customer(sample.contact());
        domain = sample.domain();
    }

    @Test void domainsAreImmutable() {
        ResourceCheck made = new ResourceCheck(admin, "domains", "{\"domain\": \"%s.example.net\", \"reseller_id\": \"1\"}".formatted(name));
        made.isFoundBy(Map.of("domain", name + ".example.net", "reseller_id", "1")).pages().isHiddenFrom(other.api);
        assertThat(admin.put(made.path(), "{}").status()).isEqualTo(405);
        made.refuses("{\"domain\": \"%s.example.net\", \"reseller_id\": 1}".formatted(name), "Domain '%s.example.net' already exists.".formatted(name));
        made.refuses("{\"domain\": \"x.example.net\", \"reseller_id\": 9999}", "Invalid 'reseller_id'");
        for (String address : new String[] {"198.51.100.%d".formatted(sample.number % 250), "[2001:db8::%x]".formatted(sample.number)}) {
            assertThat(admin.delete("/api/domains/" + Sample.created(admin.post("/api/domains/",
                "{\"domain\": \"%s\", \"reseller_id\": 1}".formatted(address)))).status()).isEqualTo(204);
        }
        made.isDeleted();
    }

    @Test void profileSetsAndProfiles() {
        ResourceCheck set = new ResourceCheck(admin, "subscriberprofilesets", "{\"reseller_id\": \"1\", \"name\": \"%s\", \"description\": \"d\"}"
            .formatted(name));
        set.isFoundBy(Map.of("name", name, "reseller_id", "1")).pages().isHiddenFrom(other.api).patches("description", "\"e\"");
        set.refuses("{\"reseller_id\": 1, \"name\": \"%s\", \"description\": \"d\"}".formatted(name),
            "Subscriber profile set with name '%s' already exists for this reseller.".formatted(name));
        ResourceCheck profile = new ResourceCheck(admin, "subscriberprofiles", """
            {"profile_set_id": "%s", "name": "gold", "description": "d", "attribute": ["cfu", "clir", "voice_mail"]}""".formatted(set.id));
        profile.isFoundBy(Map.of("name", "gold", "profile_set_id", set.id)).pages().isHiddenFrom(other.api).patches("attribute", "[\"clir\"]");
        assertThat(profile.item().path("set_default").asBoolean()).describedAs("the first of a set").isTrue();
        ResourceCheck second = new ResourceCheck(admin, "subscriberprofiles",
            "{\"profile_set_id\": %s, \"name\": \"silver\", \"description\": \"d\", \"set_default\": 1}".formatted(set.id));
        assertThat(profile.item().path("set_default").asBoolean()).isFalse();
        second.refuses("{\"profile_set_id\": %s, \"name\": \"silver\", \"description\": \"d\"}".formatted(set.id),
            "Subscriber profile with name 'silver' already exists in this set.");
        second.refuses("{\"profile_set_id\": 99999, \"name\": \"x\", \"description\": \"d\"}", "Invalid 'profile_set_id', doesn't exist.");
        second.refuses("{\"profile_set_id\": %s, \"name\": \"x\", \"description\": \"d\", \"attribute\": [\"nonsense\"]}".formatted(set.id),
            "Validation failed. field='attribute', input='nonsense', errors='no preference of this name exists'");

        String alice = subscriber("alice", "\"profile_set_id\": " + set.id);
        assertThat(admin.get("/api/subscribers/" + alice).json().path("profile_id").asString()).isEqualTo(second.id);
        assertThat(admin.get("/api/subscribers/?profile_id=" + second.id).json().path("total_count").asInt()).isOne();
        assertThat(admin.post("/api/subscribers/", body("bob", "\"profile_id\": 99999")).message()).isEqualTo("Invalid 'profile_id', doesn't exist.");
        assertThat(admin.post("/api/subscribers/", body("bob", "\"profile_set_id\": 99999")).message())
            .isEqualTo("Invalid 'profile_set_id', doesn't exist.");
        second.isDeleted();
        assertThat(admin.get("/api/subscribers/" + alice).json().path("profile_id").isNull()).isTrue();
        set.isDeleted();
        assertThat(admin.get(profile.path()).status()).isEqualTo(404);
        assertThat(admin.get("/api/subscribers/" + alice).json().path("profile_set_id").isNull()).isTrue();
    }

    @Test void aDomainNamesTheCentreOfItsTextMessages() {
        String path = "/api/domainpreferences/" + domain;
        assertThat(admin.put(path, "{\"smsc_peer\": \"default_smsc\"}").json().path("smsc_peer").asString()).isEqualTo("default_smsc");
        assertThat(admin.put(path, "{\"smsc_peer\": \"another\"}").status()).isEqualTo(422);
        assertThat(admin.put(path, "{\"smsc_peer\": null}").json().has("smsc_peer")).isFalse();
    }

    @Test void customerLocationsHaveNetworks() {
        ResourceCheck location = new ResourceCheck(admin, "customerlocations", """
            {"contract_id": "%s", "name": "%s", "description": "d", "blocks": [{"ip": "10.0.0.0", "mask": "8"}, {"ip": "::1", "mask": null}]}"""
            .formatted(customer, name));
        location.isFoundBy(Map.of("contract_id", customer, "name", name)).pages().isHiddenFrom(other.api).patches("description", "\"e\"");
        assertThat(location.item().at("/blocks/0/mask").asInt()).isEqualTo(8);
        assertThat(location.item().at("/blocks/1/mask").isNull()).isTrue();
        location.refuses("{\"contract_id\": 99999, \"name\": \"x\", \"description\": \"d\"}", "Invalid 'contract_id', doesn't exist.");
        location.refuses("{\"contract_id\": %s, \"name\": \"x\", \"description\": \"d\", \"blocks\": [{\"ip\": \"10.0.0.0\", \"mask\": 33}]}"
            .formatted(customer), "Validation failed. field='blocks', input='10.0.0.0/33', errors='Invalid IP address or mask'");
        location.refuses("{\"contract_id\": %s, \"name\": \"%s\", \"description\": \"d\"}".formatted(customer, name),
            "Location with name '%s' already exists for this customer, or one of its blocks is there twice.".formatted(name));
        location.isDeleted();
    }

    @Test void whatIsShownInsteadOfProvidedNumbers() throws SQLException {
        String alice = subscriber("alice", "\"lock\": null");
        String bob = Sample.created(admin.post("/api/subscribers/", Sample.subscriber(domain, customer, "bob", "74%04d".formatted(sample.number))));
        ResourceCheck set = new ResourceCheck(admin, "upnrewritesets", """
            {"subscriber_id": "%s", "new_cli": "43%s", "upn_rewrite_sources": [{"pattern": "43720*"}, {"pattern": "431"}]}""".formatted(alice, sn));
        set.isFoundBy(Map.of("subscriber_id", alice, "new_cli", "43" + sn)).pages().isHiddenFrom(other.api).patches("new_cli", "\"4311\"");
        assertThat(set.item().path("upn_rewrite_sources")).extracting(source -> source.path("pattern").asString()).containsExactly("43720*", "431");
        assertThat(rewriteId(alice)).isEqualTo(set.id);
        assertThat(shown(alice, "431")).isEqualTo("4311");
        assertThat(shown(alice, "4372055")).isEqualTo("4311");
        assertThat(shown(alice, "4319")).isEqualTo("4319");
        String second = Sample.created(admin.post("/api/upnrewritesets/", "{\"subscriber_id\": %s, \"new_cli\": \"4312\"}".formatted(alice)));
        assertThat(rewriteId(alice)).isEqualTo(set.id);
        assertThat(set.put("{\"subscriber_id\": %s, \"new_cli\": \"4313\", \"upn_rewrite_sources\": [{\"pattern\": \"9*\"}]}".formatted(bob))
            .at("/upn_rewrite_sources/0/pattern").asString()).isEqualTo("9*");
        assertThat(rewriteId(alice)).isEqualTo(second);
        assertThat(rewriteId(bob)).isEqualTo(set.id);
        set.refuses("{\"subscriber_id\": 99999, \"new_cli\": \"1\"}", "Invalid 'subscriber_id', doesn't exist.");
        assertThat(other.api.post("/api/upnrewritesets/", "{\"subscriber_id\": %s, \"new_cli\": \"1\"}".formatted(alice)).status()).isEqualTo(422);
        assertThat(admin.post("/api/upnrewritesets/", "{\"subscriber_id\": %s}".formatted(alice)).status()).isEqualTo(422);
        set.isDeleted();
        assertThat(rewriteId(bob)).isEqualTo("0");
        assertThat(admin.get("/api/subscriberpreferences/" + alice).json().has("upn_rewrite_id")).describedAs("not the client's business").isFalse();
        assertThat(admin.put("/api/subscriberpreferences/" + alice, "{\"clir\": 1}").status()).isEqualTo(200);
        assertThat(rewriteId(alice)).describedAs("stays when preferences are written").isEqualTo(second);
    }

    /** As the proxies read it. */
    private static String shown(String subscriber, String number) throws SQLException {
        try (Connection connection = TestServers.connect()) {
            return UpnRewriteQuery.read(connection, Integer.parseInt(subscriber)).applied(number);
        }
    }

    /** What the proxies read; 0 for none. */
    private static String rewriteId(String subscriber) {
        return Long.toString(World.number("select coalesce(min(p.value + 0), 0) from provisioning.voip_usr_preferences p "
            + "join provisioning.voip_preferences a on a.id = p.attribute_id where a.attribute = 'upn_rewrite_id' and p.subscriber_id = ?", subscriber));
    }

    @Test void locationMappings() {
        String alice = subscriber("alice", "\"lock\": null");
        ResourceCheck mapping = new ResourceCheck(admin, "subscriberlocationmappings", """
            {"subscriber_id": "%s", "caller_pattern": ".*", "callee_pattern": ".", "mode": "add", "location": "sip:bob@%s", "to_username": "",
             "enabled": "1", "external_id": "%s"}""".formatted(alice, sample.domainName(), name));
        mapping.isFoundBy(Map.of("subscriber_id", alice, "external_id", name)).pages().isHiddenFrom(other.api).patches("mode", "\"replace\"");
        assertThat(admin.get("/api/subscriberlocationmappings/?enabled=1&mode=replace&subscriber_id=" + alice).json().path("total_count").asInt()).isOne();
        assertThat(mapping.put("{\"subscriber_id\": %s, \"mode\": \"forward\", \"to_username\": \"bob\"}".formatted(alice)).path("enabled").asBoolean())
            .describedAs("on unless said otherwise").isTrue();
        mapping.refuses("{\"subscriber_id\": 99999, \"mode\": \"add\", \"location\": \"sip:a@b\"}", "Invalid 'subscriber_id', doesn't exist.");
        mapping.refuses("{\"subscriber_id\": %s, \"mode\": \"add\"}".formatted(alice), "A location or a to_username is required.");
        mapping.refuses("{\"subscriber_id\": %s, \"mode\": \"never\", \"location\": \"sip:a@b\"}".formatted(alice),
            "Validation failed. field='mode', input='never', errors=''never' is not a valid value'");
        assertThat(other.api.post("/api/subscriberlocationmappings/",
            "{\"subscriber_id\": %s, \"mode\": \"add\", \"location\": \"sip:a@b\"}".formatted(alice)).status()).isEqualTo(422);
        mapping.isDeleted();
    }

    @Test void aNumberMovesWithinACustomer() {
        String alias = "\"alias_numbers\": [{\"cc\": 43, \"ac\": \"1\", \"sn\": \"%s9\"}]".formatted(sn);
        String alice = Sample.created(admin.post("/api/subscribers/",
            Sample.subscriber(domain, customer, "alice", sn).replace("\"alias_numbers\": []", alias)));
        String bob = Sample.created(admin.post("/api/subscribers/", Sample.subscriber(domain, customer, "bob", sn + "1")));
        JsonNode found = admin.get("/api/numbers/?type=alias&subscriber_id=" + alice).json();
        assertThat(found.path("total_count").asInt()).isOne();
        String path = found.at("/_embedded/ngcp:numbers/0/_links/self/href").asString();
        for (String filter : new String[] {"cc=43", "ac=1", "sn=" + sn + "9", "customer_id=" + customer, "reseller_id=1", "number=431" + sn + "9"}) {
            assertThat(admin.get("/api/numbers/?type=alias&subscriber_id=" + alice + "&" + filter).json().path("total_count").asInt())
                .describedAs(filter).isOne();
        }
        JsonNode moved = admin.put(path, "{\"subscriber_id\": \"%s\"}".formatted(bob)).json();
        assertThat(moved.path("subscriber_id").asString()).isEqualTo(bob);
        assertThat(admin.get("/api/subscribers/" + alice).json().path("alias_numbers")).isEmpty();
        assertThat(admin.get("/api/subscribers/" + bob).json().path("alias_numbers")).hasSize(1);
        assertThat(admin.patch(path, "[{\"op\": \"replace\", \"path\": \"/is_devid\", \"value\": true}]").json().path("is_devid").asBoolean()).isTrue();

        String primary = admin.get("/api/numbers/?type=primary&subscriber_id=" + alice).json().at("/_embedded/ngcp:numbers/0/_links/self/href").asString();
        assertThat(admin.put(primary, "{\"subscriber_id\": %s}".formatted(bob)).message())
            .isEqualTo("Cannot reassign primary number, already at subscriber " + alice);
        String stranger = Sample.created(admin.post("/api/subscribers/",
            Sample.subscriber(domain, sample.customer(sample.contact()), "carol", sn + "2")));
        assertThat(admin.put(path, "{\"subscriber_id\": %s}".formatted(stranger)).message())
            .isEqualTo("Invalid 'subscriber_id', does not belong to the same customer as the number.");
        assertThat(other.api.get(path).status()).isEqualTo(404);
        assertThat(admin.post("/api/numbers/", "{}").status()).isEqualTo(405);
    }

    private String subscriber(String username, String more) {
        return Sample.created(admin.post("/api/subscribers/", body(username, more)));
    }

    private String body(String username, String more) {
        return Sample.subscriber(domain, customer, username, sn).replace("\"administrative\"", more + ", \"administrative\"");
    }
}
