package io.tandem.provisioning;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Header rule sets as the create script of existing clients makes them (provisioning.md §1.13, wire-contract §1). */
class HeaderRulesIT {
    private final ApiClient admin = ApiClient.administrator();
    private final Sample sample = new Sample(admin);
    private final String name = "header-" + sample.number;
    private String set = "";
    private String rule = "";

    @BeforeEach void aSetWithARule() {
        set = Sample.created(admin.post("/api/headerrulesets/", "{\"reseller_id\": \"1\", \"name\": \"%s\", \"description\": \"test\"}".formatted(name)));
        rule = Sample.created(admin.post("/api/headerrules/", rule("a_inbound")));
    }

    @Test void setsAndRulesAreFoundByWhatTheyWereMadeOf() {
        assertThat(count("headerrulesets/?reseller_id=1&description=test&name=" + name)).isEqualTo(1);
        assertThat(admin.post("/api/headerrulesets/", "{\"reseller_id\": 1, \"name\": \"%s\"}".formatted(name)).message())
            .isEqualTo("Header rule set '%s' already exists for this reseller.".formatted(name));
        assertThat(count("headerrules/?set_id=%s&name=%s&description=first&direction=a_inbound&priority=100&stopper=0&enabled=1".formatted(set, name)))
            .isEqualTo(1);
        assertThat(count("headerrules/?set_id=%s&enabled=0".formatted(set))).isZero();
        JsonNode item = admin.get("/api/headerrules/" + rule).json();
        assertThat(item.path("priority").asInt()).isEqualTo(100);
        assertThat(item.path("enabled").asBoolean()).describedAs("absent means on").isTrue();
        assertThat(item.path("stopper").asBoolean()).isFalse();
        assertThat(admin.put("/api/headerrules/" + rule, rule("reply").replace("}", ", \"enabled\": \"0\", \"stopper\": 1}")).json()
            .path("enabled").asBoolean()).isFalse();
        assertThat(admin.patch("/api/headerrules/" + rule, "[{\"op\": \"replace\", \"path\": \"/priority\", \"value\": \"5\"}]").json()
            .path("priority").asInt()).isEqualTo(5);
        assertThat(admin.post("/api/headerrules/", rule("sideways")).message()).contains("field='direction', input='sideways'");
        assertThat(admin.post("/api/headerrules/", rule("peer").replace("\"" + set + "\"", "999999")).message()).isEqualTo("Invalid 'set_id'");
    }

    @Test void aConditionKeepsItsValuesInOrder() {
        String id = Sample.created(admin.post("/api/headerruleconditions/", condition("is", "{\"value\": \"b\"}, {\"value\": \"a\"}", "")));
        JsonNode item = admin.get("/api/headerruleconditions/" + id).json();
        assertThat(item.path("values").toString()).isEqualTo("[{\"value\":\"b\"},{\"value\":\"a\"}]");
        assertThat(item.path("expression_negation").asBoolean()).isFalse();
        assertThat(item.path("enabled").asBoolean()).isTrue();
        assertThat(item.path("rwr_set_id").isNull()).isTrue();
        assertThat(item.path("rwr_dp").isNull()).isTrue();
        ApiClient.Answer added = admin.patch("/api/headerruleconditions/" + id,
            "[{\"op\": \"add\", \"path\": \"/values\", \"mode\": \"append\", \"value\": {\"value\": 17}}]");
        assertThat(added.json().path("values").toString()).isEqualTo("[{\"value\":\"b\"},{\"value\":\"a\"},{\"value\":\"17\"}]");
        assertThat(admin.put("/api/headerruleconditions/" + id, condition("contains", "", "")).json().path("values").isEmpty()).isTrue();
        for (String filter : List.of("match_type=header", "match_part=username", "match_name=From", "expression=contains", "value_type=input", "enabled=1")) {
            assertThat(count("headerruleconditions/?rule_id=" + rule + "&" + filter)).describedAs(filter).isEqualTo(1);
        }
        assertThat(admin.delete("/api/headerruleconditions/" + id).status()).isEqualTo(204);
    }

    @ParameterizedTest @ValueSource(strings = {"\"match_type\": \"body\"", "\"match_part\": \"password\"", "\"match_name\": \"\"", "\"expression\": \"like\"",
        "\"value_type\": \"output\"", "\"values\": [{\"value\": \"(\"}]", "\"values\": [\"text\"]", "\"rule_id\": 999999", "\"rwr_set_id\": 999999",
        "\"rwr_dp\": \"caller_in_dpid\""})
    void aConditionThatCannotWorkIsRefused(String wrong) {
        ApiClient.Answer answer = admin.post("/api/headerruleconditions/", condition("regexp", "{\"value\": \"^a\"}", ", " + wrong));
        assertThat(answer.status()).describedAs(answer.text()).isEqualTo(422);
    }

    @Test void anActionAndItsRewriteRules() {
        String rewrite = Sample.created(admin.post("/api/rewriterulesets/", "{\"reseller_id\": 1, \"name\": \"%s\"}".formatted(name)));
        String id = Sample.created(admin.post("/api/headerruleactions/", action(", \"rwr_set_id\": \"%s\", \"rwr_dp\": \"callee_out\"".formatted(rewrite))));
        JsonNode item = admin.get("/api/headerruleactions/" + id).json();
        assertThat(item.path("rwr_dp").asString()).isEqualTo("callee_out_dpid");
        assertThat(item.path("value_part").asString()).isEqualTo("full");
        assertThat(item.path("enabled").asBoolean()).isTrue();
        assertThat(admin.patch("/api/headerruleactions/" + id, "[{\"op\": \"replace\", \"path\": \"/value\", \"value\": \"x\"}]").json()
            .path("rwr_dp").asString()).isEqualTo("callee_out_dpid");
        for (String filter : List.of("header=P-Test", "header_part=full", "action_type=set", "value=x", "priority=100", "rwr_set_id=" + rewrite)) {
            assertThat(count("headerruleactions/?rule_id=" + rule + "&" + filter)).describedAs(filter).isEqualTo(1);
        }
        assertThat(admin.delete("/api/rewriterulesets/" + rewrite).status()).isEqualTo(204);
        assertThat(admin.get("/api/headerruleactions/" + id).json().path("rwr_dp").isNull()).isTrue();
        assertThat(admin.put("/api/headerruleactions/" + id, action("").replace("\"set\"", "\"play\"")).message()).contains("field='action_type'");
    }

    @Test void aSubscriberOwnsOneSet() {
        String subscriber = Sample.created(admin.post("/api/subscribers/",
            Sample.subscriber(sample.domain(), sample.customer(sample.contact()), "alice", "77%04d".formatted(sample.number))));
        String body = "{\"reseller_id\": 1, \"name\": \"%s-own\", \"subscriber_id\": %s}".formatted(name, subscriber);
        String own = Sample.created(admin.post("/api/headerrulesets/", body));
        assertThat(count("headerrulesets/?subscriber_id=" + subscriber)).isEqualTo(1);
        assertThat(admin.put("/api/headerrulesets/" + own, body).status()).isEqualTo(200);
        assertThat(admin.post("/api/headerrulesets/", body.replace("-own", "-two")).message())
            .isEqualTo("A header rule set already exists for subscriber %s.".formatted(subscriber));
        String foreign = body.replace("\"subscriber_id\": " + subscriber, "\"subscriber_id\": 999999");
        assertThat(admin.post("/api/headerrulesets/", foreign).message()).isEqualTo("Invalid 'subscriber_id'");
        admin.delete("/api/subscribers/" + subscriber);
        assertThat(admin.get("/api/headerrulesets/" + own).status()).isEqualTo(404);
    }

    @Test void deletingASetTakesAllAlong() {
        String condition = Sample.created(admin.post("/api/headerruleconditions/", condition("is", "{\"value\": \"a\"}", "")));
        String action = Sample.created(admin.post("/api/headerruleactions/", action("")));
        assertThat(admin.delete("/api/headerrulesets/" + set).status()).isEqualTo(204);
        for (String path : List.of("headerrules/" + rule, "headerruleconditions/" + condition, "headerruleactions/" + action)) {
            assertThat(admin.get("/api/" + path).status()).describedAs(path).isEqualTo(404);
        }
    }

    @Test void anotherResellerReachesNothing() throws Exception {
        ApiClient other = Tenant.reseller();
        String action = Sample.created(admin.post("/api/headerruleactions/", action("")));
        for (String path : List.of("headerrulesets/" + set, "headerrules/" + rule, "headerruleactions/" + action)) {
            assertThat(other.get("/api/" + path).status()).describedAs(path).isEqualTo(404);
            assertThat(other.delete("/api/" + path).status()).describedAs(path).isEqualTo(404);
        }
        assertThat(other.post("/api/headerrules/", rule("peer")).message()).isEqualTo("Invalid 'set_id'");
        assertThat(other.post("/api/headerruleactions/", action("")).message()).isEqualTo("Invalid 'rule_id'");
        String own = Sample.created(other.post("/api/headerrulesets/", "{\"name\": \"%s\"}".formatted(name)));
        String ownRule = Sample.created(other.post("/api/headerrules/", rule("peer").replace("\"" + set + "\"", own)));
        String foreign = Sample.created(admin.post("/api/rewriterulesets/", "{\"reseller_id\": 1, \"name\": \"%s\"}".formatted(name)));
        assertThat(other.post("/api/headerruleactions/", action(", \"rwr_set_id\": " + foreign).replace("\"" + rule + "\"", ownRule)).message())
            .isEqualTo("Invalid 'rwr_set_id'");
    }

    @Test void aSetIsWrittenAndShownWithAllThatIsInIt() {
        ApiClient.Answer made = admin.post("/api/headerrulesets/", """
            {"reseller_id": 1, "name": "%s-inline", "rules": [{"name": "one", "direction": "peer", "priority": 5,
              "conditions": [{"match_type": "header", "match_part": "full", "match_name": "X", "expression": "is", "value_type": "input",
                              "values": [{"value": "a"}, {"value": "b"}]}],
              "actions": [{"action_type": "remove", "header": "X", "header_part": "full", "priority": 2},
                          {"action_type": "add", "header": "Y", "header_part": "full", "value": "v", "priority": 1}]}]}""".formatted(name));
        assertThat(made.status()).describedAs(made.text()).isEqualTo(201);
        JsonNode inner = made.json().at("/rules/0");
        assertThat(inner.at("/conditions/0/values/1/value").asString()).isEqualTo("b");
        assertThat(inner.at("/actions/0/header").asString()).describedAs("by priority").isEqualTo("Y");
        assertThat(count("headerruleactions/?rule_id=" + inner.path("id").asString())).isEqualTo(2);

        String path = "/api/headerrulesets/" + made.id();
        ApiClient.Answer renamed = admin.put(path, made.text().replace("-inline", "-renamed"));
        assertThat(renamed.json().path("name").asString()).endsWith("-renamed");
        assertThat(renamed.json().path("rules")).describedAs("what is the same stays, with its ids").isEqualTo(made.json().path("rules"));
        ApiClient.Answer changed = admin.put(path, made.text().replace("\"b\"", "\"c\""));
        assertThat(changed.json().at("/rules/0/conditions/0/values/1/value").asString()).isEqualTo("c");
        assertThat(changed.json().at("/rules/0/actions").size()).isEqualTo(2);
        assertThat(admin.post("/api/headerrulesets/", made.text().replace("-inline", "-bad").replace("\"remove\"", "\"burn\"")).message())
            .contains("field='rules.actions.action_type', input='burn'");
    }

    private int count(String query) {
        return admin.get("/api/" + query).json().path("total_count").asInt();
    }

    private String rule(String direction) {
        return "{\"set_id\": \"%s\", \"name\": \"%s\", \"description\": \"first\", \"direction\": \"%s\"}".formatted(set, name, direction);
    }

    private String condition(String expression, String values, String more) {
        return """
            {"rule_id": "%s", "match_type": "header", "match_part": "username", "match_name": "From", "expression": "%s", "expression_negation": "",
             "value_type": "input", "values": [%s], "rwr_set_id": null%s}""".formatted(rule, expression, values, more);
    }

    private String action(String more) {
        return """
            {"rule_id": "%s", "action_type": "set", "header": "P-Test", "header_part": "full", "value": "text"%s}""".formatted(rule, more);
    }
}
