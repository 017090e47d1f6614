package io.tandem.provisioning;

import java.util.List;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Sets and mappings as advanced clients write them (wire-contract.md section 1, rows cfdestinationsets and cfmappings). */
class CallForwardsIT {
    private static final String ELSEWHERE = "{\"subscriber_id\": \"SUB\", \"name\": \"elsewhere\", \"destinations\": "
        + "[{\"destination\": \"sip:43555@DOMAIN\", \"priority\": \"2\", \"timeout\": \"20\"}, {\"destination\": \"voicebox\"}]}";
    private static final String NIGHT = "{\"subscriber_id\": \"SUB\", \"name\": \"night\", \"times\": [{\"hour\": \"22-6\", \"minute\": null, \"wday\": 2}]}";
    private static final String FRIENDS =
        "{\"subscriber_id\": \"SUB\", \"name\": \"friends\", \"mode\": \"whitelist\", \"is_regex\": \"0\", \"sources\": [{\"source\": \"43*\"}]}";
    private static final String DIALLED =
        "{\"subscriber_id\": \"SUB\", \"name\": \"dialled\", \"mode\": \"blacklist\", \"is_regex\": 1, \"bnumbers\": [{\"bnumber\": \"^43.+\"}]}";

    private final ApiClient admin = ApiClient.administrator();
    private final SampleSubscriber alice = new SampleSubscriber(admin, 71);

    @Test void aDestinationSetComesBackWithItsDefaultsInTheOrderOfPriorities() {
        JsonNode set = alice.get("cfdestinationsets/" + alice.create("cfdestinationsets", ELSEWHERE));
        assertThat(set.at("/destinations/0/destination").asString()).isEqualTo("sip:vmu" + alice.number + "@voicebox.local");
        assertThat(set.at("/destinations/0/simple_destination").asString()).isEqualTo("voicebox");
        assertThat(set.at("/destinations/0/timeout").asInt()).isEqualTo(300);
        assertThat(set.at("/destinations/0/priority").asInt()).isEqualTo(1);
        assertThat(set.at("/destinations/1/simple_destination").asString()).isEqualTo("43555");
        assertThat(set.at("/destinations/1/timeout").asInt()).isEqualTo(20);
        assertThat(set.path("usage_count").asInt()).isZero();
        assertThat(set.path("own").isBoolean()).isTrue();
    }

    @Test void theOtherSetsComeBackAsTheyWereWritten() {
        JsonNode night = alice.get("cftimesets/" + alice.create("cftimesets", NIGHT));
        assertThat(night.at("/times/0/hour").asString()).isEqualTo("22-6");
        assertThat(night.at("/times/0/wday").asString()).isEqualTo("2");
        assertThat(night.at("/times/0/minute").isNull()).isTrue();
        JsonNode friends = alice.get("cfsourcesets/" + alice.create("cfsourcesets", FRIENDS));
        assertThat(friends.at("/sources/0/source").asString()).isEqualTo("43*");
        assertThat(friends.path("mode").asString()).isEqualTo("whitelist");
        assertThat(friends.path("is_regex").asBoolean()).isFalse();
        JsonNode dialled = alice.get("cfbnumbersets/" + alice.create("cfbnumbersets", DIALLED));
        assertThat(dialled.at("/bnumbers/0/bnumber").asString()).isEqualTo("^43.+");
        assertThat(dialled.path("is_regex").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"cfdestinationsets", "cftimesets", "cfsourcesets", "cfbnumbersets"})
    void setsAreFilteredPagedReplacedPatchedAndDeleted(String collection) {
        String body = "{\"subscriber_id\": SUB, \"name\": \"%s\", \"mode\": \"whitelist\"}";
        String first = alice.create(collection, body.formatted("first"));
        alice.create(collection, body.formatted("second"));
        String mine = "/api/" + collection + "/?subscriber_id=" + alice.id;
        assertThat(admin.get(mine + "&name=first").json().at("/_embedded/ngcp:" + collection + "/0/id").asString()).isEqualTo(first);
        assertThat(admin.get(mine + "&name=f*&name_is=x").json().path("total_count").asInt()).isEqualTo(1);
        JsonNode page = admin.get(mine + "&rows=1&page=2&order_by=name").json();
        assertThat(page.at("/_embedded/ngcp:" + collection + "/0/name").asString()).isEqualTo("second");
        assertThat(page.at("/_links/prev/href").asString()).contains("page=1");

        int changes = alice.changes();
        assertThat(alice.put(collection + "/" + first, body.formatted("renamed")).path("name").asString()).isEqualTo("renamed");
        JsonNode patched = admin.patch("/api/" + collection + "/" + first, "[{\"op\": \"replace\", \"path\": \"/name\", \"value\": \"again\"}]").json();
        assertThat(patched.path("name").asString()).isEqualTo("again");
        assertThat(admin.delete("/api/" + collection + "/" + first).status()).isEqualTo(204);
        assertThat(admin.get("/api/" + collection + "/" + first).status()).isEqualTo(404);
        assertThat(alice.changes()).isEqualTo(changes + 3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "cfdestinationsets | {\"name\": \"x\"} | field='subscriber_id', input='', errors='Subscriber id field is required'",
        "cfdestinationsets | {\"subscriber_id\": SUB} | field='name', input='', errors='Name field is required'",
        "cfdestinationsets | {\"subscriber_id\": SUB, \"name\": \"x\", \"destinations\": [{\"timeout\": 1}]} | field='destinations.destination', input=''",
        "cfdestinationsets | {\"subscriber_id\": SUB, \"name\": \"x\", \"destinations\": [{\"destination\": \"a b\"}]} | field='destinations.destination', input='a b', errors='Invalid destination",
        "cfdestinationsets | {\"subscriber_id\": SUB, \"name\": \"x\", \"destinations\": [{\"destination\": \"a\", \"timeout\": 0}]} | field='destinations.timeout', input='0', errors='Value must be between 1 and",
        "cftimesets | {\"subscriber_id\": SUB, \"name\": \"x\", \"times\": [{\"wday\": \"8\"}]} | field='times.wday', input='8', errors='Value must be between 1 and 7'",
        "cfsourcesets | {\"subscriber_id\": SUB, \"name\": \"x\"} | field='mode', input='', errors='Mode field is required'",
        "cfsourcesets | {\"subscriber_id\": SUB, \"name\": \"x\", \"mode\": \"graylist\"} | field='mode', input='graylist', errors=''graylist' is not a valid value'",
        "cfbnumbersets | {\"subscriber_id\": SUB, \"name\": \"x\", \"mode\": \"whitelist\", \"is_regex\": 1, \"bnumbers\": [{\"bnumber\": \"(\"}]} | field='bnumbers.bnumber', input='(', errors='Value must be a regular expression",
        "cfbnumbersets | {\"subscriber_id\": 999999, \"name\": \"x\", \"mode\": \"whitelist\"} | Invalid 'subscriber_id'"})
    void whatCannotBeIsNamed(String collection, String json, String message) {
        ApiClient.Answer answer = admin.post("/api/" + collection + "/", alice.body(json));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.message()).contains(message);
    }

    @Test void aSetStaysWithItsSubscriber() {
        String set = alice.create("cfdestinationsets", ELSEWHERE);
        String bob = alice.colleague("bob", "1");
        assertThat(admin.put("/api/cfdestinationsets/" + set, "{\"subscriber_id\": %s, \"name\": \"x\"}".formatted(bob)).message())
            .startsWith("Invalid 'subscriber_id', the cfdestinationset belongs to subscriber " + alice.id);
    }

    @Test void mappingsTakeNamesAndIdsAndReachTheCallNodes() {
        String elsewhere = alice.create("cfdestinationsets", ELSEWHERE);
        String night = alice.create("cftimesets", NIGHT);
        alice.create("cfsourcesets", FRIENDS);
        alice.create("cfbnumbersets", DIALLED);
        JsonNode mappings = alice.put("cfmappings/" + alice.id, """
            {"cfu": [{"destinationset": "elsewhere", "timeset": "night", "sourceset": "friends", "bnumberset": "dialled", "enabled": "1"},
                     {"destinationset_id": %s, "timeset": null, "enabled": "0", "use_redirection": true}],
             "cft": {"destinationset": "elsewhere", "sourceset": "", "bnumberset": null}, "cfb": [], "cfna": null, "cft_ringtimeout": "15"}"""
            .formatted(elsewhere));
        assertThat(mappings.at("/cfu/0/timeset_id").asString()).isEqualTo(night);
        assertThat(mappings.at("/cfu/0/sourceset").asString()).isEqualTo("friends");
        assertThat(mappings.at("/cfu/0/bnumberset").asString()).isEqualTo("dialled");
        assertThat(mappings.at("/cfu/0/use_redirection").asBoolean()).isFalse();
        assertThat(mappings.at("/cfu/1/destinationset").asString()).isEqualTo("elsewhere");
        assertThat(mappings.at("/cfu/1/timeset").isNull()).isTrue();
        assertThat(mappings.at("/cfu/1/enabled").asBoolean()).isFalse();
        assertThat(mappings.at("/cft/0/enabled").asBoolean()).describedAs("default").isTrue();
        assertThat(mappings.path("cfo")).isEmpty();
        assertThat(mappings.path("cft_ringtimeout").asInt()).isEqualTo(15);
        assertThat(alice.preference("cfu")).isEqualTo(ids(mappings.path("cfu")));
        assertThat(alice.preference("cft")).isEqualTo(ids(mappings.path("cft")));
        assertThat(alice.preference("cfb")).isEmpty();
        assertThat(alice.preference("ringtimeout")).containsExactly("15");
        assertThat(alice.get("cfdestinationsets/" + elsewhere).path("usage_count").asInt()).isEqualTo(3);
    }

    @Test void putReplacesAllMappingsAndPatchAddsToThem() {
        alice.create("cfdestinationsets", ELSEWHERE);
        alice.put("cfmappings/" + alice.id, "{\"cfu\": [{\"destinationset\": \"elsewhere\"}], \"cft_ringtimeout\": 5}");
        JsonNode patched = admin.patch("/api/cfmappings/" + alice.id,
            "[{\"op\": \"add\", \"path\": \"/cfna\", \"mode\": \"append\", \"value\": [{\"destinationset\": \"elsewhere\"}]}]").json();
        assertThat(patched.path("cfu")).hasSize(1);
        assertThat(patched.path("cfna")).hasSize(1);
        int changes = alice.changes();
        JsonNode nothing = alice.put("cfmappings/" + alice.id, "{}");
        assertThat(nothing.path("cfu")).isEmpty();
        assertThat(nothing.path("cft_ringtimeout").isNull()).isTrue();
        assertThat(alice.preference("cfu")).isEmpty();
        assertThat(alice.preference("cfna")).isEmpty();
        assertThat(alice.preference("ringtimeout")).isEmpty();
        assertThat(alice.changes()).isEqualTo(changes + 1);
    }

    @Test void ofTwoSetsOfOneNameTheNewerCounts() {
        alice.create("cfdestinationsets", ELSEWHERE);
        String newer = alice.create("cfdestinationsets", ELSEWHERE);
        assertThat(alice.put("cfmappings/" + alice.id, "{\"cfu\": [{\"destinationset\": \"elsewhere\"}]}").at("/cfu/0/destinationset_id").asString())
            .isEqualTo(newer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"cfu\": [{\"enabled\": 1}]} | Invalid 'destinationset'. Could not be found.",
        "{\"cfu\": [{\"destinationset\": \"nowhere\"}]} | Invalid 'destinationset'. Could not be found.",
        "{\"cfb\": [{\"destinationset\": \"elsewhere\", \"timeset\": \"never\"}]} | Invalid 'timeset'. Could not be found.",
        "{\"cfb\": [{\"destinationset\": \"elsewhere\", \"sourceset_id\": 999999}]} | Invalid 'sourceset'. Could not be found.",
        "{\"cfb\": [{\"destinationset\": \"elsewhere\", \"bnumberset\": \"x\"}]} | Invalid 'bnumberset'. Could not be found.",
        "{\"cft_ringtimeout\": 0} | field='cft_ringtimeout', input='0', errors='Value must be between 1 and",
        "{\"cfu\": \"elsewhere\"} | field='cfu', input='elsewhere', errors='Value must be an object'"})
    void mappingsThatCannotBeChangeNothing(String json, String message) {
        alice.create("cfdestinationsets", ELSEWHERE);
        alice.put("cfmappings/" + alice.id, "{\"cfr\": [{\"destinationset\": \"elsewhere\"}]}");
        ApiClient.Answer answer = admin.put("/api/cfmappings/" + alice.id, json);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.message()).contains(message);
        assertThat(alice.get("cfmappings/" + alice.id).path("cfr")).hasSize(1);
    }

    @Test void aSetOfAnotherSubscriberIsNotFound() {
        String set = alice.create("cfdestinationsets", ELSEWHERE);
        String bob = alice.colleague("bob", "1");
        assertThat(admin.put("/api/cfmappings/" + bob, "{\"cfu\": [{\"destinationset_id\": %s}]}".formatted(set)).message())
            .isEqualTo("Invalid 'destinationset'. Could not be found.");
    }

    @Test void deletingADestinationSetTakesItsMappingsAlongAndAUsedTimeSetStays() {
        String elsewhere = alice.create("cfdestinationsets", ELSEWHERE);
        String night = alice.create("cftimesets", NIGHT);
        alice.put("cfmappings/" + alice.id, "{\"cfu\": [{\"destinationset\": \"elsewhere\", \"timeset\": \"night\"}]}");
        ApiClient.Answer used = admin.delete("/api/cftimesets/" + night);
        assertThat(used.status()).isEqualTo(423);
        assertThat(used.message()).isEqualTo("The cftimeset 'night' is used by 1 call forward mappings, take it out of cfmappings first.");
        assertThat(admin.delete("/api/cfdestinationsets/" + elsewhere).status()).isEqualTo(204);
        assertThat(alice.preference("cfu")).isEmpty();
        assertThat(alice.get("cfmappings/" + alice.id).path("cfu")).isEmpty();
        assertThat(admin.delete("/api/cftimesets/" + night).status()).isEqualTo(204);
    }

    @Test void aSubscriberTakesItsForwardsAlong() {
        alice.create("cfdestinationsets", ELSEWHERE);
        alice.put("cfmappings/" + alice.id, "{\"cfu\": [{\"destinationset\": \"elsewhere\"}]}");
        assertThat(admin.delete("/api/subscribers/" + alice.id).status()).isEqualTo(204);
        assertThat(admin.get("/api/cfmappings/" + alice.id).status()).isEqualTo(404);
        assertThat(admin.get("/api/cfdestinationsets/?subscriber_id=" + alice.id).json().path("total_count").asInt()).isZero();
    }

    private static List<String> ids(JsonNode mappings) {
        return StreamSupport.stream(mappings.spliterator(), false).map(mapping -> mapping.path("cfm_id").asString()).toList();
    }
}
