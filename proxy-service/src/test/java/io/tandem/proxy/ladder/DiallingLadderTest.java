package io.tandem.proxy.ladder;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.peering.PeerGroup;
import io.tandem.data.peering.PeerHost;
import io.tandem.data.peering.PeerRule;
import io.tandem.data.peering.Peering;
import io.tandem.data.portability.LnpCarrier;
import io.tandem.data.portability.LnpNumber;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.data.rewrite.RewriteRule;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.snapshot.Alias;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.SubscriberStatus;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What dialled numbers mean (signalling.md §2.4, §2.13): slots, extensions behind a base number, and what phones are asked for. */
class DiallingLadderTest {
    private static final String CONTACT = "sip:bob@192.0.2.9:5060";
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party b2bua = ladder.b2bua;

    @BeforeEach void bobIsRegistered() {
        ladder.registered("bob", CONTACT);
    }

    private static Map<String, List<String>> set(String pairs) {
        Map<String, List<String>> set = new HashMap<>();
        for (String pair : pairs.split(";")) {
            if (!pair.isEmpty()) {
                set.put(pair.substring(0, pair.indexOf('=')), List.of(pair.substring(pair.indexOf('=') + 1)));
            }
        }
        return set;
    }

    private void alice(String preferences) {
        ladder.accounts.add("alice", "431001", set(preferences));
    }

    /** With a second number, 4320. */
    private void bob(String preferences) {
        ladder.accounts.add("bob", "431002", SubscriberStatus.ACTIVE, set(preferences), List.of(new Alias("4320", false, false, Optional.empty())));
    }

    private void calls(String user, String callId) {
        ladder.authenticated(ladder.invite("sip:" + user + "@example.org", callId, 1), "alice", "secret-alice"); // L ── INVITE ─▶ P
        lb.expects(100);                                                                                        // L ◀─  100  ─── P
    }

    private SipMessage legB(SipMessage legA, String callId) {
        b2bua.sends(ladder.request("INVITE", legA.requestUri(), callId + "_pbx-1", 1)                            // P ◀─ INVITE ── S
                .set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-b" + callId));
        b2bua.expects(100);
        return lb.expects("INVITE");                                                                            // L ◀─ INVITE ── P
    }

    @Test void aSlotIsCalledAsWhatItLeadsTo() {
        ladder.tables.speedDials.put("*1", "sip:431002@example.org");
        ladder.tables.rewrites.put(5, new RewriteRuleSet(Map.of(RewriteList.CALLEE_IN, List.of(new RewriteRule("^([1-9]\\d+)$", "431\\1")))));
        alice("rewrite_rule_set=5");
        calls("*1", "c1");
        SipMessage invite = b2bua.expects("INVITE");
        assertThat(invite.requestUri()).as("the number is not rewritten again").isEqualTo("sip:bob@example.org");
        b2bua.answersWithSdp(invite, 200, "OK", "s1");
        lb.expects(200);
        assertThat(ladder.records.getLast().dstLeg()).contains("\"dialed\":\"*1\"", "\"u_in\":\"431002\"");
        alice("block_out_list=431002");
        calls("*1", "c2");
        assertThat(lb.expects(403).reason()).isEqualTo("Blocked by Caller");
    }

    @Test void anEmptySlotAndASpoiledOneAreRefusedWithARecord() {
        ladder.tables.speedDials.put("*2", "sip:<");
        for (String slot : new String[] {"*1", "*2"}) {
            calls(slot, "c" + slot);
            assertThat(lb.expects(484).reason()).isEqualTo("Speed-Dial slot empty");
            assertThat(ladder.records.getLast().sipCode()).isEqualTo(484);
        }
        calls("*11", "c3");
        assertThat(lb.expects(404).reason()).as("no slot").isEqualTo("Not Found");
    }

    @Test void aSlotIsAnEmergencyOnlyIfItsNumberIs() {
        ladder.tables.speedDials.put("*1", "sip:emergency_112@example.org");
        ladder.tables.speedDials.put("*2", "sip:emergency_0900@example.org");
        ladder.tables.rewrites.put(5, new RewriteRuleSet(Map.of(RewriteList.CALLEE_IN, List.of(new RewriteRule("^112$", "emergency_112")))));
        alice("rewrite_rule_set=5;adm_block_out_mode=1");
        ladder.accounts.add("emergency_112", "4399", Map.of());
        ladder.registered("emergency_112", "sip:help@192.0.2.9:5060");
        calls("*1", "c1");
        assertThat(b2bua.expects("INVITE").requestUri()).isEqualTo("sip:emergency_112@example.org");
        calls("*2", "c2");
        assertThat(lb.expects(404).reason()).isEqualTo("Not Found");
    }

    @ParameterizedTest
    @CsvSource({
        // the callee's mode, dialled: what its phone is asked for
        "'', 432077, 432077", "extended_send_dialed, 432077, 432077", "extended_send_base, 432077, 4320",
        "extended_send_primary_plus_extension, 432077, 43100277", "extended_send_primary_plus_extension, 4310025, 4310025",
        "extended_send_base, 4320, bob", "extended_send_dialed, +432077, 432077"})
    void aNumberWithAnExtensionRingsTheOneWithItsBase(String mode, String dialled, String asked) {
        bob(mode.isEmpty() ? "" : "extended_dialing_mode=" + mode);
        calls(dialled, "c1");
        SipMessage invite = b2bua.expects("INVITE");
        assertThat(invite.header("P-App-To")).contains("<sip:bob@example.org>");
        assertThat(legB(invite, "c1").requestUri()).isEqualTo("sip:" + asked + "@192.0.2.9:5060");
        b2bua.answersWithSdp(invite, 200, "OK", "s1");
        lb.expects(200);
        assertThat(ladder.records.getLast().dstLeg()).contains("\"uuid\":\"uuid-bob\"", "\"u_in\":\"" + dialled.replace("+", "") + "\"");
    }

    @Test void inStrictModeThereAreNoExtensions() {
        bob("extended_dialing_mode=strict");
        calls("432077", "c1");
        assertThat(lb.expects(404).reason()).isEqualTo("Not Found");
    }

    @Test void theLongestBaseCounts() {
        bob("");
        ladder.accounts.add("carol", "43207", Map.of());
        calls("432077", "c1");
        assertThat(lb.expects(480).reason()).isEqualTo("Offline"); // Carol is not there
        assertThat(ladder.records.getLast().dstLeg()).contains("\"uuid\":\"uuid-carol\"");
    }

    @ParameterizedTest
    @CsvSource({"e164_to_ruri=1, 431002, 431002", "e164_to_ruri=1, 4320, 4320", "e164_to_ruri=1, bob, 431002", "'', 431002, bob"})
    void aPhoneIsAskedForItsNumberIfItWantsThat(String preferences, String dialled, String asked) {
        bob(preferences);
        calls(dialled, "c1");
        assertThat(legB(b2bua.expects("INVITE"), "c1").requestUri()).isEqualTo("sip:" + asked + "@192.0.2.9:5060");
    }

    @Test void aPhoneThatDoesNotKnowItsNumberIsAskedForItsContact() {
        bob("e164_to_ruri=1");
        calls("431002", "c1");
        SipMessage first = legB(b2bua.expects("INVITE"), "c1");
        lb.answers(first, 404, "Not Found", "p1");
        lb.expects("ACK");
        SipMessage second = lb.expects("INVITE");
        assertThat(second.requestUri()).isEqualTo(CONTACT);
        b2bua.expectsNothing();
        lb.answers(second, 404, "Not Found", "p2");
        lb.expects("ACK");
        b2bua.expects(404);
    }

    @Test void noOtherAnswerAndNoCancelledCallIsTriedAgainNorWithoutFallback() {
        bob("e164_to_ruri=1");
        calls("431002", "c1");
        lb.answers(legB(b2bua.expects("INVITE"), "c1"), 486, "Busy Here", "p1");
        lb.expects("ACK");
        b2bua.expects(486);
        lb.expectsNothing();
        bob("e164_to_ruri=1;no_404_fallback=1");
        calls("431002", "c2");
        lb.answers(legB(b2bua.expects("INVITE"), "c2"), 404, "Not Found", "p1");
        lb.expects("ACK");
        b2bua.expects(404);
        lb.expectsNothing();
    }

    @Test void aCallerWhoGivesUpIsNotConnectedByTheFallback() {
        bob("e164_to_ruri=1");
        calls("431002", "c1");
        SipMessage legA = b2bua.expects("INVITE");
        SipMessage sent = ladder.request("INVITE", legA.requestUri(), "c1_pbx-1", 1).set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-x");
        b2bua.sends(sent);
        b2bua.expects(100);
        SipMessage invite = lb.expects("INVITE");
        lb.answers(invite, 180, "Ringing", "p1");
        b2bua.expects(180);
        b2bua.sends(ProxyLadder.cancelFor(sent));
        b2bua.expects(200);
        SipMessage cancel = lb.expects("CANCEL");
        lb.answers(cancel, 200, "OK", "p1");
        lb.answers(invite, 404, "Not Found", "p1");
        lb.expects("ACK");
        lb.expectsNothing();
    }

    @Test void aPeerMayRelayToWhatIsNotLocalPortedNumbersIncluded() {
        ladder.tables.lnp.add(new LnpNumber(1, "431002", Optional.of("4399"), "", Optional.empty(), Optional.empty(),
                new LnpCarrier(1, "other", "", false, false)));
        peer("never");
        peerCalls("431002", "c1");
        assertThat(b2bua.expects("INVITE").requestUri()).isEqualTo("sip:bob@example.org");
        peer("force_nonlocal");
        peerCalls("431002", "c2");
        assertThat(b2bua.expects("INVITE").requestUri()).isEqualTo("sip:bob@example.org");
        peer("force_nonlocal_lnp");
        peerCalls("431002", "c3");
        assertThat(b2bua.expects("INVITE").requestUri()).startsWith("sip:4399@127.0.2.1");
        peerCalls("4977", "c4");
        assertThat(b2bua.expects("INVITE").requestUri()).startsWith("sip:4977@127.0.2.1");
    }

    private void peer(String forced) {
        PeerHost host = new PeerHost(4, "peer", "127.0.2.1", Optional.empty(), 51602, PeerHost.Transport.UDP, 1,
                new Preferences(Map.of("force_outbound_calls_to_peer", List.of(forced))));
        ladder.tables.peering = new Peering(List.of(new PeerGroup(1, "g", 1, List.of(host),
                List.of(new PeerRule("", Optional.empty(), Optional.empty(), false)), List.of())));
    }

    private void peerCalls(String user, String callId) {
        lb.sends(ladder.invite("sip:" + user + "@example.org", callId, 1).set("From", "<sip:4966@127.0.2.1>;tag=p1").set("P-NGCP-Src-Ip", "127.0.2.1")
                .set("P-NGCP-Src-Port", "51602"));
        lb.expects(100);
    }
}
