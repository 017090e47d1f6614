package io.tandem.e2e.wire;

import java.util.List;
import java.util.Map;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls that their callee sends elsewhere, and calls that are one too many. Forwards with media: {@code ForwardIT}. */
class ForwardWireIT extends WireTest {
    private Party alice;
    private Party bob;
    private Party carol;

    @BeforeEach void open() throws Exception {
        alice = platform.subscriber("alice", Map.of());
        bob = platform.subscriber("bob", Map.of());
        carol = platform.subscriber("carol", Map.of());
    }

    private void assertLegs(Caller call, String type) throws Exception {
        List<JsonNode> legs = platform.cdrs(call.callId(), 2);
        assertThat(legs).extracting(leg -> leg.path("call_type").asString()).containsExactlyInAnyOrder("call", type);
        JsonNode forwarded = legs.stream().filter(leg -> leg.path("call_type").asString().equals(type)).findFirst().orElseThrow();
        assertThat(forwarded.path("source_user").asString()).isEqualTo("bob");
        assertThat(forwarded.path("call_status").asString()).isEqualTo("ok");
    }

    @Test void aPhonesRedirectionIsFollowedAndTheNextOneIsTold() throws Exception {
        platform.preferences(carol, Map.of("outbound_diversion", "uprn", "outbound_history_info", "uprn"));
        platform.register(bob);
        try (Callee redirecting = platform.redirecting(bob, carol.uri()); Callee phone = platform.registered(carol)) {
            Caller call = platform.call(alice, bob.uri());
            call.answered();
            redirecting.end();
            SipMessage invite = phone.end().request("INVITE");
            assertThat(invite.header("Diversion").orElseThrow()).contains(bob.number());
            assertThat(invite.headers("History-Info")).isNotEmpty();
            assertThat(invite.requestUri()).contains("cause=302");
            assertLegs(call, "cfb");
        }
    }

    @ParameterizedTest @ValueSource(strings = {"cfu", "cfb", "cfna"})
    void aPeerIsSentElsewhereItself(String type) throws Exception {
        long group = platform.peerGroup(1, "99" + platform.numbers());
        platform.api().create("peeringinboundrules", Map.of("group_id", group, "field", "ruri_uri", "pattern", "431" + platform.numbers(), "priority", 1,
            "enabled", true));
        Party peer = platform.peer(group, "4366912345", Map.of());
        platform.forwards(bob, type, carol.numberUri(), Map.of("use_redirection", true));
        Caller call = platform.call(peer, "sip:" + bob.number() + "@127.0.0.1:5060");
        SipMessage moved;
        if (type.equals("cfb")) {
            platform.register(bob);
            try (Callee busy = platform.refusing(bob, 486, "Busy Here")) {
                moved = call.refused(302).response(302);
                busy.end();
            }
        } else {
            moved = call.refused(302).response(302);
        }
        assertThat(moved.reason()).isEqualTo("Moved Temporarily");
        assertThat(moved.header("Contact").orElseThrow()).contains("sip:" + carol.number() + "@");
        JsonNode cdr = platform.cdr(call.callId());
        assertThat(cdr.path("call_type").asString()).isEqualTo(type);
        assertThat(cdr.path("call_code").asString()).isEqualTo("302");
    }

    @Test void aSubscriberPortedAwayForwardsAndCallsNobody() throws Exception {
        platform.forwards(bob, "cfu", carol.numberUri(), Map.of());
        platform.preferences(bob, Map.of("lock", 5));
        try (Callee phone = platform.registered(carol)) {
            platform.call(alice, bob.numberUri()).answered();
            phone.end();
        }
        assertThat(platform.call(bob, alice.uri()).refused(403).response(403).reason()).isEqualTo("Caller locked");
    }

    @ParameterizedTest @ValueSource(strings = {"cfu", "cfna"})
    void aLockedSubscriberForwardsNothingAndBothLegsLeaveARow(String type) throws Exception {
        platform.forwards(bob, type, carol.numberUri(), Map.of());
        platform.preferences(bob, Map.of("lock", 2));
        Caller call = platform.call(alice, bob.uri());
        assertThat(call.refused(403).response(403).reason()).isEqualTo("Caller locked");
        assertThat(platform.cdrs(call.callId(), 2)).extracting(leg -> "%s %s %s %s".formatted(leg.path("call_type").asString(),
            leg.path("source_user").asString(), leg.path("call_status").asString(), leg.path("call_code").asString()))
            .containsExactlyInAnyOrder("call alice other 403", type + " bob other 403");
    }

    @Test void theSecondCallToOneLineIsBusy() throws Exception {
        platform.preferences(bob, Map.of("concurrent_max", 1));
        try (Callee phone = platform.registered(bob); Sipp first = platform.call(alice, bob.uri()).talking(4000)) {
            phone.awaitInvite();
            assertThat(platform.call(carol, bob.uri()).refused(486).response(486).reason()).isEqualTo("Busy");
            first.end();
            phone.end();
        }
    }

    @Test void theSecondCallThatGoesOutIsOneTooManyAlsoWhileTheFirstIsOnHold() throws Exception {
        platform.preferences(alice, Map.of("concurrent_max_out", 1));
        platform.register(bob);
        try (Callee phone = platform.heldAnswering(bob); Sipp first = platform.call(alice, bob.uri()).holding(4000)) {
            phone.awaitInvite();
            Party again = new Party(alice.id(), alice.user(), alice.domain(), alice.password(), alice.number(), alice.address(), alice.port() + 1000);
            assertThat(platform.call(again, bob.uri()).refused(403).response(403).reason()).isEqualTo("Maximum parallel calls exceeded");
            first.end();
            phone.end();
        }
    }
}
