package io.tandem.provisioning;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Call forwards in their simple form (provisioning.md §1.14). */
class SimpleForwardsIT {
    private final ApiClient admin = ApiClient.administrator();
    private final SampleSubscriber alice = new SampleSubscriber(admin, 72);
    private final String path = "callforwards/" + alice.id;

    @Test void whatIsWrittenLiesInQuickSetsAndComesBack() {
        JsonNode written = alice.put(path, """
            {"cfu": {"destinations": [{"destination": "43555", "timeout": "30"}, {"destination": "voicebox", "priority": 2}],
                     "times": [{"wday": "2-6", "hour": "8-17"}], "sources": [{"source": "43*"}], "sources_mode": "blacklist",
                     "bnumbers": [{"bnumber": "^431"}], "bnumbers_is_regex": "1"},
             "cfb": {"destinations": [{"destination": "voicebox"}], "enabled": "0"},
             "cft": {"destinations": [{"destination": "conference"}], "ringtimeout": "20"}, "cfna": {}, "cfs": null}""");
        assertThat(written.at("/cfu/destinations/0/destination").asString()).isEqualTo("sip:43555@" + alice.sample.domainName());
        assertThat(written.at("/cfu/destinations/0/timeout").asInt()).isEqualTo(30);
        assertThat(written.at("/cfu/times/0/wday").asString()).isEqualTo("2-6");
        assertThat(written.at("/cfu/sources_mode").asString()).isEqualTo("blacklist");
        assertThat(written.at("/cfu/sources_is_regex").asBoolean()).isFalse();
        assertThat(written.at("/cfu/bnumbers_mode").asString()).isEqualTo("whitelist");
        assertThat(written.at("/cfu/bnumbers_is_regex").asBoolean()).isTrue();
        assertThat(written.at("/cfu/enabled").asBoolean()).isTrue();
        assertThat(written.at("/cfb/destinations/0/destination").asString()).isEqualTo("sip:vmb" + alice.number + "@voicebox.local");
        assertThat(written.at("/cfb/enabled").asBoolean()).isFalse();
        assertThat(written.at("/cft/ringtimeout").asInt()).isEqualTo(20);
        assertThat(written.path("cfna").isObject()).isTrue();
        assertThat(written.path("cfna")).isEmpty();
        assertThat(alice.preference("ringtimeout")).containsExactly("20");
        assertThat(alice.preference("cfu")).hasSize(1);
        assertThat(alice.get("cfmappings/" + alice.id).at("/cfu/0/sourceset").asString()).isEqualTo("quickset_cfu");
        assertThat(alice.get("cfdestinationsets/?name=quickset_cfb&subscriber_id=" + alice.id).path("total_count").asInt()).isEqualTo(1);
    }

    @Test void aSecondWriteUsesTheSameSetsAndRemovesWhatIsNotSaid() {
        alice.put(path, "{\"cfu\": {\"destinations\": [{\"destination\": \"43555\"}], \"times\": [{\"hour\": 8}]}, \"cfb\": {\"destinations\": [{\"destination\": \"1\"}]}}");
        JsonNode again = alice.put(path, "{\"cfu\": {\"destinations\": [{\"destination\": \"43666\"}]}}");
        assertThat(again.at("/cfu/destinations/0/simple_destination").asString()).isEqualTo("43666");
        assertThat(again.at("/cfu/destinations")).hasSize(1);
        assertThat(again.at("/cfu/times")).isEmpty();
        assertThat(again.path("cfb")).isEmpty();
        assertThat(alice.preference("cfb")).isEmpty();
        assertThat(alice.get("cfdestinationsets/?subscriber_id=" + alice.id).path("total_count").asInt()).isEqualTo(1);
        assertThat(alice.get("cftimesets/?subscriber_id=" + alice.id).path("total_count").asInt()).isZero();
    }

    @Test void aForwardOnTimeoutNeedsTheTimeout() {
        JsonNode without = alice.put(path, "{\"cft\": {\"destinations\": [{\"destination\": \"43555\"}]}}");
        assertThat(without.path("cft")).isEmpty();
        assertThat(alice.preference("cft")).isEmpty();
        alice.put(path, "{\"cft\": {\"destinations\": [{\"destination\": \"43555\"}], \"ringtimeout\": 5}}");
        assertThat(alice.preference("cft")).hasSize(1);
        alice.put(path, "{\"cft\": {\"destinations\": [{\"destination\": \"43555\"}], \"ringtimeout\": 0}}");
        assertThat(alice.preference("ringtimeout")).isEmpty();
    }

    @Test void severalMappingsOfATypeAreNotSimple() {
        alice.create("cfdestinationsets", "{\"subscriber_id\": SUB, \"name\": \"d\", \"destinations\": [{\"destination\": \"1\"}]}");
        alice.put("cfmappings/" + alice.id, "{\"cfb\": [{\"destinationset\": \"d\"}, {\"destinationset\": \"d\"}]}");
        ApiClient.Answer answer = admin.put("/api/" + path, "{\"cfu\": {\"destinations\": [{\"destination\": \"1\"}]}}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.message()).isEqualTo("Not a simple cf. Multiple cfb-s configured.");
        assertThat(alice.preference("cfb")).hasSize(2);
    }

    @Test void patchChangesOneForwardAndErrorsNameTheField() {
        alice.put(path, "{\"cfu\": {\"destinations\": [{\"destination\": \"43555\"}]}, \"cfna\": {\"destinations\": [{\"destination\": \"2\"}]}}");
        JsonNode patched = admin.patch("/api/" + path, "[{\"op\": \"replace\", \"path\": \"/cfu/enabled\", \"value\": 0}]").json();
        assertThat(patched.at("/cfu/enabled").asBoolean()).isFalse();
        assertThat(patched.at("/cfna/destinations")).hasSize(1);
        ApiClient.Answer wrong = admin.put("/api/" + path, "{\"cfu\": {\"destinations\": [{\"destination\": \"a b\"}]}}");
        assertThat(wrong.message()).contains("field='cfu.destinations.destination', input='a b'");
        assertThat(admin.put("/api/" + path, "{\"cfu\": {\"destinations\": [{\"destination\": \"1\"}], \"times\": [{\"hour\": 24}]}}").message())
            .contains("field='cfu.times.hour', input='24'");
    }

    @Test void deletingRemovesEveryForward() {
        alice.put(path, "{\"cfu\": {\"destinations\": [{\"destination\": \"43555\"}]}, \"cft\": {\"destinations\": [{\"destination\": \"1\"}], \"ringtimeout\": 5}}");
        int changes = alice.changes();
        assertThat(admin.delete("/api/" + path).status()).isEqualTo(204);
        assertThat(alice.get(path).path("cfu")).isEmpty();
        assertThat(alice.preference("cfu")).isEmpty();
        assertThat(alice.preference("ringtimeout")).isEmpty();
        assertThat(alice.get("cfdestinationsets/?subscriber_id=" + alice.id).path("total_count").asInt()).isZero();
        assertThat(alice.changes()).isEqualTo(changes + 1);
    }

    @Test void aPageOfForwardsIsReadTogether() {
        alice.put(path, "{\"cfu\": {\"destinations\": [{\"destination\": \"43555\"}]}}");
        JsonNode page = alice.get("callforwards/?rows=1000&order_by=id&order_by_direction=desc");
        assertThat(page.path("total_count").asInt()).isPositive();
        assertThat(page.at("/_embedded/ngcp:callforwards/0/id").asString()).isEqualTo(alice.id);
        assertThat(page.at("/_embedded/ngcp:callforwards/0/cfu/destinations")).hasSize(1);
    }
}
