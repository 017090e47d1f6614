package io.tandem.provisioning;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** What the change feed tells call nodes when numbers, peers, restrictions or header rules change. */
class NumberChangesIT {
    private final ApiClient admin = ApiClient.administrator();
    private final Sample sample = new Sample(admin);
    private final String name = "change-" + sample.number;
    private long position;

    @Test void rewriteRules() throws SQLException {
        String set = Sample.created(admin.post("/api/rewriterulesets/", named("")));
        assertThat(changes()).contains("rewrite_rule_set " + set);
        String other = Sample.created(admin.post("/api/rewriterulesets/", named("-b")));
        changes();
        String body = "{\"set_id\": %s, \"match_pattern\": \"1\", \"replace_pattern\": \"2\", \"description\": \"x\"}";
        String rule = Sample.created(admin.post("/api/rewriterules/", body.formatted(set)));
        assertThat(changes()).containsExactly("rewrite_rule_set " + set);
        admin.put("/api/rewriterules/" + rule, body.formatted(other));
        assertThat(changes()).describedAs("a rule that moves changes both").containsExactlyInAnyOrder("rewrite_rule_set " + set, "rewrite_rule_set " + other);
        admin.delete("/api/rewriterules/" + rule);
        assertThat(changes()).containsExactly("rewrite_rule_set " + other);
    }

    @Test void aDeletedSetLeavesThePreferencesThatNameIt() throws SQLException {
        String domain = sample.domain();
        String rewrite = Sample.created(admin.post("/api/rewriterulesets/", named("")));
        prefer(domain, "rewrite_rule_set", rewrite);
        prefer(domain, "rewrite_callee_in_dpid", Long.toString((Long.parseLong(rewrite) - 1) * 6 + 2));
        prefer(domain, "concurrent_max", rewrite);
        String header = Sample.created(admin.post("/api/headerrulesets/", named("")));
        prefer(domain, "header_rule_set", header);
        String level = Sample.created(admin.post("/api/ncoslevels/", "{\"reseller_id\": 1, \"level\": \"%s\", \"mode\": \"blacklist\"}".formatted(name)));
        prefer(domain, "adm_ncos_id", level);
        String container = Sample.created(admin.post("/api/emergencymappingcontainers/", named("")));
        prefer(domain, "emergency_mapping_container_id", container);
        changes();
        admin.delete("/api/rewriterulesets/" + rewrite);
        assertThat(changes()).containsExactlyInAnyOrder("rewrite_rule_set " + rewrite, "domain " + domain);
        admin.delete("/api/headerrulesets/" + header);
        assertThat(changes()).containsExactlyInAnyOrder("header_rule_set " + header, "domain " + domain);
        admin.delete("/api/ncoslevels/" + level);
        assertThat(changes()).containsExactlyInAnyOrder("ncos_level " + level, "domain " + domain);
        admin.delete("/api/emergencymappingcontainers/" + container);
        assertThat(changes()).containsExactlyInAnyOrder("emergency_container " + container, "domain " + domain);
        assertThat(preferred(domain)).contains("concurrent_max").doesNotContain("rewrite_rule_set", "rewrite_callee_in_dpid", "header_rule_set",
            "adm_ncos_id", "emergency_mapping_container_id");
    }

    @Test void peers() throws SQLException {
        String contact = Sample.created(admin.post("/api/systemcontacts/", "{\"email\": \"%s@peer.invalid\"}".formatted(name)));
        String contract = Sample.created(admin.post("/api/contracts/",
            "{\"contact_id\": %s, \"type\": \"sippeering\", \"status\": \"active\", \"billing_profile_id\": 1}".formatted(contact)));
        String group = Sample.created(admin.post("/api/peeringgroups/", "{\"name\": \"%s\", \"contract_id\": %s}".formatted(name, contract)));
        changes();
        String server = Sample.created(admin.post("/api/peeringservers/",
            "{\"group_id\": %s, \"name\": \"%s\", \"ip\": \"192.0.2.9\"}".formatted(group, name)));
        assertThat(changes()).containsExactly("peer_host " + server);
        admin.post("/api/peeringrules/", "{\"group_id\": %s}".formatted(group));
        assertThat(changes()).containsExactly("peer_group " + group);
        admin.post("/api/peeringinboundrules/", "{\"group_id\": %s, \"field\": \"from_uri\", \"priority\": 1}".formatted(group));
        assertThat(changes()).containsExactly("peer_group " + group);
        admin.delete("/api/peeringgroups/" + group);
        assertThat(changes()).containsExactlyInAnyOrder("peer_group " + group, "peer_host " + server);
    }

    @Test void carriersAndTheLevelsThatNameThem() throws SQLException {
        String level = Sample.created(admin.post("/api/ncoslevels/", "{\"reseller_id\": 1, \"level\": \"%s\", \"mode\": \"blacklist\"}".formatted(name)));
        String carrier = Sample.created(admin.post("/api/lnpcarriers/", "{\"name\": \"%s\", \"prefix\": \"1\"}".formatted(name)));
        String list = Sample.created(admin.post("/api/ncoslnpcarriers/", "{\"ncos_level_id\": %s, \"carrier_id\": %s}".formatted(level, carrier)));
        changes();
        admin.post("/api/ncoslnppatterns/", "{\"ncos_lnp_list_id\": %s, \"pattern\": \"1\"}".formatted(list));
        assertThat(changes()).containsExactly("ncos_level " + level);
        admin.post("/api/lnpnumbers/", "{\"number\": \"4399%s\", \"carrier_id\": %s}".formatted(sample.number, carrier));
        assertThat(changes()).containsExactly("lnp_carrier " + carrier);
        admin.delete("/api/lnpcarriers/" + carrier);
        assertThat(changes()).containsExactlyInAnyOrder("lnp_carrier " + carrier, "ncos_level " + level);
    }

    @Test void ncosSetsAndTheirLevels() throws SQLException {
        String domain = sample.domain();
        String level = Sample.created(admin.post("/api/ncoslevels/", "{\"reseller_id\": 1, \"level\": \"%s\", \"mode\": \"blacklist\"}".formatted(name)));
        String set = Sample.created(admin.post("/api/ncossets/", named("")));
        assertThat(changes()).contains("ncos_set " + set);
        String member = Sample.created(admin.post("/api/ncossetlevels/", "{\"ncos_set_id\": %s, \"ncos_level_id\": %s}".formatted(set, level)));
        assertThat(changes()).containsExactly("ncos_set " + set);
        admin.delete("/api/ncossetlevels/" + member);
        assertThat(changes()).containsExactly("ncos_set " + set);
        assertThat(admin.put("/api/domainpreferences/" + domain, "{\"ncos_set\": \"%s\", \"adm_ncos_set\": \"%1$s\"}".formatted(name)).status()).isEqualTo(200);
        assertThat(preferred(domain)).contains("ncos_set_id", "adm_ncos_set_id");
        changes();
        admin.delete("/api/ncossets/" + set);
        assertThat(changes()).containsExactlyInAnyOrder("ncos_set " + set, "domain " + domain);
        assertThat(preferred(domain)).doesNotContain("ncos_set_id", "adm_ncos_set_id");
    }

    @Test void headerRules() throws SQLException {
        String set = Sample.created(admin.post("/api/headerrulesets/", named("")));
        String rule = Sample.created(admin.post("/api/headerrules/", "{\"set_id\": %s, \"name\": \"r\", \"direction\": \"local\"}".formatted(set)));
        changes();
        for (String each : List.of("headerruleconditions/ {\"rule_id\": %s, \"match_type\": \"header\", \"match_part\": \"full\", \"match_name\": \"X\", "
                + "\"expression\": \"is\", \"value_type\": \"input\"}", "headerruleactions/ {\"rule_id\": %s, \"header\": \"X\", \"header_part\": \"full\", "
                + "\"action_type\": \"remove\"}")) {
            String[] parts = each.split(" ", 2);
            String id = Sample.created(admin.post("/api/" + parts[0], parts[1].formatted(rule)));
            assertThat(changes()).containsExactly("header_rule_set " + set);
            admin.delete("/api/" + parts[0] + id);
            assertThat(changes()).containsExactly("header_rule_set " + set);
        }
    }

    @ParameterizedTest @CsvSource({"rewriterulesets, name", "headerrulesets, name", "ncoslevels, level", "ncossets, name", "soundsets, name"})
    void writesAreJournaled(String collection, String nameField) {
        String body = "{\"reseller_id\": 1, \"%s\": \"%s-j\", \"mode\": \"blacklist\", \"description\": \"%s\"}";
        String id = Sample.created(admin.post("/api/" + collection + "/", body.formatted(nameField, name, "one")));
        admin.put("/api/" + collection + "/" + id, body.formatted(nameField, name, "two"));
        JsonNode journal = admin.get("/api/%s/%s/journal/".formatted(collection, id)).json();
        assertThat(journal.path("total_count").asInt()).isEqualTo(2);
        assertThat(journal.findValuesAsString("operation")).containsExactlyInAnyOrder("create", "update");
    }

    private String named(String ending) {
        return "{\"reseller_id\": 1, \"name\": \"%s%s\"}".formatted(name, ending);
    }

    /** What was logged since the last call. */
    private Set<String> changes() throws SQLException {
        try (Connection connection = TestServers.connect(); PreparedStatement query = connection.prepareStatement(
                "select id, entity, entity_key from provisioning.change_log where id > ? order by id")) {
            query.setLong(1, position);
            Set<String> changes = new TreeSet<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    position = row.getLong(1);
                    changes.add(row.getString(2) + " " + row.getString(3));
                }
            }
            return changes;
        }
    }

    private static void prefer(String domain, String attribute, String value) throws SQLException {
        try (Connection connection = TestServers.connect(); PreparedStatement insert = connection.prepareStatement("""
                insert into provisioning.voip_dom_preferences (domain_id, attribute_id, value)
                select ?, id, ? from provisioning.voip_preferences where attribute = ?""")) {
            insert.setString(1, domain);
            insert.setString(2, value);
            insert.setString(3, attribute);
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
    }

    private static Set<String> preferred(String domain) throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery("""
                select a.attribute from provisioning.voip_dom_preferences p join provisioning.voip_preferences a on a.id = p.attribute_id
                where p.domain_id = """ + Long.parseLong(domain))) {
            Set<String> attributes = new TreeSet<>();
            while (row.next()) {
                attributes.add(row.getString(1));
            }
            return attributes;
        }
    }
}
