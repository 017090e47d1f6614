package io.tandem.provisioning;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Peering partners as the create script of existing clients makes them (provisioning.md §1.12, §1.13). */
class PeeringIT {
    private final ApiClient admin = ApiClient.administrator();
    private final Sample sample = new Sample(admin);
    private final String name = "peer-" + sample.number;
    private String contract = "";
    private String group = "";

    @BeforeEach void aGroup() {
        contract = contract("sippeering");
        group = Sample.created(admin.post("/api/peeringgroups/", group(name, contract)));
    }

    @Test void aGroupIsFoundByWhatItWasMadeOf() {
        JsonNode found = admin.get("/api/peeringgroups/?name=%s&priority=2&contract_id=%s".formatted(name, contract)).json();
        assertThat(found.path("total_count").asInt()).isEqualTo(1);
        JsonNode item = found.at("/_embedded/ngcp:peeringgroups/0");
        assertThat(item.path("priority").asInt()).isEqualTo(2);
        assertThat(item.path("contract_id").asLong()).isEqualTo(Long.parseLong(contract));
        assertThat(item.path("has_inbound_rules").asBoolean()).isFalse();
        assertThat(admin.get("/api/peeringgroups/?name=%s&description=x*".formatted(name)).json().path("total_count").asInt()).isZero();
        assertThat(admin.get("/api/peeringgroups/?name=%s&priority=3".formatted(name)).json().path("total_count").asInt()).isZero();
        assertThat(admin.post("/api/peeringgroups/", group(name, contract)).message()).isEqualTo("Peering group '%s' already exists.".formatted(name));
    }

    @Test void onlyAPeeringContractMakesAPartner() {
        assertThat(admin.post("/api/peeringgroups/", group(name + "-x", contract("reseller"))).message()).isEqualTo("Invalid 'contract_id'");
        assertThat(admin.post("/api/peeringgroups/", group(name + "-x", "999999")).message()).isEqualTo("Invalid 'contract_id'");
        assertThat(admin.post("/api/peeringgroups/", group(name + "-x", contract).replace("\"2\"", "10")).message())
            .contains("field='priority', input='10', errors='Value must be between 1 and 9'");
    }

    @Test void aServerIsMadeReadReplacedPatchedAndDeleted() {
        String id = Sample.created(admin.post("/api/peeringservers/", server(name, "192.0.2.1")));
        JsonNode item = admin.get("/api/peeringservers/?name=%s&group_id=%s&ip=192.0.2.1&contract_id=17".formatted(name, group)).json();
        assertThat(item.path("total_count").asInt()).isEqualTo(1);
        item = item.at("/_embedded/ngcp:peeringservers/0");
        assertThat(item.path("host").isNull()).isTrue();
        assertThat(item.path("port").asInt()).isEqualTo(5060);
        assertThat(item.path("transport").asInt()).isEqualTo(1);
        assertThat(item.path("weight").asInt()).isEqualTo(1);
        assertThat(item.path("probe").asBoolean()).isFalse();
        assertThat(item.path("enabled").asBoolean()).isTrue();

        ApiClient.Answer replaced = admin.put("/api/peeringservers/" + id, """
            {"group_id": %s, "name": "%s", "ip": "[2001:db8::1]", "host": "peer.example.org", "port": 5061, "transport": "3", "weight": 9,
             "probe": 1, "enabled": 0, "via_route": "<sip:proxy;lr>"}""".formatted(group, name));
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.json().path("ip").asString()).isEqualTo("2001:db8::1");
        assertThat(replaced.json().path("probe").asBoolean()).isTrue();
        assertThat(replaced.json().path("enabled").asBoolean()).isFalse();
        assertThat(admin.patch("/api/peeringservers/" + id, "[{\"op\": \"replace\", \"path\": \"/host\", \"value\": null}]").json().path("host").isNull())
            .isTrue();
        for (String filter : List.of("host=$null", "port=5061", "transport=3", "weight=9", "probe=1", "enabled=0")) {
            assertThat(admin.get("/api/peeringservers/?group_id=" + group + "&" + filter).json().path("total_count").asInt()).describedAs(filter)
                .isEqualTo(1);
        }
        assertThat(admin.delete("/api/peeringservers/" + id).status()).isEqualTo(204);
        assertThat(admin.get("/api/peeringservers/" + id).status()).isEqualTo(404);
    }

    @Test void serverNamesAreUniqueAcrossGroups() {
        Sample.created(admin.post("/api/peeringservers/", server(name, "192.0.2.1")));
        String other = Sample.created(admin.post("/api/peeringgroups/", group(name + "-other", contract)));
        ApiClient.Answer twice = admin.post("/api/peeringservers/", server(name, "192.0.2.2").replace("\"" + group + "\"", other));
        assertThat(twice.status()).isEqualTo(422);
        assertThat(twice.message()).isEqualTo("Peering server '%s' already exists.".formatted(name));
        Sample.created(admin.post("/api/peeringservers/", server(name + "-b", "192.0.2.1")));
    }

    @ParameterizedTest @ValueSource(strings = {"peer.example.org", "192.0.2", "192.0.2.256", "7", "2001:db8::1::2", "192.0.2.1:5060"})
    void whatIsNoAddressIsRefused(String ip) {
        assertThat(admin.post("/api/peeringservers/", server(name, ip)).message())
            .contains("field='ip', input='%s', errors='Invalid IPv4 or IPv6 address'".formatted(ip));
    }

    @Test void otherRefusalsOfServers() {
        assertThat(admin.post("/api/peeringservers/", server(name, "192.0.2.1").replace("\"" + group + "\"", "999999")).message())
            .isEqualTo("Invalid 'group_id'");
        assertThat(admin.post("/api/peeringservers/", server(name, "192.0.2.1").replace("\"transport\": \"1\"", "\"transport\": 4")).message())
            .contains("field='transport'");
        assertThat(admin.post("/api/peeringservers/", server(name, "192.0.2.1").replace("\"host\": null", "\"host\": \"a b\"")).message())
            .contains("field='host', input='a b', errors='Invalid host name'");
    }

    @Test void outboundRules() {
        String id = Sample.created(admin.post("/api/peeringrules/", """
            {"group_id": "%s", "callee_prefix": "", "callee_pattern": "^sip:43", "caller_pattern": null, "description": ""}""".formatted(group)));
        JsonNode rule = admin.get("/api/peeringrules/" + id).json();
        assertThat(rule.path("callee_prefix").asString()).isEmpty();
        assertThat(rule.path("enabled").asBoolean()).isTrue();
        assertThat(rule.path("stopper").asBoolean()).isFalse();
        assertThat(admin.put("/api/peeringrules/" + id, "{\"group_id\": %s, \"callee_prefix\": 43, \"stopper\": 1}".formatted(group)).json()
            .path("callee_prefix").asString()).isEqualTo("43");
        for (String filter : List.of("group_id=" + group, "callee_prefix=43&group_id=" + group, "stopper=1&enabled=1&group_id=" + group)) {
            assertThat(admin.get("/api/peeringrules/?" + filter).json().path("total_count").asInt()).describedAs(filter).isEqualTo(1);
        }
        assertThat(admin.post("/api/peeringrules/", "{\"group_id\": %s, \"callee_pattern\": \"[\"}".formatted(group)).message())
            .contains("field='callee_pattern', input='[', errors='Invalid regular expression");
        assertThat(admin.post("/api/peeringrules/", "{\"group_id\": %s, \"caller_pattern\": \"*\"}".formatted(group)).message())
            .contains("field='caller_pattern'");
        assertThat(admin.delete("/api/peeringrules/" + id).status()).isEqualTo(204);
    }

    @Test void inboundRulesShowInTheirGroup() {
        String id = Sample.created(admin.post("/api/peeringinboundrules/", inbound("50", "")));
        assertThat(hasInboundRules()).isTrue();
        ApiClient.Answer twice = admin.post("/api/peeringinboundrules/", inbound("50", ""));
        assertThat(twice.message()).isEqualTo("A peering inbound rule with priority 50 already exists in this group.");
        String other = Sample.created(admin.post("/api/peeringinboundrules/", inbound("60", ", \"reject_code\": \"480\", \"reject_reason\": \"Not now\"")));
        assertThat(admin.get("/api/peeringinboundrules/" + other).json().path("reject_code").asInt()).isEqualTo(480);
        assertThat(admin.put("/api/peeringinboundrules/" + other, inbound("50", "")).status()).isEqualTo(422);
        assertThat(admin.get("/api/peeringinboundrules/?priority=60&field=ruri_uri&enabled=1&group_id=" + group).json().path("total_count").asInt())
            .isEqualTo(1);
        admin.delete("/api/peeringinboundrules/" + other);
        assertThat(hasInboundRules()).isTrue();
        admin.delete("/api/peeringinboundrules/" + id);
        assertThat(hasInboundRules()).isFalse();
    }

    @ParameterizedTest @ValueSource(strings = {", \"reject_code\": 403", ", \"reject_reason\": \"No\"",
        ", \"reject_code\": 200, \"reject_reason\": \"No\"", ", \"field\": \"via\"", ", \"pattern\": \"(\"", ", \"priority\": null"})
    void anInboundRuleThatCannotWorkIsRefused(String wrong) {
        ApiClient.Answer answer = admin.post("/api/peeringinboundrules/", inbound("50", wrong));
        assertThat(answer.status()).describedAs(answer.text()).isEqualTo(422);
        assertThat(hasInboundRules()).isFalse();
    }

    @Test void deletingAGroupTakesAllAlong() {
        String server = Sample.created(admin.post("/api/peeringservers/", server(name, "192.0.2.1")));
        String rule = Sample.created(admin.post("/api/peeringrules/", "{\"group_id\": %s}".formatted(group)));
        String inbound = Sample.created(admin.post("/api/peeringinboundrules/", inbound("50", "")));
        assertThat(admin.delete("/api/peeringgroups/" + group).status()).isEqualTo(204);
        for (String path : List.of("peeringgroups/" + group, "peeringservers/" + server, "peeringrules/" + rule, "peeringinboundrules/" + inbound)) {
            assertThat(admin.get("/api/" + path).status()).describedAs(path).isEqualTo(404);
        }
    }

    private boolean hasInboundRules() {
        return admin.get("/api/peeringgroups/" + group).json().path("has_inbound_rules").asBoolean();
    }

    private String contract(String type) {
        String contact = Sample.created(admin.post("/api/systemcontacts/", "{\"email\": \"%s-%s@peer.invalid\"}".formatted(name, type)));
        return Sample.created(admin.post("/api/contracts/",
            "{\"contact_id\": \"%s\", \"type\": \"%s\", \"status\": \"active\", \"billing_profile_id\": \"1\"}".formatted(contact, type)));
    }

    private static String group(String name, String contract) {
        return "{\"name\": \"%s\", \"priority\": \"2\", \"contract_id\": \"%s\", \"description\": \"partner\"}".formatted(name, contract);
    }

    private String server(String name, String ip) {
        return """
            {"group_id": "%s", "name": "%s", "ip": "%s", "host": null, "port": "5060", "transport": "1", "weight": "1", "enabled": "1"}"""
            .formatted(group, name, ip);
    }

    private String inbound(String priority, String more) {
        return """
            {"group_id": "%s", "field": "ruri_uri", "pattern": "^sip:43", "priority": "%s", "enabled": "1"%s}""".formatted(group, priority, more);
    }
}
