package io.tandem.e2e.wire;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Vertical service codes: a phone changes the settings of its subscriber, and the next call knows it. */
class VscWireIT extends WireTest {
    private Party alice;
    private Party bob;

    @BeforeEach void open() throws Exception {
        alice = platform.subscriber("alice", Map.of());
        bob = platform.subscriber("bob", Map.of());
    }

    /** @return the 200 */
    private SipMessage dials(Party caller, String code) throws Exception {
        Caller call = platform.call(caller, "sip:" + code.replace("#", "%23") + "@" + platform.domain());
        SipMessage answer = call.answeredUntilBye().response(200);
        JsonNode cdr = platform.cdr(call.callId());
        assertThat(cdr.path("destination_user_dialed").asString()).isEqualTo(code);
        assertThat(cdr.path("destination_domain").asString()).isEqualTo("vsc.local");
        assertThat(cdr.path("call_status").asString()).isEqualTo("ok");
        return answer;
    }

    @Test void aWakeUpCallIsSetAndTheServerHangsUp() throws Exception {
        SipMessage answer = dials(alice, "*55*1420");
        assertThat(new String(answer.body(), StandardCharsets.ISO_8859_1)).contains("a=sendonly", "c=IN IP4 127.0.0.1");
        JsonNode reminder = platform.api().find("reminders", Map.of("subscriber_id", alice.id())).orElseThrow();
        assertThat(reminder.path("time").asString()).startsWith("14:20");
        assertThat(reminder.path("recur").asString()).isEqualTo("never");
        dials(alice, "#55");
        assertThat(platform.api().find("reminders", Map.of("subscriber_id", alice.id()))).isEmpty();
    }

    @Test void aForwardSetByCodeActsOnTheNextCallUntilItIsEnded() throws Exception {
        Party carol = platform.subscriber("carol", Map.of());
        dials(bob, "*72*" + carol.number());
        try (Callee phone = platform.registered(carol)) {
            platform.call(alice, bob.uri()).answered();
            assertThat(phone.end().request("INVITE").from().uri().toString()).isEqualTo(alice.numberUri());
        }
        dials(bob, "#72");
        assertThat(platform.call(alice, bob.uri()).refused(480).response(480).reason()).isEqualTo("Offline");
    }

    @Test void whoMayNotIsRefused() throws Exception {
        platform.preferences(alice, Map.of("reject_vsc", true));
        assertThat(platform.call(alice, "sip:*55*1420@" + platform.domain()).refused(403).response(403).reason()).isEqualTo("VSC Forbidden");
    }
}
