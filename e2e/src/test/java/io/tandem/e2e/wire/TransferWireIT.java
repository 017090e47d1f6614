package io.tandem.e2e.wire;

import java.util.List;
import java.util.Map;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Transfers by REFER: the callee holds, then refers the caller to a third subscriber. */
class TransferWireIT extends WireTest {
    private static final int TALK_MS = 300;

    private Party alice;
    private Party bob;
    private Party carol;

    @BeforeEach void open() throws Exception {
        alice = platform.subscriber("alice", Map.of());
        bob = platform.subscriber("bob", Map.of());
        carol = platform.subscriber("carol", Map.of());
        platform.register(bob);
    }

    private static String hold() {
        return Scenario.sdp().replace("a=sendrecv", "a=sendonly");
    }

    private String referToCarol() {
        return Scenario.ofCallee("REFER", 2, "Refer-To: <" + carol.numberUri() + ">\n" + Scenario.noBody());
    }

    /** Holds, refers, gets 202 and BYE at once. */
    private Scenario transfers() {
        return Scenario.pickedUp().pause(TALK_MS).send(Scenario.ofCallee("INVITE", 1, hold())).allow(List.of(100)).expect(200, "rrs=\"true\"")
            .sendOnce(Scenario.ofCallee("ACK", 1, Scenario.noBody())).pause(TALK_MS)
            .send(referToCarol()).expect(202, "").expect("BYE").sendOnce(Scenario.ok());
    }

    @Test void theCalleeHoldsAndRefersTheCallerToAnExtension() throws Exception {
        try (Callee transferor = platform.playing(bob, transfers()); Callee phone = platform.registered(carol)) {
            Caller call = platform.call(alice, bob.uri());
            try (Sipp caller = call.during(then -> then.expect("INVITE").send(Scenario.answer()).expect("ACK")      // held
                    .expect("INVITE").send(Scenario.answer()).expect("ACK").pause(TALK_MS))) {                      // moved to Carol
                assertThat(transferor.end().has("NOTIFY")).as("released at once").isFalse();
                caller.end();
                SipMessage invite = phone.end().request("INVITE");
                assertThat(invite.from().uri().decodedUser()).as("called by the transferor").contains(bob.number());
                assertThat(invite.header("Referred-By").orElseThrow()).contains("sip:bob@" + platform.domain());
                assertThat(invite.has("P-Third-Party-Call")).isFalse();
            }
            JsonNode first = platform.cdr(call.callId());
            assertThat(first.path("source_user").asString()).isEqualTo("alice");
            assertThat(first.path("destination_user").asString()).isEqualTo("bob");
            JsonNode second = platform.cdr(call.callId() + "_xfer-1");
            assertThat(second.path("call_type").asString()).isEqualTo("call");
            assertThat(second.path("call_status").asString()).isEqualTo("ok");
            assertThat(second.path("source_user").asString()).isEqualTo("bob");
            assertThat(second.path("destination_user").asString()).isEqualTo("carol");
        }
    }

    @Test void whoWasTransferredTransfersInTurn() throws Exception {
        Party dave = platform.subscriber("dave", Map.of());
        platform.register(carol);
        Scenario moves = Scenario.pickedUp().expect("INVITE").send(Scenario.answer()).expect("ACK").pause(TALK_MS)
            .send(Scenario.ofCallee("BYE", 1, Scenario.noBody())).expect(200, "");
        try (Callee transferor = platform.playing(bob, transfers()); Callee moved = platform.playing(carol, moves); Callee last = platform.registered(dave)) {
            Caller call = platform.call(alice, bob.uri());
            try (Sipp caller = call.transferring(dave.numberUri())) {
                transferor.end();
                caller.end();
                moved.end();
                assertThat(last.end().request("INVITE").from().uri().decodedUser()).as("called by whom it was transferred").contains(alice.number());
            }
            JsonNode third = platform.cdr(call.callId() + "_xfer-1.1");
            assertThat(third.path("source_user").asString()).isEqualTo("alice");
            assertThat(third.path("destination_user").asString()).isEqualTo("dave");
            assertThat(third.path("call_status").asString()).isEqualTo("ok");
        }
    }

    @Test void aTransferToABusyPhoneEndsTheCall() throws Exception {
        platform.register(carol);
        try (Callee transferor = platform.playing(bob, transfers()); Callee busy = platform.refusing(carol, 486, "Busy Here")) {
            Caller call = platform.call(alice, bob.uri());
            try (Sipp caller = call.hungUp(then -> then.expect("INVITE").send(Scenario.answer()).expect("ACK"))) {
                transferor.end();
                busy.end();
                assertThat(caller.end().request("BYE").header("Reason").orElseThrow()).contains("cause=486");
            }
            assertThat(platform.cdr(call.callId() + "_xfer-1").path("call_status").asString()).isEqualTo("busy");
        }
    }

    /** Bob, who talks with Alice, calls Carol from a second socket, and refers Alice to her in his place. */
    @Test void anAttendedTransferJoinsTheTwoOthers() throws Exception {
        Party second = new Party(bob.id(), bob.user(), bob.domain(), bob.password(), bob.number(), bob.address(), bob.port() + 500);
        platform.register(carol);
        Scenario moves = new Scenario().expect("INVITE").send(Scenario.response(200, "OK", Scenario.sdp())).expect("ACK")
            .expect("INVITE").send(Scenario.answer()).expect("ACK").expect("BYE").sendOnce(Scenario.ok());
        try (Callee phone = platform.playing(carol, moves)) {
            Caller consultation = platform.call(second, carol.uri());
            try (Sipp consulting = consultation.hungUp(then -> then)) {
                phone.awaitInvite();
                SipMessage up = consulting.awaitResponse(200);
                String replaces = "%s%%3Bto-tag%%3D%s%%3Bfrom-tag%%3D%s".formatted(consultation.callId(), up.toTag().orElseThrow(),
                    up.fromTag().orElseThrow());
                String refer = Scenario.ofCallee("REFER", 1, "Refer-To: <" + carol.uri() + "?Replaces=" + replaces + ">\n" + Scenario.noBody());
                Scenario transfers = Scenario.pickedUp().pause(TALK_MS).send(refer).expect(202, "").expect("NOTIFY").sendOnce(Scenario.ok())
                    .expect("NOTIFY").sendOnce(Scenario.ok()).expect("BYE").sendOnce(Scenario.ok());
                try (Callee transferor = platform.playing(bob, transfers)) {
                    Caller call = platform.call(alice, bob.uri());
                    try (Sipp caller = call.during(then -> then.expect("INVITE").send(Scenario.answer()).expect("ACK").pause(TALK_MS))) {
                        transferor.end();
                        consulting.end();
                        caller.end();
                        phone.end();
                    }
                    assertThat(platform.cdr(call.callId() + "_xfer-1").path("call_status").asString()).isEqualTo("ok");
                }
            }
        }
    }
}
