package io.tandem.provisioning;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The create scripts of existing clients, as provisioning.md §1.12 describes them: an object exists if a search with every field of its payload that
 * is true in Perl finds exactly one; its id is the end of the link to it. A second run finds everything.
 */
class ProvisionedTwiceIT {
    private final ApiClient admin = ApiClient.administrator();
    private final String name = "site-" + new Sample(admin).number;
    private final List<String> made = new ArrayList<>();

    @Test void theSecondRunFindsEverything() {
        run();
        assertThat(made).hasSize(20);
        made.clear();
        run();
        assertThat(made).isEmpty();
    }

    private void run() {
        String contact = object("systemcontacts", "{\"company\": \"%1$s\", \"email\": \"%1$s@peer.invalid\"}".formatted(name));
        String contract = object("contracts", """
            {"billing_profile_id": "1", "status": "active", "type": "sippeering", "contact_id": "%s"}""".formatted(contact));
        String group = object("peeringgroups",
            "{\"name\": \"%s\", \"priority\": \"1\", \"contract_id\": \"%s\", \"description\": \"*\"}".formatted(name, contract));
        for (String server : List.of("a", "b")) {
            object("peeringservers", """
                {"group_id": "%s", "name": "%s-%s", "ip": "127.0.2.1", "host": null, "port": "51602", "transport": "1", "weight": "1", "enabled": "1",
                 "via_route": "", "contract_id": "%s"}""".formatted(group, name, server, contract));
        }
        String rewrite = object("rewriterulesets", "{\"reseller_id\": \"1\", \"name\": \"%s\", \"description\": \"rules of %s\"}".formatted(name, name));
        object("rewriterules", """
            {"set_id": "%s", "direction": "in", "field": "callee", "match_pattern": "^00([1-9][0-9]+)$", "replace_pattern": "\\\\1", "priority": "3",
             "description": "international"}""".formatted(rewrite));
        numbers();
        headers(rewrite);
        object("soundsets", "{\"name\": \"%s\", \"reseller_id\": \"1\"}".formatted(name));
        String container = object("emergencymappingcontainers", "{\"name\": \"%s\", \"reseller_id\": \"1\"}".formatted(name));
        object("emergencymappings", "{\"emergency_container_id\": \"%s\", \"code\": \"110\", \"prefix\": \"E\", \"suffix\": null}".formatted(container));
    }

    private void numbers() {
        String carrier = object("lnpcarriers", "{\"name\": \"%s\", \"prefix\": \"D1\", \"authoritative\": \"1\"}".formatted(name));
        object("lnpnumbers", "{\"number\": \"4377%1$s\", \"routing_number\": \"D1\", \"carrier_id\": \"%2$s\"}".formatted(
            name.replaceAll("\\D", ""), carrier));
        String level = object("ncoslevels", """
            {"level": "%s", "mode": "blacklist", "local_ac": "0", "description": "d", "reseller_id": "1", "patterns": ".*"}""".formatted(name));
        object("ncospatterns", "{\"ncos_level_id\": \"%s\", \"pattern\": \"^43(1|66.)[0-9]*$\", \"description\": \"p\"}".formatted(level));
        String list = object("ncoslnpcarriers", "{\"ncos_level_id\": \"%s\", \"carrier_id\": \"%s\"}".formatted(level, carrier));
        object("ncoslnppatterns", "{\"ncos_lnp_list_id\": \"%s\", \"pattern\": \"^43.*\"}".formatted(list));
    }

    private void headers(String rewrite) {
        String set = object("headerrulesets", "{\"name\": \"%s\", \"reseller_id\": \"1\"}".formatted(name));
        String rule = object("headerrules", """
            {"set_id": "%s", "name": "first", "description": "d", "direction": "a_inbound", "priority": "10", "stopper": "0"}""".formatted(set));
        object("headerruleconditions", """
            {"rule_id": "%s", "match_type": "header", "match_part": "full", "match_name": "X-Test", "expression": "is", "expression_negation": "0",
             "value_type": "input", "values": [{"value": "1"}], "rwr_set_id": "%s"}""".formatted(rule, rewrite));
        object("headerruleactions", """
            {"rule_id": "%s", "action_type": "set", "header": "X-Test", "header_part": "full", "value": "2", "value_part": "full"}""".formatted(rule));
    }

    /** The object's id, wherever it comes from. */
    private String object(String collection, String payload) {
        JsonNode found = admin.get("/api/" + collection + "/?" + query(JsonMapper.shared().readTree(payload))).json();
        if (found.path("total_count").asInt() == 1) {
            String self = found.path("_embedded").path("ngcp:" + collection).path(0).at("/_links/self/href").asString();
            return self.substring(self.lastIndexOf('/') + 1);
        }
        assertThat(found.path("total_count").asInt()).describedAs(collection).isZero();
        made.add(collection);
        return Sample.created(admin.post("/api/" + collection + "/", payload));
    }

    private static String query(JsonNode payload) {
        List<String> parts = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : payload.properties()) {
            String value = field.getValue().asString("");
            if (!value.isEmpty() && !"0".equals(value)) {
                parts.add(field.getKey() + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        }
        return String.join("&", parts);
    }
}
