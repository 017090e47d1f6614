package io.tandem.e2e.wire;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.tandem.e2e.RunningSuite;
import io.tandem.sip.message.SipMessage;
import io.tandem.testkit.phone.Account;
import io.tandem.testkit.phone.Call;
import io.tandem.testkit.phone.Ladder;
import io.tandem.testkit.phone.Phone;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Conference rooms of subscribers: forwarded to and dialled. */
class ConferenceWireIT extends WireTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final double ALICE_HZ = 440;
    private static final double CAROL_HZ = 660;

    private Party alice;
    private Party bob;

    @BeforeEach void subscribers() throws Exception {
        alice = platform.subscriber("alice", Map.of());
        bob = platform.subscriber("bob", Map.of());
    }

    private String room() {
        return "sip:conf=" + bob.number() + "@conference.local";
    }

    @Test void cfuToAConferenceIsAnsweredAndSoIsAnUpdate() throws Exception {
        platform.forwards(bob, "cfu", "conference", Map.of());
        Caller call = platform.call(alice, bob.uri());
        List<SipMessage> answers = call.updating().received().stream().filter(message -> !message.isRequest() && message.status() == 200).toList();
        assertThat(answers).extracting(SipMessage::method).containsExactly("INVITE", "UPDATE", "BYE");
        List<JsonNode> cdrs = platform.cdrs(call.callId(), 2);
        assertThat(cdrs).extracting(cdr -> cdr.path("call_type").asString() + " " + cdr.path("call_status").asString() + " " + cdr.path("call_code").asString())
            .containsExactlyInAnyOrder("call ok 200", "cfu ok 200");
        JsonNode forward = cdrs.stream().filter(cdr -> cdr.path("call_type").asString().equals("cfu")).findFirst().orElseThrow();
        assertThat(forward.path("source_user").asString()).isEqualTo("bob");
        assertThat(forward.path("destination_user").asString()).isEqualTo("conf=" + bob.number());
        assertThat(forward.path("destination_domain").asString()).isEqualTo("conference.local");
    }

    @Test void aRoomOfNobodyIsNotFound() throws Exception {
        platform.call(alice, "sip:conf=999" + platform.numbers() + "@conference.local").refused(404);
    }

    @Test void participantsHearEachOther() throws Exception {
        Party carol = platform.subscriber("carol", Map.of());
        try (Phone first = phone(alice); Phone second = phone(carol)) {
            Call ours = first.call(room());
            ours.awaitAnswered(PATIENCE);
            Call theirs = second.call(room());
            theirs.awaitAnswered(PATIENCE);
            Thread talking = Thread.ofVirtual().start(() -> theirs.talk(Duration.ofSeconds(2), CAROL_HZ));
            ours.talk(Duration.ofSeconds(2), ALICE_HZ);
            talking.join();
            assertThat(ours.quality(CAROL_HZ).toneRecognised()).isTrue();
            assertThat(theirs.quality(ALICE_HZ).toneRecognised()).isTrue();
            ours.hangUp(PATIENCE);
            theirs.hangUp(PATIENCE);
            assertThat(platform.cdr(ours.callId()).path("destination_user").asString()).isEqualTo("conf=" + bob.number());
        }
    }

    private static Phone phone(Party party) throws Exception {
        Phone phone = RunningSuite.get().access().open(new Account(party.user(), party.domain(), party.password().orElseThrow()), "udp", new Ladder());
        phone.register(PATIENCE);
        return phone;
    }
}
