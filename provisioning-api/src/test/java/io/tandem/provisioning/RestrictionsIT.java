package io.tandem.provisioning;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** NCOS levels, ported numbers and emergency mappings (provisioning.md §1.13, wire-contract §1). */
class RestrictionsIT {
    private final ApiClient admin = ApiClient.administrator();
    private final Sample sample = new Sample(admin);
    private final String name = "r-" + sample.number;
    private String level = "";
    private String carrier = "";

    @BeforeEach void aLevelAndACarrier() {
        level = Sample.created(admin.post("/api/ncoslevels/", level(name)));
        carrier = Sample.created(admin.post("/api/lnpcarriers/",
            "{\"name\": \"%s\", \"prefix\": \"D%s\", \"authoritative\": \"\"}".formatted(name, sample.number)));
    }

    @Test void aLevelIsFoundByWhatItWasMadeOf() {
        JsonNode found = admin.get("/api/ncoslevels/?level=%s&reseller_id=1&mode=blacklist&description=test&patterns=.*".formatted(name)).json();
        assertThat(found.path("total_count").asInt()).isEqualTo(1);
        JsonNode item = found.at("/_embedded/ngcp:ncoslevels/0");
        assertThat(item.path("local_ac").asBoolean()).isTrue();
        assertThat(item.path("intra_pbx").asBoolean()).isFalse();
        assertThat(item.path("expose_to_customer").asBoolean()).isFalse();
        assertThat(item.path("time_set_id").isNull()).isTrue();
        assertThat(admin.get("/api/ncoslevels/?mode=whitelist&level=" + name).json().path("total_count").asInt()).isZero();
        assertThat(admin.post("/api/ncoslevels/", level(name)).message()).isEqualTo("NCOS level '%s' already exists for this reseller.".formatted(name));
        assertThat(admin.post("/api/ncoslevels/", level(name + "x").replace("blacklist", "grey")).message()).contains("field='mode', input='grey'");
        assertThat(admin.post("/api/ncoslevels/", level(name + "x").replace("\"local_ac\"", "\"time_set_id\": -1, \"local_ac\"")).message())
            .contains("field='time_set_id', input='-1'");
        assertThat(admin.put("/api/ncoslevels/" + level, level(name).replace("blacklist", "whitelist")).json().path("mode").asString())
            .isEqualTo("whitelist");
        assertThat(admin.patch("/api/ncoslevels/" + level, "[{\"op\": \"replace\", \"path\": \"/intra_pbx\", \"value\": 1}]").json()
            .path("intra_pbx").asBoolean()).isTrue();
    }

    @Test void patternsAreFoundExactly() {
        String id = Sample.created(admin.post("/api/ncospatterns/", pattern("^43.*")));
        Sample.created(admin.post("/api/ncospatterns/", pattern("^431.*$")));
        JsonNode found = admin.get("/api/ncospatterns/?ncos_level_id=%s&pattern=%%5E43.*&description=some".formatted(level)).json();
        assertThat(found.path("total_count").asInt()).isEqualTo(1);
        assertThat(found.at("/_embedded/ngcp:ncospatterns/0/id").asString()).isEqualTo(id);
        assertThat(admin.get("/api/ncospatterns/?ncos_level_id=" + level).json().path("total_count").asInt()).isEqualTo(2);
        assertThat(admin.post("/api/ncospatterns/", pattern("^43.*")).message()).isEqualTo("Pattern '^43.*' already exists for this NCOS level.");
        assertThat(admin.post("/api/ncospatterns/", pattern("^(43")).message()).contains("field='pattern', input='^(43', errors='Invalid regular expr");
        assertThat(admin.post("/api/ncospatterns/", "{\"ncos_level_id\": 999999, \"pattern\": \"1\"}").message()).isEqualTo("Invalid 'ncos_level_id'");
        assertThat(admin.put("/api/ncospatterns/" + id, pattern("^44")).json().path("pattern").asString()).isEqualTo("^44");
        assertThat(admin.delete("/api/ncospatterns/" + id).status()).isEqualTo(204);
    }

    @Test void carriersOfALevelAndTheirPatterns() {
        String list = Sample.created(admin.post("/api/ncoslnpcarriers/", "{\"ncos_level_id\": \"%s\", \"carrier_id\": \"%s\"}".formatted(level, carrier)));
        assertThat(admin.get("/api/ncoslnpcarriers/?ncos_level_id=%s&carrier_id=%s".formatted(level, carrier)).json().path("total_count").asInt())
            .isEqualTo(1);
        assertThat(admin.post("/api/ncoslnpcarriers/", "{\"ncos_level_id\": %s, \"carrier_id\": %s}".formatted(level, carrier)).message())
            .isEqualTo("LNP carrier %s already exists for this NCOS level.".formatted(carrier));
        assertThat(admin.post("/api/ncoslnpcarriers/", "{\"ncos_level_id\": %s, \"carrier_id\": 999999}".formatted(level)).message())
            .isEqualTo("Invalid 'carrier_id'");
        String pattern = Sample.created(admin.post("/api/ncoslnppatterns/", "{\"ncos_lnp_list_id\": \"%s\", \"pattern\": \"^43.*\"}".formatted(list)));
        assertThat(admin.get("/api/ncoslnppatterns/?ncos_lnp_list_id=%s&pattern=%%5E43.*".formatted(list)).json().path("total_count").asInt())
            .isEqualTo(1);
        assertThat(admin.post("/api/ncoslnppatterns/", "{\"ncos_lnp_list_id\": %s, \"pattern\": \"^43.*\"}".formatted(list)).message())
            .isEqualTo("Pattern '^43.*' already exists for this LNP carrier.");
        assertThat(admin.put("/api/ncoslnppatterns/" + pattern, "{\"ncos_lnp_list_id\": %s, \"pattern\": \"+\"}".formatted(list)).status()).isEqualTo(422);
        assertThat(admin.delete("/api/ncoslevels/" + level).status()).isEqualTo(204);
        assertThat(admin.get("/api/ncoslnpcarriers/" + list).status()).isEqualTo(404);
        assertThat(admin.get("/api/ncoslnppatterns/" + pattern).status()).isEqualTo(404);
    }

    @Test void carriers() {
        JsonNode item = admin.get("/api/lnpcarriers/?name=%s&prefix=D%s".formatted(name, sample.number)).json();
        assertThat(item.path("total_count").asInt()).isEqualTo(1);
        assertThat(item.at("/_embedded/ngcp:lnpcarriers/0/authoritative").asBoolean()).isFalse();
        assertThat(admin.post("/api/lnpcarriers/", "{\"name\": \"%s\", \"prefix\": \"1\"}".formatted(name)).message())
            .isEqualTo("LNP carrier '%s' already exists.".formatted(name));
        assertThat(admin.put("/api/lnpcarriers/" + carrier, "{\"name\": \"%s\", \"prefix\": 7, \"authoritative\": 1, \"skip_rewrite\": true}"
            .formatted(name)).json().path("skip_rewrite").asBoolean()).isTrue();
        assertThat(admin.get("/api/lnpcarriers/?authoritative=1&skip_rewrite=1&name=" + name).json().path("total_count").asInt()).isEqualTo(1);
        assertThat(admin.post("/api/lnpcarriers/", "{\"name\": \"x\"}").message()).contains("field='prefix'");
    }

    @Test void numbersAndWhichOfThemHoldNow() {
        String sn = "439%05d".formatted(sample.number);
        String later = Sample.created(admin.post("/api/lnpcarriers/", "{\"name\": \"%s-later\", \"prefix\": \"L\"}".formatted(name)));
        String old = Sample.created(admin.post("/api/lnpnumbers/", number(sn, carrier, "")));
        Sample.created(admin.post("/api/lnpnumbers/", number(sn, later, ", \"start\": \"2020-01-01 00:00:00\"")));
        String ended = Sample.created(admin.post("/api/lnpnumbers/", number(sn + "1", carrier, ", \"end\": \"2020-01-01\"")));
        String future = Sample.created(admin.post("/api/lnpnumbers/", number(sn + "2", carrier, ", \"start\": \"2090-01-01 00:00:00\"")));
        assertThat(admin.get("/api/lnpnumbers/?number=%s&carrier_id=%s".formatted(sn, carrier)).json().path("total_count").asInt()).isEqualTo(1);
        JsonNode actual = admin.get("/api/lnpnumbers/?actual=1&number=" + sn + "*").json();
        assertThat(actual.path("total_count").asInt()).isEqualTo(1);
        assertThat(actual.at("/_embedded/ngcp:lnpnumbers/0/carrier_id").asString()).isEqualTo(later);
        assertThat(actual.at("/_embedded/ngcp:lnpnumbers/0/start").asString()).isEqualTo("2020-01-01 00:00:00");
        for (String id : List.of(old, ended, future)) {
            assertThat(admin.get("/api/lnpnumbers/" + id).json().path("actual").asBoolean()).isFalse();
        }
        assertThat(admin.post("/api/lnpnumbers/", number(sn, carrier, "")).message())
            .isEqualTo("LNP number '%s' already exists for this carrier.".formatted(sn));
        assertThat(admin.post("/api/lnpnumbers/", number("4x", carrier, "")).message()).contains("field='number', input='4x'");
        for (String time : List.of("2020-02-30", "2020-01-01 25:00:00", "0000-00-00", "0001-01-01")) {
            assertThat(admin.post("/api/lnpnumbers/", number("44", carrier, ", \"start\": \"%s\"".formatted(time))).message()).contains("field='start'");
        }
        assertThat(admin.post("/api/lnpnumbers/", number("43", "999999", "")).message()).isEqualTo("Invalid 'carrier_id'");
        assertThat(admin.put("/api/lnpnumbers/" + old, number(sn, carrier, ", \"type\": \"mobile\"")).json().path("type").asString()).isEqualTo("mobile");
        assertThat(admin.delete("/api/lnpnumbers/").message()).startsWith("DELETE of all LNP numbers needs a filter");
        assertThat(admin.delete("/api/lnpnumbers/?number=" + sn + "2").status()).isEqualTo(204);
        assertThat(admin.get("/api/lnpnumbers/" + future).status()).isEqualTo(404);
        assertThat(admin.delete("/api/lnpcarriers/" + carrier).status()).isEqualTo(204);
        assertThat(admin.get("/api/lnpnumbers/" + old).status()).isEqualTo(404);
    }

    @Test void ncosSetsHoldLevelsOfTheirReseller() throws Exception {
        String set = Sample.created(admin.post("/api/ncossets/", "{\"reseller_id\": \"1\", \"name\": \"%s\", \"description\": \"all\"}".formatted(name)));
        assertThat(admin.get("/api/ncossets/?reseller_id=1&description=all&name=" + name).json().path("total_count").asInt()).isEqualTo(1);
        assertThat(admin.post("/api/ncossets/", "{\"reseller_id\": 1, \"name\": \"%s\"}".formatted(name)).message())
            .isEqualTo("NCOS set '%s' already exists for this reseller.".formatted(name));
        String member = Sample.created(admin.post("/api/ncossetlevels/", member(set, level)));
        JsonNode found = admin.get("/api/ncossetlevels/?ncos_set_id=%s&ncos_level_id=%s".formatted(set, level)).json();
        assertThat(found.path("total_count").asInt()).isEqualTo(1);
        assertThat(admin.post("/api/ncossetlevels/", member(set, level)).message()).isEqualTo("NCOS level %s is already in this set.".formatted(level));
        assertThat(admin.post("/api/ncossetlevels/", member(set, "999999")).message()).isEqualTo("Invalid 'ncos_level_id'");
        assertThat(admin.post("/api/ncossetlevels/", member("999999", level)).message()).isEqualTo("Invalid 'ncos_set_id'");
        String theirs = Sample.created(Tenant.reseller().post("/api/ncoslevels/", level(name + "t")));
        assertThat(admin.post("/api/ncossetlevels/", member(set, theirs)).message()).describedAs("a level of another reseller")
            .isEqualTo("Invalid 'ncos_level_id'");
        assertThat(admin.put("/api/ncossets/" + set, "{\"reseller_id\": %d, \"name\": \"%s\"}".formatted(Tenant.RESELLER, name)).message())
            .isEqualTo("Invalid 'reseller_id', the set has levels of another reseller.");
        assertThat(admin.put("/api/ncossets/" + set, "{\"reseller_id\": 1, \"name\": \"%s-b\"}".formatted(name)).json().path("name").asString())
            .isEqualTo(name + "-b");
        assertThat(admin.delete("/api/ncoslevels/" + level).status()).isEqualTo(204);
        assertThat(admin.get("/api/ncossetlevels/" + member).status()).describedAs("with the level").isEqualTo(404);
        assertThat(admin.delete("/api/ncossets/" + set).status()).isEqualTo(204);
        assertThat(admin.get("/api/ncossets/" + set).status()).isEqualTo(404);
    }

    @Test void preferencesNameSetsOfTheirReseller() throws Exception {
        String domain = new Sample(admin).domain();
        Sample.created(admin.post("/api/ncossets/", "{\"reseller_id\": 1, \"name\": \"%s\"}".formatted(name)));
        Sample.created(Tenant.reseller().post("/api/ncossets/", "{\"name\": \"%s-t\"}".formatted(name)));
        ApiClient.Answer set = admin.put("/api/domainpreferences/" + domain, "{\"ncos_set\": \"%s\"}".formatted(name));
        assertThat(set.json().path("ncos_set").asString()).describedAs(set.text()).isEqualTo(name);
        assertThat(admin.put("/api/domainpreferences/" + domain, "{\"ncos_set\": \"%s-t\"}".formatted(name)).status()).isEqualTo(422);
    }

    @Test void emergencyMappings() {
        String container = Sample.created(admin.post("/api/emergencymappingcontainers/", "{\"reseller_id\": \"1\", \"name\": \"%s\"}".formatted(name)));
        assertThat(admin.get("/api/emergencymappingcontainers/?reseller_id=1&name=" + name).json().path("total_count").asInt()).isEqualTo(1);
        assertThat(admin.post("/api/emergencymappingcontainers/", "{\"reseller_id\": 1, \"name\": \"%s\"}".formatted(name)).message())
            .isEqualTo("Emergency mapping container '%s' already exists for this reseller.".formatted(name));
        String id = Sample.created(admin.post("/api/emergencymappings/", mapping(container, "112")));
        JsonNode found = admin.get("/api/emergencymappings/?emergency_container_id=%s&code=112&prefix=E&suffix=S".formatted(container)).json();
        assertThat(found.path("total_count").asInt()).isEqualTo(1);
        assertThat(admin.post("/api/emergencymappings/", mapping(container, "112")).message())
            .isEqualTo("Emergency mapping of '112' already exists in this container.");
        assertThat(admin.post("/api/emergencymappings/", mapping("999999", "112")).message()).isEqualTo("Invalid 'emergency_container_id'");
        ApiClient.Answer replaced = admin.put("/api/emergencymappings/" + id, "{\"emergency_container_id\": %s, \"code\": 133}".formatted(container));
        assertThat(replaced.json().path("code").asString()).isEqualTo("133");
        assertThat(replaced.json().path("prefix").isNull()).isTrue();
        assertThat(admin.delete("/api/emergencymappingcontainers/" + container).status()).isEqualTo(204);
        assertThat(admin.get("/api/emergencymappings/" + id).status()).isEqualTo(404);
    }

    @ParameterizedTest @CsvSource({"ncoslevels, level", "ncossets, name", "emergencymappingcontainers, name", "rewriterulesets, name"})
    void anotherResellerMayUseTheNameAndSeesHisOwnOnly(String collection, String nameField) throws Exception {
        ApiClient other = Tenant.reseller();
        String body = "{\"reseller_id\": 1, \"%s\": \"%s-own\", \"mode\": \"blacklist\"}".formatted(nameField, name);
        String ours = Sample.created(admin.post("/api/" + collection + "/", body));
        String theirs = Sample.created(other.post("/api/" + collection + "/", body));
        String filter = "/api/" + collection + "/?" + nameField + "=" + name + "-own";
        assertThat(admin.get(filter).json().path("total_count").asInt()).isEqualTo(2);
        assertThat(other.get(filter).json().path("total_count").asInt()).isEqualTo(1);
        assertThat(other.get("/api/" + collection + "/" + theirs).json().path("reseller_id").asInt()).isEqualTo(Tenant.RESELLER);
        assertThat(other.get("/api/" + collection + "/" + ours).status()).isEqualTo(404);
        assertThat(other.put("/api/" + collection + "/" + ours, body).status()).isEqualTo(404);
        assertThat(other.delete("/api/" + collection + "/" + ours).status()).isEqualTo(404);
    }

    @ParameterizedTest @ValueSource(strings = {"peeringgroups", "peeringservers", "peeringrules", "peeringinboundrules", "lnpcarriers", "lnpnumbers"})
    void peersAndCarriersAreForAdministratorsOnly(String collection) throws Exception {
        ApiClient other = Tenant.reseller();
        assertThat(other.get("/api/" + collection + "/").status()).isEqualTo(403);
        assertThat(other.post("/api/" + collection + "/", "{}").message()).isEqualTo("Invalid user");
        assertThat(other.delete("/api/" + collection + "/1").status()).isEqualTo(403);
    }

    @Test void whatIsInsideAnothersItemIsOutOfReach() throws Exception {
        ApiClient other = Tenant.reseller();
        String pattern = Sample.created(admin.post("/api/ncospatterns/", pattern("^1")));
        assertThat(other.get("/api/ncospatterns/" + pattern).status()).isEqualTo(404);
        assertThat(other.post("/api/ncospatterns/", pattern("^2")).message()).isEqualTo("Invalid 'ncos_level_id'");
        assertThat(other.post("/api/ncoslnpcarriers/", "{\"ncos_level_id\": %s, \"carrier_id\": %s}".formatted(level, carrier)).message())
            .isEqualTo("Invalid 'ncos_level_id'");
    }

    private String level(String level) {
        return "{\"reseller_id\": \"1\", \"level\": \"%s\", \"mode\": \"blacklist\", \"local_ac\": \"1\", \"description\": \"test\"}".formatted(level);
    }

    private String pattern(String pattern) {
        return "{\"ncos_level_id\": \"%s\", \"pattern\": \"%s\", \"description\": \"some\"}".formatted(level, pattern);
    }

    private static String member(String set, String level) {
        return "{\"ncos_set_id\": %s, \"ncos_level_id\": %s}".formatted(set, level);
    }

    private static String number(String number, String carrier, String more) {
        return "{\"number\": \"%s\", \"routing_number\": \"99%s\", \"carrier_id\": \"%s\"%s}".formatted(number, number, carrier, more)
            .replace("994x", "994");
    }

    private static String mapping(String container, String code) {
        return "{\"emergency_container_id\": \"%s\", \"code\": \"%s\", \"prefix\": \"E\", \"suffix\": \"S\"}".formatted(container, code);
    }
}
