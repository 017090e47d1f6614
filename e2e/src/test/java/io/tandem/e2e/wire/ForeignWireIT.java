package io.tandem.e2e.wire;

import java.util.Map;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls to and from a domain of others, which the hosts file knows. */
class ForeignWireIT extends WireTest {
    @Test void aCallLeavesToTheHostOfADomainOfOthers() throws Exception {
        platform.domainPreferences(Map.of("allow_out_foreign_domain", true));
        Party alice = platform.subscriber("alice", Map.of());
        Party sue = Platform.foreigner("sue");
        Caller call = platform.call(alice, sue.uri());
        try (Callee taker = platform.answering(sue)) {
            call.answered();
            SipMessage invite = taker.end().request("INVITE");
            assertThat(invite.requestUri()).isEqualTo(sue.uri());
            assertThat(invite.has("P-Asserted-Identity")).isFalse();
        }
        JsonNode cdr = platform.cdr(call.callId());
        assertThat(cdr.path("destination_domain").asString()).isEqualTo(sue.domain());
        assertThat(cdr.path("call_status").asString()).isEqualTo("ok");
    }

    @Test void aCallFromADomainOfOthersReachesWhomItsDomainPermits() throws Exception {
        Party bob = platform.subscriber("bob", Map.of());
        Party sue = Platform.foreigner("sue");
        assertThat(platform.call(sue, bob.uri()).refused(403).response(403).reason()).isEqualTo("Forbidden");
        platform.domainPreferences(Map.of("unauth_inbound_calls", true));
        Caller call = platform.call(sue, bob.uri());
        try (Callee phone = platform.registered(bob)) {
            call.answered();
            SipMessage invite = phone.end().request("INVITE");
            assertThat(invite.from().uri().toString()).startsWith("sip:sue@" + sue.domain());
            assertThat(invite.has("P-Asserted-Identity")).isFalse();
        }
        JsonNode cdr = platform.cdr(call.callId());
        assertThat(cdr.path("source_user").asString()).isEqualTo("sue");
        assertThat(cdr.path("source_domain").asString()).isEqualTo(sue.domain());
        assertThat(cdr.path("call_status").asString()).isEqualTo("ok");
    }
}
