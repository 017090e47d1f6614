package io.tandem.e2e.wire;

import java.util.Map;

import io.tandem.cli.demo.RestClient.UnexpectedAnswerException;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Calls that are asked for over the REST API ({@code callcontrols}). */
class ClickToDialWireIT extends WireTest {
    private Party alice;
    private Party bob;

    @BeforeEach void open() throws Exception {
        alice = platform.subscriber("alice", Map.of());
        bob = platform.subscriber("bob", Map.of());
    }

    private void dial(String destination) throws Exception {
        platform.api().act("callcontrols", Map.of("subscriber_id", alice.id(), "destination", destination));
    }

    @Test void theSubscribersPhoneRingsFirstAndIsThenConnected() throws Exception {
        platform.register(alice);
        Scenario connected = Scenario.pickedUp().expect("INVITE").send(Scenario.answer()).expect("ACK").pause(300)
            .send(Scenario.ofCallee("BYE", 1, Scenario.noBody())).expect(200, "");
        try (Callee calling = platform.playing(alice, connected); Callee called = platform.registered(bob)) {
            dial(bob.number());
            SipMessage ringing = calling.end().request("INVITE");
            assertThat(ringing.from().uri().decodedUser()).as("her phone shows whom it calls").contains(bob.number());
            SipMessage invite = called.end().request("INVITE");
            assertThat(invite.from().uri().decodedUser()).contains(alice.number());
            assertThat(invite.has("P-Third-Party-Call")).isFalse();
            JsonNode cdr = platform.cdr(invite.callId().replace("_pbx-1", ""));
            assertThat(cdr.path("source_user").asString()).isEqualTo("alice");
            assertThat(cdr.path("destination_user").asString()).isEqualTo("bob");
            assertThat(cdr.path("call_type").asString()).isEqualTo("call");
            assertThat(cdr.path("call_status").asString()).isEqualTo("ok");
        }
    }

    @Test void aPhoneThatIsNotRegisteredIsToldAtOnce() {
        assertThatExceptionOfType(UnexpectedAnswerException.class).isThrownBy(() -> dial(bob.number())).withMessageContaining("422")
            .withMessageContaining("480 Offline");
    }

    @Test void aBusyDestinationHangsUpThePhone() throws Exception {
        platform.register(alice);
        platform.register(bob);
        Scenario left = new Scenario().expect("INVITE").send(Scenario.response(200, "OK", Scenario.sdp())).expect("ACK").expect("BYE")
            .sendOnce(Scenario.ok());
        try (Callee calling = platform.playing(alice, left); Callee busy = platform.refusing(bob, 486, "Busy Here")) {
            dial(bob.uri());
            assertThat(calling.end().request("BYE").header("Reason").orElseThrow()).contains("cause=486");
            assertThat(platform.cdr(busy.end().request("INVITE").callId().replace("_pbx-1", "")).path("call_status").asString()).isEqualTo("busy");
        }
    }
}
