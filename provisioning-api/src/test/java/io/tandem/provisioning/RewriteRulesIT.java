package io.tandem.provisioning;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The resources {@code rewriterulesets} and {@code rewriterules} (provisioning.md §1.13, wire-contract §1). */
class RewriteRulesIT {
    private final ApiClient admin = ApiClient.administrator();
    private final Sample sample = new Sample(admin);
    private final String name = "rewrite-" + sample.number;
    private String set = "";

    @BeforeEach void aSet() {
        set = Sample.created(admin.post("/api/rewriterulesets/", "{\"reseller_id\": \"1\", \"name\": \"%s\", \"description\": \"test\"}".formatted(name)));
    }

    @Test void aSetIsFoundAndHasSixLists() {
        JsonNode found = admin.get("/api/rewriterulesets/?name=" + name + "&reseller_id=1&description=test&whatever=x").json();
        assertThat(found.path("total_count").asInt()).isEqualTo(1);
        assertThat(found.at("/_embedded/ngcp:rewriterulesets/0/_links/self/href").asString()).isEqualTo("/api/rewriterulesets/" + set);
        JsonNode item = admin.get("/api/rewriterulesets/" + set).json();
        long first = (Long.parseLong(set) - 1) * 6 + 1;
        assertThat(item.path("caller_in_dpid").asLong()).isEqualTo(first);
        assertThat(item.path("callee_lnp_dpid").asLong()).isEqualTo(first + 5);
        assertThat(item.path("rewriterules").isEmpty()).isTrue();
        ApiClient.Answer twice = admin.post("/api/rewriterulesets/", "{\"reseller_id\": 1, \"name\": \"%s\"}".formatted(name));
        assertThat(twice.status()).isEqualTo(422);
        assertThat(twice.message()).isEqualTo("Rewrite rule set '%s' already exists for this reseller.".formatted(name));
        assertThat(admin.post("/api/rewriterulesets/", "{\"reseller_id\": 4711, \"name\": \"x\"}").message()).isEqualTo("Invalid 'reseller_id'");
        assertThat(admin.post("/api/rewriterulesets/", "{\"reseller_id\": 1}").message()).contains("field='name'", "Name field is required");
    }

    @Test void aRuleIsMadeReadReplacedPatchedAndDeleted() {
        String id = Sample.created(admin.post("/api/rewriterules/", rule("^0([1-9][0-9]+)$", "${caller_cc}\\\\1", "10")));
        JsonNode item = admin.get("/api/rewriterules/" + id).json();
        assertThat(item.path("set_id").asLong()).isEqualTo(Long.parseLong(set));
        assertThat(item.path("match_pattern").asString()).isEqualTo("^0([1-9][0-9]+)$");
        assertThat(item.path("replace_pattern").asString()).isEqualTo("${caller_cc}\\1");
        assertThat(item.path("direction").asString()).isEqualTo("in");
        assertThat(item.path("field").asString()).isEqualTo("callee");
        assertThat(item.path("priority").asInt()).isEqualTo(10);
        assertThat(item.path("enabled").asBoolean()).isTrue();

        ApiClient.Answer replaced = admin.put("/api/rewriterules/" + id, rule("^9$", "8", "").replace("\"in\"", "\"lnp\""));
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.json().path("priority").asInt()).isEqualTo(50);
        assertThat(replaced.json().path("direction").asString()).isEqualTo("lnp");
        ApiClient.Answer patched = admin.patch("/api/rewriterules/" + id, "[{\"op\": \"replace\", \"path\": \"/enabled\", \"value\": \"0\"}]");
        assertThat(patched.json().path("enabled").asBoolean()).isFalse();
        assertThat(patched.json().path("match_pattern").asString()).isEqualTo("^9$");
        assertThat(admin.delete("/api/rewriterules/" + id).status()).isEqualTo(204);
        assertThat(admin.get("/api/rewriterules/" + id).status()).isEqualTo(404);
    }

    @ParameterizedTest @CsvSource(delimiter = ';', value = {
        "^(0; 1; field='match_pattern', input='^(0', errors='Invalid regular expression: Unclosed group'",
        "^0(.+)$; \\\\2; field='replace_pattern', input='\\2', errors='Invalid regular expression: The replacement uses \\2"})
    void aBadPatternIsRefused(String match, String replacement, String message) {
        ApiClient.Answer answer = admin.post("/api/rewriterules/", rule(match, replacement, "1"));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.message()).contains(message);
    }

    @Test void variablesAreTakenInBothForms() {
        Sample.created(admin.post("/api/rewriterules/", rule("^${caller_cc}(${caller_ac})$", "$avp(s:caller_emergency_prefix)\\\\1", "1")));
        Sample.created(admin.post("/api/rewriterules/", rule("^$avp(s:caller_cc)(.+)$", "0\\\\1", "1")));
    }

    @Test void otherRefusals() {
        assertThat(admin.post("/api/rewriterules/", rule("1", "2", "1").replace("\"set_id\": \"" + set, "\"set_id\": \"999999")).message())
            .isEqualTo("Invalid 'set_id'");
        assertThat(admin.post("/api/rewriterules/", rule("1", "2", "-1")).message()).contains("field='priority', input='-1'");
        assertThat(admin.post("/api/rewriterules/", rule("1", "2", "1").replace("callee", "both")).message()).contains("'both' is not a valid value");
        assertThat(admin.post("/api/rewriterules/", "{}").message()).contains("field='set_id'", "field='match_pattern'", "field='replace_pattern'",
            "field='description'");
    }

    @Test void rulesAreFilteredAndPaged() {
        for (int i = 0; i < 12; i++) {
            Sample.created(admin.post("/api/rewriterules/", rule("^" + i + "$", "x", Integer.toString(i))));
        }
        JsonNode second = admin.get("/api/rewriterules/?set_id=" + set + "&page=2&order_by=priority&order_by_direction=desc").json();
        assertThat(second.path("total_count").asInt()).isEqualTo(12);
        assertThat(second.at("/_embedded/ngcp:rewriterules").size()).isEqualTo(2);
        assertThat(second.at("/_embedded/ngcp:rewriterules/1/priority").asInt()).isZero();
        for (String filter : new String[] {"direction=in", "field=callee", "description=ru*", "enabled=1"}) {
            assertThat(count("set_id=" + set + "&" + filter)).describedAs(filter).isEqualTo(12);
        }
        for (String filter : new String[] {"direction=out", "field=caller", "description=none", "enabled=0"}) {
            assertThat(count("set_id=" + set + "&" + filter)).describedAs(filter).isZero();
        }
        assertThat(count("set_id=" + set + "&priority=3")).isEqualTo(1);
    }

    @Test void rulesComeAndGoWithTheirSet() {
        String inline = """
            {"reseller_id": 1, "name": "%s-inline", "rewriterules": [
              {"match_pattern": "^2$", "replace_pattern": "b", "description": "second", "priority": 20},
              {"match_pattern": "^1$", "replace_pattern": "a", "description": "first", "priority": 10}]}""".formatted(name);
        ApiClient.Answer made = admin.post("/api/rewriterulesets/", inline);
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().at("/rewriterules/0/description").asString()).isEqualTo("first");
        assertThat(made.json().at("/rewriterules/1/priority").asInt()).isEqualTo(20);
        long rule = made.json().at("/rewriterules/0/id").asLong();
        String path = "/api/rewriterulesets/" + made.id();

        ApiClient.Answer renamed = admin.patch(path, "[{\"op\": \"replace\", \"path\": \"/description\", \"value\": \"new\"}]");
        assertThat(renamed.json().at("/rewriterules/0/id").asLong()).describedAs("rules that stay keep their id").isEqualTo(rule);
        ApiClient.Answer fewer = admin.patch(path, "[{\"op\": \"remove\", \"path\": \"/rewriterules/0\"}]");
        assertThat(fewer.json().path("rewriterules").size()).isEqualTo(1);
        assertThat(fewer.json().at("/rewriterules/0/description").asString()).isEqualTo("second");
        assertThat(admin.put(path, "{\"reseller_id\": 1, \"name\": \"%s-other\"}".formatted(name)).json().path("rewriterules").size()).isEqualTo(1);
        ApiClient.Answer bad = admin.post("/api/rewriterulesets/", inline.replace("-inline", "-bad").replace("^2$", "^(2"));
        assertThat(bad.status()).isEqualTo(422);
        assertThat(admin.get("/api/rewriterulesets/?name=" + name + "-bad").json().path("total_count").asInt()).describedAs("all or nothing").isZero();

        long left = fewer.json().at("/rewriterules/0/id").asLong();
        assertThat(admin.delete(path).status()).isEqualTo(204);
        assertThat(admin.get("/api/rewriterules/" + left).status()).isEqualTo(404);
    }

    private int count(String query) {
        return admin.get("/api/rewriterules/?" + query).json().path("total_count").asInt();
    }

    private String rule(String match, String replacement, String priority) {
        return """
            {"set_id": "%s", "match_pattern": "%s", "replace_pattern": "%s", "description": "rule", "direction": "in", "field": "callee",
             "priority": "%s"}""".formatted(set, match, replacement, priority);
    }
}
