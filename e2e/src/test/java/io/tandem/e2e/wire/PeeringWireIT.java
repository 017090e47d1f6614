package io.tandem.e2e.wire;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls that leave to peers: which one takes them, under which number. */
class PeeringWireIT extends WireTest {
    private String prefix;

    @BeforeEach void open() throws Exception {
        prefix = "4399" + platform.numbers();
    }

    private SipMessage taken(Party peer, Caller call) throws Exception {
        try (Callee taker = platform.answering(peer)) {
            call.answered();
            return taker.end().request("INVITE");
        }
    }

    @Test void aNumberThatNobodyHereHasLeavesToThePeer() throws Exception {
        Party peer = platform.peer(platform.peerGroup(1, prefix), "peer", Map.of());
        Party alice = platform.subscriber("alice", Map.of());
        Caller call = platform.call(alice, "sip:" + prefix + "1@" + platform.domain());
        SipMessage invite = taken(peer, call);
        assertThat(invite.requestUri()).isEqualTo("sip:" + prefix + "1@" + Platform.PEERS + ":" + peer.port() + ";transport=udp");
        assertThat(invite.to().uri().toString()).startsWith("sip:" + prefix + "1@" + Platform.PEERS);
        assertThat(invite.header("P-Asserted-Identity").orElseThrow()).contains("sip:" + alice.number() + "@");
        JsonNode cdr = platform.cdr(call.callId());
        assertThat(cdr.path("destination_domain").asString()).isEqualTo(Platform.PEERS);
        assertThat(cdr.path("destination_user_dialed").asString()).isEqualTo(prefix + "1");
        assertThat(cdr.path("call_status").asString()).isEqualTo("ok");
    }

    @Test void aCalleesReinviteReachesThePeerThatCalled() throws Exception {
        long group = platform.peerGroup(1, "99" + platform.numbers());
        platform.api().create("peeringinboundrules", Map.of("group_id", group, "field", "ruri_uri", "pattern", "431" + platform.numbers(), "priority", 1,
            "enabled", true));
        Party peer = platform.peer(group, "4366912345", Map.of());
        Party bob = platform.subscriber("bob", Map.of());
        platform.register(bob);
        Scenario holds = Scenario.pickedUp().send(Scenario.ofCallee("INVITE", 1, Scenario.sdp().replace("a=sendrecv", "a=sendonly"))).allow(List.of(100))
            .expect(200, "rrs=\"true\"").sendOnce(Scenario.ofCallee("ACK", 1, Scenario.noBody())).expect("BYE").sendOnce(Scenario.ok());
        try (Callee phone = platform.playing(bob, holds);
             Sipp caller = platform.call(peer, bob.numberUri()).during(then -> then.expect("INVITE").send(Scenario.answer()).expect("ACK"))) {
            assertThat(body(caller.end().request("INVITE"))).contains("a=sendonly", "c=IN IP4 127.0.0.1");
            assertThat(body(phone.end().response(200))).contains("c=IN IP4 127.0.0.1");
        }
    }

    @Test void theFirstAnswers408TheSecondIsShutTheThirdTakesTheCall() throws Exception {
        Party first = platform.peer(platform.peerGroup(1, prefix), "first", Map.of());
        Party second = platform.peer(platform.peerGroup(2, prefix), "second", Map.of("concurrent_max", -1));
        Party third = platform.peer(platform.peerGroup(3, prefix), "third", Map.of());
        Party alice = platform.subscriber("alice", Map.of());
        try (Callee silent = platform.refusing(first, 408, "Request Timeout"); Callee unused = platform.answering(second)) {
            taken(third, platform.call(alice, "sip:" + prefix + "1@" + platform.domain()));
            assertThat(silent.end().has("INVITE")).isTrue();
            assertThat(unused.transcript().has("INVITE")).isFalse();
        }
    }

    @Test void theInternationalPrefixIsStrippedBeforeRouting() throws Exception {
        Party peer = platform.peer(platform.peerGroup(1, prefix), "peer", Map.of());
        platform.domainPreferences(Map.of("rewrite_rule_set", platform.rewriteRules(List.of(List.of("in", "callee", "^(00|\\+)([1-9][0-9]+)$", "\\2")))));
        Party alice = platform.subscriber("alice", Map.of());
        SipMessage invite = taken(peer, platform.call(alice, "sip:+" + prefix + "2@" + platform.domain()));
        assertThat(invite.requestUri()).startsWith("sip:" + prefix + "2@");
    }

    @Test void thePeersRulesMakeTheCallersNumberLocal() throws Exception {
        String rules = platform.rewriteRules(List.of(List.of("out", "caller", "^$avp(s:caller_cc)$avp(s:caller_ac)([0-9]+)$", "\\1")));
        Party peer = platform.peer(platform.peerGroup(1, prefix), "peer", Map.of("rewrite_rule_set", rules));
        Party alice = platform.subscriber("alice", Map.of("cc", "43", "ac", "1"));
        SipMessage invite = taken(peer, platform.call(alice, "sip:" + prefix + "3@" + platform.domain()));
        assertThat(invite.from().uri().toString()).startsWith("sip:" + alice.number().substring(3) + "@");
    }

    @Test void anEmergencyNumberLeavesWithPrefixAndAreaCode() throws Exception {
        platform.domainPreferences(Map.of("rewrite_rule_set", platform.rewriteRules(List.of(List.of("in", "callee", "^(112)$", "emergency_\\1")))));
        String rules = platform.rewriteRules(List.of(List.of("out", "callee", "^emergency_(.*)$", "7$avp(s:caller_ac)\\1")));
        Party peer = platform.peer(platform.peerGroup(1, "emergency_112"), "peer", Map.of("rewrite_rule_set", rules));
        Party alice = platform.subscriber("alice", Map.of("cc", "43", "ac", "1"));
        assertThat(taken(peer, platform.call(alice, "sip:112@" + platform.domain())).requestUri()).startsWith("sip:71112@");
    }

    private Caller emergency(String format, String type, String document, String target) throws Exception {
        platform.domainPreferences(Map.of("rewrite_rule_set", platform.rewriteRules(List.of(List.of("in", "callee", "^(112)$", "emergency_\\1"))),
            "emergency_provider_info", Map.of("content_type", "application/EmergencyCallData.ProviderInfo+xml", "data", base64("<provider/>"))));
        Party alice = platform.subscriber("alice", Map.of("emergency_location_format", format, "emergency_location_object",
            Map.of("content_type", type, "data", base64(document))));
        return platform.call(alice, target);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String body(SipMessage message) {
        return new String(message.body(), StandardCharsets.ISO_8859_1);
    }

    @Test void anEmergencyCallCarriesTheLocationForCirpack() throws Exception {
        Party peer = platform.peer(platform.peerGroup(1, "emergency_112"), "peer", Map.of());
        SipMessage invite = taken(peer, emergency("cirpack", "application/vnd.cirpack.isdn-ext", "location=here", "sip:112@" + platform.domain()));
        assertThat(invite.contentType().orElseThrow()).startsWith("multipart/mixed");
        assertThat(body(invite)).contains("application/vnd.cirpack.isdn-ext", "Content-Disposition: signal;handling=required", "location=here",
            "application/sdp", "c=IN IP4 127.0.0.1");
    }

    @Test void anEmergencyCallCarriesTheLocationAsPidf() throws Exception {
        Party peer = platform.peer(platform.peerGroup(1, "emergency_112"), "peer", Map.of());
        String document = "<presence><tuple><timestamp></timestamp></tuple></presence>";
        SipMessage invite = taken(peer, emergency("PIDF-LO", "application/pidf+xml", document, "sip:112@" + platform.domain()));
        assertThat(invite.header("Geolocation").orElseThrow()).startsWith("<cid:");
        assertThat(invite.headers("Call-Info")).anyMatch(info -> info.startsWith("<cid:") && info.contains("purpose=emergencyCallData"));
        assertThat(body(invite)).contains("application/pidf+xml", "<provider/>", "application/sdp").containsPattern("<timestamp>20\\d\\d-");
    }

    @Test void aForeignDomainIsCalledAtItsHostWithTheRequestUriAsItWas() throws Exception {
        Party abroad = new Party(0, "somebody", "127.126.0.1", Optional.empty(), "", "127.126.0.1", 5060);
        Party alice = platform.subscriber("alice", Map.of("allow_out_foreign_domain", true));
        SipMessage invite = taken(abroad, platform.call(alice, "sip:somebody@127.126.0.1"));
        assertThat(invite.requestUri()).isEqualTo("sip:somebody@127.126.0.1");
        assertThat(invite.has("P-Asserted-Identity")).isFalse();
        assertThat(invite.from().uri().toString()).isEqualTo(alice.numberUri());
    }

    @Test void aRoutingNumberGetsThePrefixOfItsCarrierByARuleAndNpdi() throws Exception {
        Party peer = platform.peer(platform.peerGroup(1, "D01"), "peer", Map.of("lnp_add_npdi", true));
        long carrier = platform.api().create("lnpcarriers", Map.of("name", "r" + prefix, "prefix", "D01", "authoritative", false));
        platform.api().create("lnpnumbers", Map.of("carrier_id", carrier, "number", prefix + "7", "routing_number", prefix + "99"));
        Party alice = platform.subscriber("alice", Map.of("rewrite_rule_set",
            platform.rewriteRules(List.of(List.of("lnp", "callee", "^([0-9]+)$", "${callee_lnp_prefix}\\1")))));
        SipMessage invite = taken(peer, platform.call(alice, "sip:" + prefix + "7@" + platform.domain()));
        assertThat(invite.requestUri()).startsWith("sip:D01" + prefix + "99;npdi@" + Platform.PEERS);
    }

    @Test void aLocalNumberThatIsOfflineLeavesToThePeerWhenForced() throws Exception {
        Party bob = platform.subscriber("bob", Map.of("force_inbound_calls_to_peer", "force_offline"));
        Party peer = platform.peer(platform.peerGroup(1, bob.number()), "peer", Map.of());
        Party alice = platform.subscriber("alice", Map.of());
        assertThat(taken(peer, platform.call(alice, bob.numberUri())).requestUri()).startsWith("sip:" + bob.number() + "@" + Platform.PEERS);
    }

    @Test void aPortedNumberLeavesWithItsRoutingNumberAndAnAuthoritativeCarriersNumberDoesNotExist() throws Exception {
        Party peer = platform.peer(platform.peerGroup(1, prefix), "peer", Map.of());
        long carrier = platform.api().create("lnpcarriers", Map.of("name", "c" + prefix, "prefix", "D01", "authoritative", false));
        long own = platform.api().create("lnpcarriers", Map.of("name", "own" + prefix, "prefix", "D02", "authoritative", true));
        Party bob = platform.subscriber("bob", Map.of());
        platform.api().create("lnpnumbers", Map.of("carrier_id", carrier, "number", bob.number(), "routing_number", prefix + "77"));
        platform.api().create("lnpnumbers", Map.of("carrier_id", own, "number", prefix + "5", "routing_number", ""));
        Party alice = platform.subscriber("alice", Map.of("lnp_for_local_sub", true));
        SipMessage invite = taken(peer, platform.call(alice, bob.numberUri()));
        assertThat(invite.requestUri()).startsWith("sip:" + prefix + "77@" + Platform.PEERS);
        Caller call = platform.call(alice, "sip:" + prefix + "5@" + platform.domain());
        assertThat(call.refused(404).response(404).reason()).isEqualTo("Not Found");
        assertThat(platform.cdr(call.callId()).path("call_status").asString()).isEqualTo("offline");
    }

    @Test void theNumberIsKeptWithNpdiAndRnWhenAskedFor() throws Exception {
        Party peer = platform.peer(platform.peerGroup(1, prefix), "peer", Map.of("lnp_to_rn", true));
        long carrier = platform.api().create("lnpcarriers", Map.of("name", "c" + prefix, "prefix", "D01", "authoritative", false));
        platform.api().create("lnpnumbers", Map.of("carrier_id", carrier, "number", prefix + "6", "routing_number", prefix + "88"));
        Party alice = platform.subscriber("alice", Map.of());
        SipMessage invite = taken(peer, platform.call(alice, "sip:" + prefix + "6@" + platform.domain()));
        assertThat(invite.requestUri()).startsWith("sip:" + prefix + "6;npdi;rn=" + prefix + "88@");
    }
}
