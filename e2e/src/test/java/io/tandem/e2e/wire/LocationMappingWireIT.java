package io.tandem.e2e.wire;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Where calls of a subscriber go beside its registrations. */
class LocationMappingWireIT extends WireTest {
    private void mapping(Party subscriber, String mode, Map<String, ?> more) throws Exception {
        Map<String, Object> mapping = new HashMap<>(Map.of("subscriber_id", subscriber.id(), "mode", mode, "enabled", true));
        mapping.putAll(more);
        platform.api().create("subscriberlocationmappings", mapping);
    }

    @Test void theMappedUserAnswersAndTheCalleesOwnPhoneIsCancelled() throws Exception {
        Party alice = platform.subscriber("alice", Map.of());
        Party bob = platform.subscriber("bob", Map.of());
        Party carol = platform.subscriber("carol", Map.of());
        mapping(bob, "add", Map.of("location", carol.uri(), "caller_pattern", "^" + alice.number() + "$"));
        platform.register(bob);
        try (Callee own = platform.ringing(bob); Callee mapped = platform.registered(carol)) {
            platform.call(alice, bob.uri()).answered();
            mapped.end();
            SipMessage cancel = own.end().request("CANCEL");
            assertThat(cancel.header("Reason").orElseThrow()).contains("Call completed elsewhere");
        }
    }

    @Test void theCalleesPhoneRingsAndIsCancelledAndTheCallLeavesToThePeer() throws Exception {
        String prefix = "4999" + platform.numbers();
        Party peer = platform.peer(platform.peerGroup(1, prefix), "peer", Map.of());
        Party alice = platform.subscriber("alice", Map.of());
        Party bob = platform.subscriber("bob", Map.of());
        mapping(bob, "forward", Map.of("to_username", prefix + "1"));
        platform.register(bob);
        Caller call = platform.call(alice, bob.uri());
        try (Callee own = platform.ringing(bob); Callee taker = platform.answering(peer)) {
            call.answered();
            assertThat(taker.end().request("INVITE").requestUri()).startsWith("sip:" + prefix + "1@" + Platform.PEERS);
            assertThat(own.end().has("CANCEL")).isTrue();
        }
        List<JsonNode> cdrs = platform.cdrs(call.callId(), 2);
        assertThat(cdrs).extracting(cdr -> cdr.path("call_type").asString() + "/" + cdr.path("call_status").asString()).containsExactly("call/ok", "cfu/ok");
    }
}
