package io.tandem.e2e.wire;

import java.util.List;
import java.util.Map;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** How a call ends, as its caller hears it and as its CDR says it (signalling.md §2.21, §2.25). */
class OutcomeWireIT extends WireTest {
    private Party alice;
    private Party bob;

    @BeforeEach void open() throws Exception {
        alice = platform.subscriber("alice", Map.of());
        bob = platform.subscriber("bob", Map.of());
    }

    private JsonNode assertRow(Caller call, String status, int code) throws Exception {
        JsonNode cdr = platform.cdr(call.callId());
        assertThat("%s %s %s %s".formatted(cdr.path("call_type").asString(), cdr.path("call_status").asString(), cdr.path("call_code").asString(),
            cdr.path("source_cli").asString())).isEqualTo("call %s %d %s".formatted(status, code, alice.number()));
        return cdr;
    }

    @ParameterizedTest
    @CsvSource({"486, Busy Here, busy", "480, Temporarily Unavailable, noanswer", "404, Not Found, offline", "603, Decline, other",
        "488, Not Acceptable Here, other"})
    void whatThePhoneSaysIsTheCallersAndTheRows(int code, String phrase, String status) throws Exception {
        platform.register(bob);
        try (Callee phone = platform.refusing(bob, code, phrase)) {
            Caller call = platform.call(alice, bob.uri());
            assertThat(call.refused(code).response(code).reason()).isEqualTo(phrase);
            phone.end();
            assertThat(assertRow(call, status, code).path("duration").asDouble()).isZero();
        }
    }

    @Test void whoGivesUpHearsSoAndThePhoneStopsRinging() throws Exception {
        platform.register(bob);
        try (Callee phone = platform.ringing(bob)) {
            Caller call = platform.call(alice, bob.uri());
            Transcript heard = call.cancelled();
            assertThat(heard.response("CANCEL", 200).reason()).isEqualTo("canceling");
            assertThat(heard.response(487).reason()).isEqualTo("Request terminated");
            assertThat(phone.end().has("CANCEL")).isTrue();
            assertRow(call, "cancel", 487);
        }
    }

    @Test void aNumberThatNobodyHasIsNotFound() throws Exception {
        Caller call = platform.call(alice, "sip:4397" + platform.numbers() + "@" + platform.domain());
        assertThat(call.refused(404).response(404).reason()).isEqualTo("Not Found");
        JsonNode cdr = assertRow(call, "offline", 404);
        assertThat(cdr.path("destination_user_dialed").asString()).isEqualTo("4397" + platform.numbers());
    }

    @Test void aRedirectionThatTheCalleeDoesNotWantFollowedIsTheCallers() throws Exception {
        platform.preferences(bob, Map.of("call_deflection", "disabled"));
        platform.register(bob);
        String elsewhere = "sip:carol@" + platform.domain();
        try (Callee phone = platform.redirecting(bob, elsewhere)) {
            Caller call = platform.call(alice, bob.uri());
            SipMessage moved = call.refused(302).response(302);
            assertThat(moved.reason()).isEqualTo("Moved Temporarily");
            assertThat(moved.header("Contact").orElseThrow()).contains(elsewhere);
            phone.end();
            assertRow(call, "other", 302);
        }
    }

    @Test void whenAllPeersHaveFailedTheTerminationIsUnavailable() throws Exception {
        String prefix = "4396" + platform.numbers();
        Party first = platform.peer(platform.peerGroup(1, prefix), "first", Map.of());
        Party second = platform.peer(platform.peerGroup(2, prefix), "second", Map.of());
        try (Callee one = platform.refusing(first, 503, "Service Unavailable"); Callee two = platform.refusing(second, 500, "Server Internal Error")) {
            Caller call = platform.call(alice, "sip:" + prefix + "1@" + platform.domain());
            assertThat(call.refused(503).response(503).reason()).isEqualTo("PSTN Termination Currently Unavailable");
            one.end();
            two.end();
            assertRow(call, "other", 503);
        }
    }

    @Test void theCalleeMayHangUpAndTheRowTellsHowLongItLasted() throws Exception {
        platform.register(bob);
        Scenario hangsUp = Scenario.pickedUp().pause(1200).send(Scenario.ofCallee("BYE", 1, Scenario.noBody())).expect(200, "");
        try (Callee phone = platform.playing(bob, hangsUp)) {
            Caller call = platform.call(alice, bob.uri());
            call.answeredUntilBye();
            phone.end();
            assertThat(assertRow(call, "ok", 200).path("duration").asDouble()).isBetween(1.0, 3.0);
        }
    }

    @Test void anEmptySpeedDialSlotIsRefusedAndAFilledOneIsCalled() throws Exception {
        platform.api().replace("speeddials", alice.id(), Map.of("speeddials", List.of(Map.of("slot", "*1", "destination", bob.uri()))));
        Caller empty = platform.call(alice, "sip:*2@" + platform.domain());
        assertThat(empty.refused(484).response(484).reason()).isEqualTo("Speed-Dial slot empty");
        assertRow(empty, "other", 484);
        try (Callee phone = platform.registered(bob)) {
            Caller call = platform.call(alice, "sip:*1@" + platform.domain());
            call.answered();
            assertThat(phone.end().request("BYE").header("P-Asserted-Identity").orElseThrow()).contains(alice.number());
            JsonNode cdr = assertRow(call, "ok", 200);
            assertThat(cdr.path("destination_user_dialed").asString()).isEqualTo("*1");
            assertThat(cdr.path("destination_user").asString()).isEqualTo("bob");
        }
    }
}
