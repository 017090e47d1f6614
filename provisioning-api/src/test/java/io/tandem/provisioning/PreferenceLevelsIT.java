package io.tandem.provisioning;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Preferences beside those of subscribers and domains, their definitions, and what is in effect (provisioning.md §1.14). */
class PreferenceLevelsIT {
    private final ApiClient admin = ApiClient.administrator();
    private final Sample sample = new Sample(admin);
    private final OtherTenant other = new OtherTenant(admin);
    private String customer = "";
    private String domain = "";
    private String subscriber = "";

    @BeforeEach void aSubscriber() {
        customer = sample.customer(sample.contact());
        domain = sample.domain();
        subscriber = Sample.created(admin.post("/api/subscribers/", Sample.subscriber(domain, customer, "alice", "72%04d".formatted(sample.number))));
    }

    @Test void aCustomerHasPreferencesAndEachOfHisLocationsHasOthers() {
        String path = "/api/customerpreferences/" + customer;
        JsonNode whole = put(path, "{\"concurrent_max\": \"5\", \"allowed_clis\": [\"43*\"], \"cli\": \"no such attribute here\"}");
        assertThat(whole.path("concurrent_max").asInt()).isEqualTo(5);
        assertThat(whole.has("cli")).isFalse();
        String location = location("10.1.0.0", 16);
        String there = path + "?location_id=" + location;
        assertThat(admin.get(there).json().has("concurrent_max")).isFalse();
        JsonNode local = put(there, "{\"concurrent_max\": 2, \"allowed_clis\": [\"1\"]}");
        assertThat(local.path("concurrent_max").asInt()).isEqualTo(2);
        assertThat(local.has("allowed_clis")).describedAs("not an attribute of locations").isFalse();
        assertThat(admin.get(path).json().path("concurrent_max").asInt()).isEqualTo(5);
        assertThat(put(path, "{}").has("concurrent_max")).isFalse();
        assertThat(admin.get(there).json().path("concurrent_max").asInt()).isEqualTo(2);
        assertThat(admin.get(path + "?location_id=99999").message())
            .isEqualTo("Invalid 'location_id', customer %s has no location 99999.".formatted(customer));
        assertThat(admin.patch(there, "[{\"op\": \"replace\", \"path\": \"/concurrent_max\", \"value\": 3}]").json().path("concurrent_max").asInt())
            .isEqualTo(3);
        assertHidden(path);
    }

    @Test void profilesResellersAndPeersHavePreferences() throws SQLException {
        String set = Sample.created(admin.post("/api/subscriberprofilesets/",
            "{\"reseller_id\": 1, \"name\": \"s-%d\", \"description\": \"d\"}".formatted(sample.number)));
        String profile = Sample.created(admin.post("/api/subscriberprofiles/",
            "{\"profile_set_id\": %s, \"name\": \"p\", \"description\": \"d\"}".formatted(set)));
        assertThat(put("/api/profilepreferences/" + profile, "{\"clir_override\": 1, \"cli\": 43}").path("clir_override").asBoolean()).isTrue();
        assertHidden("/api/profilepreferences/" + profile);
        assertThat(put("/api/resellerpreferences/1", "{\"cdr_export_field_separator\": \";\"}").path("cdr_export_field_separator").asString())
            .isEqualTo(";");
        assertThat(put("/api/resellerpreferences/1", "{}").has("cdr_export_field_separator")).isFalse();
        assertHidden("/api/resellerpreferences/1");
        String peer = peer();
        JsonNode peering = put("/api/peeringserverpreferences/" + peer,
            "{\"outbound_pai_user\": \"none\", \"concurrent_max\": \"-1\", \"find_subscriber_by_uuid\": 1}");
        assertThat(peering.path("outbound_pai_user").asString()).isEqualTo("none");
        assertThat(peering.path("concurrent_max").asInt()).isEqualTo(-1);
        assertThat(peering.path("find_subscriber_by_uuid").asBoolean()).isTrue();
        assertThat(peering.path("id").asString()).isEqualTo(peer);
        assertHidden("/api/peeringserverpreferences/" + peer);
        assertThat(changes("peer_host", peer)).isOne();
    }

    @Test void addressesAreAddressesOrNetworks() {
        String path = "/api/subscriberpreferences/" + subscriber;
        JsonNode set = put(path, "{\"allowed_ips\": [\"10.0.0.0/8\", \"192.0.2.1\", \"2001:db8::/32\"], \"man_allowed_ips\": \"::1\"}");
        assertThat(set.path("allowed_ips")).hasSize(3);
        assertThat(set.at("/man_allowed_ips/0").asString()).isEqualTo("::1");
        for (String wrong : new String[] {"10.0.0.0/33", "10.1", "host", "10.0.0.256", "2001:db8::/129", "1/2/3"}) {
            assertThat(admin.put(path, "{\"allowed_ips\": [\"%s\"]}".formatted(wrong)).message()).isEqualTo("Validation failed. field='allowed_ips', "
                + "input='%s', errors='Value must be an IP address or a network such as 192.0.2.0/24'".formatted(wrong));
        }
        assertThat(admin.get(path).json().path("allowed_ips")).describedAs("a refused PUT changes nothing").hasSize(3);
    }

    @Test void objectsAreNamedAndBelongToTheOwnersReseller() {
        String mine = "mine-" + sample.number;
        Sample.created(admin.post("/api/rewriterulesets/", "{\"reseller_id\": 1, \"name\": \"%s\"}".formatted(mine)));
        Sample.created(other.api.post("/api/rewriterulesets/", "{\"name\": \"theirs-%d\"}".formatted(sample.number)));
        String path = "/api/subscriberpreferences/" + subscriber;
        assertThat(put(path, "{\"rewrite_rule_set\": \"%s\"}".formatted(mine)).path("rewrite_rule_set").asString()).isEqualTo(mine);
        assertThat(admin.put(path, "{\"rewrite_rule_set\": \"theirs-%d\"}".formatted(sample.number)).message()).isEqualTo(
            "Validation failed. field='rewrite_rule_set', input='theirs-%d', errors='no object of this name exists'".formatted(sample.number));
        assertThat(put("/api/domainpreferences/" + domain, "{\"rewrite_rule_set\": \"%s\"}".formatted(mine)).has("rewrite_caller_in_dpid"))
            .describedAs("internal").isFalse();
        assertThat(put(path, "{}").has("rewrite_rule_set")).isFalse();
    }

    @Test void anEmergencyContainerIsGivenByNameOrById() {
        String first = container("first");
        String second = container("second");
        String path = "/api/subscriberpreferences/" + subscriber;
        JsonNode named = put(path, "{\"emergency_mapping_container\": \"first-%d\"}".formatted(sample.number));
        assertThat(named.path("emergency_mapping_container_id").asString()).isEqualTo(first);
        JsonNode changed = put(path, "{\"emergency_mapping_container\": \"first-%d\", \"emergency_mapping_container_id\": \"%s\"}"
            .formatted(sample.number, second));
        assertThat(changed.path("emergency_mapping_container").asString()).describedAs("a merged PUT that changed the id").isEqualTo("second-" + sample.number);
        JsonNode back = put(path, "{\"emergency_mapping_container\": \"first-%d\", \"emergency_mapping_container_id\": %s}"
            .formatted(sample.number, second));
        assertThat(back.path("emergency_mapping_container_id").asString()).describedAs("a merged PUT that changed the name").isEqualTo(first);
        assertThat(admin.put(path, "{\"emergency_mapping_container_id\": 999999}").message()).isEqualTo(
            "Validation failed. field='emergency_mapping_container_id', input='999999', errors='no object of this id exists'");
    }

    @Test void subscribersSeeAndSetWhatIsExposedToThemAndTheirProfileLists() {
        String body = Sample.subscriber(domain, customer, "alice", "72%04d".formatted(sample.number));
        assertThat(admin.put("/api/subscribers/" + subscriber, body.replaceFirst("\\{", "{\"webpassword\": \"aB1!aB1!aB1!\", ")).status()).isEqualTo(200);
        ApiClient alice = ApiClient.subscriber("alice@" + sample.domainName(), "aB1!aB1!aB1!");
        String path = "/api/subscriberpreferences/" + subscriber;
        put(path, "{\"lock\": 1, \"clir\": false, \"block_in_list\": [\"1\"]}");
        JsonNode shown = alice.get(path).json();
        assertThat(shown.has("clir")).isTrue();
        assertThat(shown.has("lock")).isFalse();
        ApiClient.Answer own = alice.put(path, "{\"clir\": true, \"dnd\": 1, \"lock\": 0, \"adm_block_in_list\": [\"2\"]}");
        assertThat(own.status()).describedAs(own.text()).isEqualTo(200);
        JsonNode after = admin.get(path).json();
        assertThat(after.path("clir").asBoolean()).isTrue();
        assertThat(after.path("dnd").asBoolean()).isTrue();
        assertThat(after.has("block_in_list")).describedAs("PUT replaces what she may write").isFalse();
        assertThat(after.path("lock").asString()).describedAs("and nothing else").isEqualTo("1");
        assertThat(after.has("adm_block_in_list")).isFalse();
        JsonNode definitions = alice.get("/api/subscriberpreferencedefs/").json();
        assertThat(definitions.has("clir")).isTrue();
        assertThat(definitions.has("lock")).isFalse();

        String set = Sample.created(admin.post("/api/subscriberprofilesets/",
            "{\"reseller_id\": 1, \"name\": \"own-%d\", \"description\": \"d\"}".formatted(sample.number)));
        Sample.created(admin.post("/api/subscriberprofiles/",
            "{\"profile_set_id\": %s, \"name\": \"p\", \"description\": \"d\", \"attribute\": [\"dnd\", \"lock\"]}".formatted(set)));
        admin.put("/api/subscribers/" + subscriber, body.replaceFirst("\\{", "{\"profile_set_id\": %s, ".formatted(set)));
        JsonNode limited = alice.get(path).json();
        assertThat(limited.has("dnd")).isTrue();
        assertThat(limited.has("clir")).describedAs("not in the profile").isFalse();
        assertThat(limited.has("lock")).describedAs("in the profile, but not exposed").isFalse();
        assertThat(alice.get("/api/domainpreferences/" + domain).status()).isEqualTo(403);
        assertThat(alice.get("/api/activesubscriberpreferences/" + subscriber).status()).isEqualTo(403);
    }

    private String container(String name) {
        return Sample.created(admin.post("/api/emergencymappingcontainers/",
            "{\"reseller_id\": 1, \"name\": \"%s-%d\"}".formatted(name, sample.number)));
    }

    @Test void definitionsSayWhatEachLevelTakes() {
        JsonNode ofSubscribers = admin.get("/api/subscriberpreferencedefs/").json();
        assertThat(ofSubscribers.at("/allowed_clis/max_occur").asInt()).isZero();
        assertThat(ofSubscribers.at("/allowed_clis/data_type").asString()).isEqualTo("string");
        assertThat(ofSubscribers.at("/clir/preference_group").asString()).isEqualTo("Number Manipulations");
        assertThat(ofSubscribers.at("/lock/enum_values")).isNotEmpty();
        assertThat(ofSubscribers.at("/lock/read_only").asBoolean()).isTrue();
        assertThat(ofSubscribers.has("account_id")).describedAs("internal").isFalse();
        assertThat(ofSubscribers.has("_links")).isTrue();
        assertThat(admin.get("/api/domainpreferencedefs/").json().at("/sst_enable/enum_values/0/default_val").asBoolean()).isTrue();
        for (String level : new String[] {"customer", "profile", "peeringserver", "reseller"}) {
            ApiClient.Answer answer = admin.get("/api/" + level + "preferencedefs/");
            assertThat(answer.status()).describedAs(level).isEqualTo(200);
            assertThat(answer.json()).describedAs(level).isNotEmpty();
        }
    }

    @Test void theNearestLevelIsInEffect() {
        String location = location("10.2.0.0", 16);
        put("/api/domainpreferences/" + domain, "{\"concurrent_max\": 9, \"concurrent_max_out\": 9, \"max_call_duration\": 9, \"language\": \"de\"}");
        put("/api/customerpreferences/" + customer, "{\"concurrent_max\": 5, \"concurrent_max_out\": 5}");
        put("/api/customerpreferences/" + customer + "?location_id=" + location, "{\"concurrent_max_out\": 7}");
        put("/api/subscriberpreferences/" + subscriber, "{\"concurrent_max\": 1}");
        String path = "/api/activesubscriberpreferences/" + subscriber;
        JsonNode active = admin.get(path).json();
        assertThat(active.path("id").asString()).isEqualTo(subscriber);
        assertThat(active.path("concurrent_max").asInt()).isEqualTo(1);
        assertThat(active.path("concurrent_max_out").asInt()).isEqualTo(5);
        assertThat(active.path("max_call_duration").asString()).isEqualTo("9");
        assertThat(active.path("language").asString()).isEqualTo("de");
        assertThat(active.path("call_deflection").asString()).describedAs("default of the enumeration").isEqualTo("enabled");
        assertThat(admin.get(path + "?location_ip=10.2.3.4").json().path("concurrent_max_out").asInt()).isEqualTo(7);
        assertThat(admin.get(path + "?location_ip=10.3.3.4").json().path("concurrent_max_out").asInt()).isEqualTo(5);
        assertThat(admin.get(path + "?location_ip=nowhere").status()).isEqualTo(422);
        assertThat(other.api.get(path).status()).isEqualTo(404);
        assertThat(admin.get("/api/activesubscriberpreferences/?rows=3").json().path("total_count").asInt()).isPositive();
        assertThat(admin.put(path, "{}").status()).isEqualTo(405);
    }

    private String location(String ip, int mask) {
        return Sample.created(admin.post("/api/customerlocations/", """
            {"contract_id": %s, "name": "l-%s", "description": "d", "blocks": [{"ip": "%s", "mask": "%d"}]}""".formatted(customer, ip, ip, mask)));
    }

    private JsonNode put(String path, String body) {
        ApiClient.Answer answer = admin.put(path, body);
        assertThat(answer.status()).describedAs(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private void assertHidden(String path) {
        assertThat(other.api.get(path).status()).describedAs(path).isIn(403, 404);
        assertThat(other.api.put(path, "{}").status()).describedAs(path).isIn(403, 404);
    }

    private String peer() throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            statement.execute("insert into provisioning.voip_peer_groups (name, peering_contract_id) values ('g-%d', 1)".formatted(sample.number));
            statement.execute("insert into provisioning.voip_peer_hosts (group_id, name, ip) values (last_insert_id(), 'p-%d', '192.0.2.9')"
                .formatted(sample.number), Statement.RETURN_GENERATED_KEYS);
            try (var keys = statement.getGeneratedKeys()) {
                keys.next();
                return keys.getString(1);
            }
        }
    }

    private static int changes(String entity, String key) throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement();
             var row = statement.executeQuery("select count(*) from provisioning.change_log where entity = '%s' and entity_key = '%s'"
                 .formatted(entity, key))) {
            row.next();
            return row.getInt(1);
        }
    }
}
