package io.tandem.provisioning;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The scripts for what is above customers: rewriting, header rules, restrictions, ported numbers, emergency codes, peers. */
final class PlatformScripts {
    private final ScriptClient client;
    private final int number;

    PlatformScripts(ScriptClient client, int number) {
        this.client = client;
        this.number = number;
    }

    /** create_rewrite_rules.
     * @return name of the set */
    String rewriteRules() {
        String name = "rules-" + number;
        String set = client.ensure("rewriterulesets", "{\"reseller_id\": \"1\", \"name\": \"%s\", \"description\": \"of the site\"}".formatted(name));
        for (String direction : new String[] {"in", "out", "lnp"}) {
            client.ensure("rewriterules", """
                {"set_id": "%s", "direction": "%s", "field": "callee", "match_pattern": "^00([1-9][0-9]+)$", "replace_pattern": "\\\\1",
                 "priority": "10", "description": "international"}""".formatted(set, direction));
        }
        return name;
    }

    /** create_header_manipulation.
     * @return name of the set */
    String headerRules() {
        String name = "headers-" + number;
        String set = client.ensure("headerrulesets", "{\"reseller_id\": \"1\", \"name\": \"%s\", \"description\": \"of the site\"}".formatted(name));
        String rule = client.ensure("headerrules", """
            {"set_id": "%s", "name": "diversion", "description": "d", "direction": "a_inbound", "priority": "100", "stopper": "0"}""".formatted(set),
            "{\"set_id\": \"%s\", \"name\": \"diversion\"}".formatted(set));
        client.ensure("headerruleconditions", """
            {"rule_id": "%s", "match_type": "header", "match_part": "full", "match_name": "Diversion", "expression": "contains",
             "expression_negation": "0", "value_type": "input", "values": [{"value": "43"}], "rwr_set_id": null}""".formatted(rule));
        client.ensure("headerruleactions", """
            {"rule_id": "%s", "header": "X-Diverted", "header_part": "full", "action_type": "set", "value": "yes", "value_part": "full",
             "rwr_set_id": null}""".formatted(rule));
        return name;
    }

    /** create_lnp and create_ncos.
     * @return name of the level */
    String restrictions() {
        String carrier = client.ensure("lnpcarriers",
            "{\"name\": \"carrier-%d\", \"prefix\": \"8%03d\", \"authoritative\": \"1\"}".formatted(number, number));
        client.ensure("lnpnumbers", "{\"carrier_id\": \"%s\", \"number\": \"43800%04d\", \"routing_number\": \"8%03d43800\"}".formatted(carrier, number, number),
            "{\"carrier_id\": \"%s\", \"number\": \"43800%04d\"}".formatted(carrier, number));
        String name = "level-" + number;
        String level = client.ensure("ncoslevels", """
            {"reseller_id": "1", "level": "%s", "mode": "blacklist", "local_ac": "0", "description": "no premium numbers"}""".formatted(name));
        client.ensure("ncospatterns", "{\"ncos_level_id\": \"%s\", \"pattern\": \"^43900.*\", \"description\": \"premium\"}".formatted(level));
        String carriers = client.ensure("ncoslnpcarriers", "{\"ncos_level_id\": \"%s\", \"carrier_id\": \"%s\", \"description\": \"d\"}".formatted(level, carrier));
        client.ensure("ncoslnppatterns", "{\"ncos_lnp_list_id\": \"%s\", \"pattern\": \"^438\", \"description\": \"d\"}".formatted(carriers));
        return name;
    }

    /** create_emergencymapping.
     * @return id of the container */
    String emergencyMappings() {
        String container = client.ensure("emergencymappingcontainers", "{\"reseller_id\": \"1\", \"name\": \"emergency-%d\"}".formatted(number));
        client.ensure("emergencymappings", "{\"emergency_container_id\": \"%s\", \"code\": \"112\", \"prefix\": \"1\", \"suffix\": null}".formatted(container));
        return container;
    }

    /** create_peers.
     * @return id of the server */
    String peers(String contract, String rewriteRuleSet) {
        String group = client.ensure("peeringgroups",
            "{\"name\": \"peers-%d\", \"priority\": \"1\", \"contract_id\": \"%s\", \"description\": \"d\"}".formatted(number, contract));
        client.ensure("peeringrules", """
            {"group_id": "%s", "callee_prefix": "", "callee_pattern": "^sip:43", "caller_pattern": "", "description": ""}""".formatted(group));
        client.ensure("peeringinboundrules",
            "{\"group_id\": \"%s\", \"field\": \"ruri_uri\", \"pattern\": \"^sip:43\", \"priority\": \"50\", \"enabled\": \"1\"}".formatted(group));
        String server = client.ensure("peeringservers", """
            {"group_id": "%s", "name": "peer-%d", "ip": "192.0.2.%d", "host": null, "port": "5060", "transport": "1", "weight": "1",
             "contract_id": "%s"}""".formatted(group, number, number % 250 + 1, contract));
        JsonNode preferences = client.merge("/api/peeringserverpreferences/" + server,
            "{\"rewrite_rule_set\": \"%s\", \"outbound_pai_user\": \"none\", \"concurrent_max\": -1}".formatted(rewriteRuleSet));
        assertThat(preferences.path("rewrite_rule_set").asString()).isEqualTo(rewriteRuleSet);
        assertThat(preferences.path("id").asString()).isEqualTo(server);
        return server;
    }
}
