package io.tandem.proxy.ladder;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.tandem.data.peering.PeerGroup;
import io.tandem.data.peering.PeerHost;
import io.tandem.data.peering.PeerRule;
import io.tandem.data.peering.Peering;
import io.tandem.data.portability.LnpCarrier;
import io.tandem.data.portability.LnpNumber;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.data.rewrite.RewriteRule;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.snapshot.Preferences;
import io.tandem.proxy.accounting.AccountingRecord;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.tandem.proxy.ladder.ProxyLadder.cancelFor;
import static org.assertj.core.api.Assertions.assertThat;

/** Calls to peers (signalling.md §2.16): leg A from the load balancer (L) through the proxy (P) to the B2BUA (S), and leg B on to the peer. */
class PeerLadderTest {
    private static final String NUMBER = "sip:4366123@example.org";
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party b2bua = ladder.b2bua;

    private static PeerHost host(int id, Map<String, String> preferences) {
        return new PeerHost(id, "peer" + id, "127.0.2." + id, Optional.empty(), 51600 + id, PeerHost.Transport.UDP, 1,
                new Preferences(preferences.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue())))));
    }

    /** A group for each, in this order of priority, for all numbers that begin with 43. */
    private void peers(PeerHost... hosts) {
        PeerRule rule = new PeerRule("43", Optional.empty(), Optional.empty(), false);
        ladder.tables.peering = new Peering(Stream.of(hosts).map(host -> new PeerGroup(host.id(), "group" + host.id(), host.id(), List.of(host), List.of(rule),
                List.of())).toList());
    }

    private SipMessage calls(String uri, String callId) {
        SipMessage sent = ladder.authenticated(ladder.invite(uri, callId, 1), "alice", "secret-alice"); // L ── INVITE ─▶ P, 100, 407, ACK, INVITE
        lb.expects(100);                                                                               // L ◀─  100  ─── P
        return sent;
    }

    @Test void aNumberThatIsNotLocalGoesToThePeer() {
        peers(host(1, Map.of()));
        calls(NUMBER, "c1");
        SipMessage invite = b2bua.expects("INVITE");                                                   // P ── INVITE ─▶ S
        assertThat(invite.requestUri()).isEqualTo("sip:4366123@127.0.2.1:51601;transport=udp;tandem-peer=1");
        assertThat(invite.header("P-App-From")).contains("\"Alice\" <sip:431001@example.org>");
        assertThat(invite.header("P-App-To")).contains("<sip:4366123@127.0.2.1>");
        assertThat(invite.header("P-Asserted-Identity")).contains("<sip:431001@example.org>");
        assertThat(invite.has("P-Callee-UUID")).isFalse();
        SipMessage legB = ladder.request("INVITE", invite.requestUri(), "c1_pbx-1", 1).set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-b1")
                .add("P-Asserted-Identity", "<sip:431001@example.org>").add("Privacy", "id");
        b2bua.sends(legB);                                                                             // S ── INVITE ─▶ P
        b2bua.expects(100);
        SipMessage out = lb.expects("INVITE");                                                         // P ── INVITE ─▶ L ─▶ peer
        assertThat(out.requestUri()).isEqualTo("sip:4366123@127.0.2.1:51601;transport=udp");
        assertThat(out.header("P-D-Uri")).contains("sip:127.0.0.1:5060;lr;received=sip:127.0.2.1:51601%3Btransport%3Dudp");
        assertThat(out.header("P-Asserted-Identity")).as("peers are trusted").contains("<sip:431001@example.org>");
        lb.answersWithSdp(out, 200, "OK", "p1");
        b2bua.expects(200);
        b2bua.answersWithSdp(invite, 200, "OK", "s1");
        lb.expects(200);
        assertThat(ladder.records.getFirst().dstLeg()).contains("\"lcr\":\"1\"", "\"d\":\"127.0.2.1\"", "\"u_out\":\"4366123\"", "\"uuid\":\"0\"");
        assertThat(ladder.records.getFirst().dstDomain()).isEqualTo("127.0.2.1");
    }

    @Test void theLastPeerWhoseRulesCannotBeDecidedEndsTheCallAndLeavesNothingBehind() {
        ladder.tables.rewrites.put(9, new RewriteRuleSet(Map.of(RewriteList.CALLEE_OUT, List.of(new RewriteRule("^(([0-9])+)+\\2#$", "0")))));
        peers(host(1, Map.of("rewrite_rule_set", "9")));
        calls("sip:43" + "1".repeat(60) + "@example.org", "c1");
        assertThat(lb.expects(503).reason()).isEqualTo("PSTN Termination Currently Unavailable");
        b2bua.expectsNothing();
        assertThat(ladder.records).singleElement().satisfies(record -> assertThat(record.sipCode()).isEqualTo(503));
        assertThat(ladder.calls.all()).isEmpty();
        ladder.isIdle();
    }

    @Test void theFirstPeerFailsTheSecondIsShutTheThirdTakesTheCall() {
        peers(host(1, Map.of()), host(2, Map.of("concurrent_max", "-1")), host(3, Map.of()));
        calls(NUMBER, "c1");
        SipMessage first = b2bua.expects("INVITE");
        assertThat(first.requestUri()).contains("@127.0.2.1:");
        b2bua.answers(first, 408, "Timeout", "s1");
        b2bua.expects("ACK");
        lb.expectsNothing();
        SipMessage second = b2bua.expects("INVITE");
        assertThat(second.requestUri()).contains("@127.0.2.3:");
        assertThat(second.topVia().branch()).isNotEqualTo(first.topVia().branch());
        b2bua.answersWithSdp(second, 200, "OK", "s2");
        lb.expects(200);
        assertThat(ladder.records).singleElement().satisfies(record -> {
            assertThat(record.sipCode()).isEqualTo(200);
            assertThat(record.dstDomain()).isEqualTo("127.0.2.3");
        });
        assertThat(ladder.relay.log).doesNotContain("delete c1");
    }

    @ParameterizedTest
    @CsvSource({"408, Timeout, true", "500, Server Error, true", "503, No Circuit, true", "502, Congestion 34, true", "502, Bad Gateway, false",
        "404, Not Found, false", "401, Unauthorized, true", "407, Proxy Authentication Required, true", "486, Busy Here, false", "603, Decline, false"})
    void onlySomeAnswersOfAPeerMoveTheCallOn(int status, String reason, boolean moves) {
        peers(host(1, Map.of("reason_text_for_failover", "Congestion \\d+")), host(2, Map.of()));
        calls(NUMBER, "c1");
        b2bua.answers(b2bua.expects("INVITE"), status, reason, "s1");
        b2bua.expects("ACK");
        if (moves) {
            assertThat(b2bua.expects("INVITE").requestUri()).contains("@127.0.2.2:");
        } else {
            assertThat(lb.expects(status).reason()).isEqualTo(reason);
            assertThat(ladder.records.getFirst().sipCode()).isEqualTo(status);
            ladder.isIdle();
        }
    }

    @Test void whenAllHaveFailedTheCallerHearsSo() {
        peers(host(1, Map.of()), host(2, Map.of()));
        calls(NUMBER, "c1");
        for (int i = 1; i <= 2; i++) {
            b2bua.answers(b2bua.expects("INVITE"), 503, "Service Unavailable", "s" + i);
            b2bua.expects("ACK");
        }
        SipMessage refusal = lb.expects(503);
        assertThat(refusal.reason()).isEqualTo("PSTN Termination Currently Unavailable");
        assertThat(refusal.header("P-NGCP-Authorized")).contains("1");
        assertThat(ladder.records).singleElement().satisfies(record -> assertThat(record.sipCode()).isEqualTo(503));
        assertThat(ladder.relay.log).contains("delete c1");
        ladder.isIdle();
    }

    @Test void aSilentPeerCountsAsFailed() {
        peers(host(1, Map.of()), host(2, Map.of()));
        calls(NUMBER, "c1");
        b2bua.expects("INVITE");
        ladder.time.passes(Duration.ofSeconds(9));
        assertThat(Stream.generate(() -> b2bua.expects("INVITE")).limit(10)
                .filter(invite -> invite.requestUri().contains("@127.0.2.2:")).findFirst()).isPresent();
    }

    @Test void aCalleeWhoDoesNotAnswerIsNotCalledAgainThroughTheNextPeer() {
        peers(host(1, Map.of()), host(2, Map.of()));
        calls(NUMBER, "c1");
        SipMessage invite = b2bua.expects("INVITE");
        b2bua.answers(invite, 180, "Ringing", "s1");
        lb.expects(180);
        b2bua.answers(invite, 408, "Request Timeout", "s1");
        b2bua.expects("ACK");
        b2bua.expectsNothing();
        assertThat(lb.expects(480).reason()).isEqualTo("Temporarily Unavailable");
    }

    @Test void theCallerGivesUpAndNoOtherPeerIsTried() {
        peers(host(1, Map.of()), host(2, Map.of()));
        SipMessage sent = calls(NUMBER, "c1");
        SipMessage invite = b2bua.expects("INVITE");
        b2bua.answers(invite, 180, "Ringing", "s1");
        lb.expects(180);
        lb.sends(cancelFor(sent));
        lb.expects(200);
        SipMessage cancel = b2bua.expects("CANCEL");
        b2bua.answers(cancel, 200, "OK", "s1");
        b2bua.answers(invite, 503, "Service Unavailable", "s1");
        b2bua.expects("ACK");
        b2bua.expectsNothing();
        lb.expects(503);
    }

    @Test void theCallerGivesUpOnASilentPeer() {
        peers(host(1, Map.of()), host(2, Map.of()));
        SipMessage sent = calls(NUMBER, "c1");
        b2bua.expects("INVITE");
        lb.sends(cancelFor(sent));
        lb.expects(200);
        ladder.time.passes(Duration.ofSeconds(9));
        assertThat(lb.expects(487).reason()).isEqualTo("Request terminated");
        assertThat(ladder.records).singleElement().satisfies(record -> assertThat(record.sipCode()).isEqualTo(487));
    }

    @Test void withoutAMatchingRuleTheNumberIsUnknownAndWithShutPeersUnreachable() {
        peers(host(1, Map.of("concurrent_max_out", "0")));
        calls("sip:4966123@example.org", "c1");
        assertThat(lb.expects(404).reason()).isEqualTo("Not Found");
        calls(NUMBER, "c2");
        assertThat(lb.expects(503).reason()).isEqualTo("PSTN Termination Currently Unavailable");
        assertThat(ladder.records).hasSize(2);
    }

    @Test void eachPeerGetsNumbersAndIdentityAsItWants() {
        ladder.tables.rewrites.put(8, new RewriteRuleSet(Map.of(RewriteList.CALLEE_OUT, List.of(new RewriteRule("^(\\d+)$", "00\\1")),
                RewriteList.CALLER_OUT, List.of(new RewriteRule("^43(\\d+)$", "0\\1")))));
        peers(host(1, Map.of("rewrite_rule_set", "8", "outbound_from_user", "npn")), host(2, Map.of("outbound_pai_user", "none", "anonymize_from_user", "1")));
        ladder.authenticated(ladder.invite(NUMBER, "c1", 1).add("Privacy", "id"), "alice", "secret-alice");
        lb.expects(100);
        SipMessage first = b2bua.expects("INVITE");
        assertThat(first.requestUri()).startsWith("sip:004366123@127.0.2.1");
        assertThat(first.header("P-App-From")).contains("\"Anonymous\" <sip:01001@example.org>");
        assertThat(first.header("P-Asserted-Identity")).contains("<sip:01001@example.org>");
        assertThat(first.header("Privacy")).contains("id");
        b2bua.answers(first, 500, "Error", "s1");
        b2bua.expects("ACK");
        SipMessage second = b2bua.expects("INVITE");
        assertThat(second.requestUri()).startsWith("sip:4366123@127.0.2.2");
        assertThat(second.header("P-App-From")).contains("\"Anonymous\" <sip:anonymous@anonymous.invalid>");
        assertThat(second.has("P-Asserted-Identity")).isFalse();
    }

    @Test void namedServersAreShownByName() {
        ladder.tables.peering = new Peering(List.of(new PeerGroup(1, "g", 1, List.of(
                new PeerHost(7, "named", "192.0.2.7", Optional.of("sip.peer.example"), 5060,
                PeerHost.Transport.TLS, 1, new Preferences(Map.of("outbound_socket", List.of("udp:127.2.0.1:5064"))))),
                List.of(new PeerRule("", Optional.empty(), Optional.empty(), false)), List.of())));
        calls(NUMBER, "c1");
        SipMessage invite = b2bua.expects("INVITE");
        assertThat(invite.header("P-App-To")).contains("<sip:4366123@sip.peer.example>");
        b2bua.sends(ladder.request("INVITE", invite.requestUri(), "c1_pbx-1", 1).set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-b1"));
        b2bua.expects(100);
        SipMessage out = lb.expects("INVITE");
        assertThat(out.requestUri()).isEqualTo("sip:4366123@sip.peer.example:5060;transport=tls");
        assertThat(out.header("P-D-Uri")).contains("sip:127.0.0.1:5060;lr;received=sip:192.0.2.7:5060%3Btransport%3Dtls;socket=udp:127.2.0.1:5064");
    }

    @ParameterizedTest
    @CsvSource({
        // via_route, outbound_hostname_resolution: Route of the INVITE, where the load balancer sends it
        "<sip:192.0.2.8:5070;transport=TCP;lr>, '', <sip:192.0.2.8:5070;transport=TCP;lr>, sip:192.0.2.8:5070%3Btransport%3Dtcp",
        "'<sips:sbc.example;lr>, <sip:192.0.2.9;lr>', 1, '<sips:sbc.example;lr>, <sip:192.0.2.9;lr>', sip:sbc.example:5061%3Btransport%3Dtls",
        "<sip:192.0.2.8;lr>, '', <sip:192.0.2.8;lr>, sip:192.0.2.8:5060%3Btransport%3Dudp",
        "'', 1, '', sip:sip.peer.example:5062%3Btransport%3Dtcp", "'', '', '', sip:192.0.2.7:5062%3Btransport%3Dtcp"})
    void aServerIsReachedByRoutesOrByItsNameOrItsAddress(String via, String byName, String route, String received) {
        PeerHost host = new PeerHost(7, "named", "192.0.2.7", Optional.of("sip.peer.example"), 5062, PeerHost.Transport.TCP, 1,
                new Preferences(Map.of("outbound_hostname_resolution", List.of(byName))), Optional.of(via).filter(text -> !text.isEmpty()), false);
        peers(host);
        calls(NUMBER, "c1");
        SipMessage invite = b2bua.expects("INVITE");
        b2bua.sends(ladder.request("INVITE", invite.requestUri(), "c1_pbx-1", 1).set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-b1"));
        b2bua.expects(100);
        SipMessage out = lb.expects("INVITE");
        assertThat(out.requestUri()).isEqualTo("sip:4366123@sip.peer.example:5062;transport=tcp");
        assertThat(out.header("P-D-Uri")).contains("sip:127.0.0.1:5060;lr;received=" + received);
        assertThat(String.join(", ", out.headers("Route"))).isEqualTo(route);
    }

    @Test void aServerWhoseNameFitsNoUriIsPassedOver() {
        PeerHost spoiled = new PeerHost(1, "spoiled", "127.0.2.1", Optional.of("no host"), 5060, PeerHost.Transport.UDP, 1, Preferences.NONE);
        peers(spoiled, host(2, Map.of()));
        calls(NUMBER, "c1");
        SipMessage invite = b2bua.expects("INVITE");
        assertThat(invite.requestUri()).contains("@127.0.2.2:");
        b2bua.answers(invite, 486, "Busy Here", "s1");
        b2bua.expects("ACK");
        lb.expects(486);
        peers(spoiled);
        calls(NUMBER, "c2");
        assertThat(lb.expects(503).reason()).isEqualTo("PSTN Termination Currently Unavailable");
        assertThat(ladder.records).extracting(AccountingRecord::sipCode).containsExactly(486, 503);
        ladder.isIdle();
    }

    @Test void aServerWhoseRulesTakeForEverIsPassedOverWhenItsTurnComes() {
        ladder.tables.rewrites.put(8, new RewriteRuleSet(Map.of(RewriteList.CALLEE_OUT, List.of(new RewriteRule("^(([0-9])+)+\\2#$", "\\1")))));
        String number = "43" + "1".repeat(60);
        peers(host(1, Map.of()), host(2, Map.of("rewrite_rule_set", "8")), host(3, Map.of()));
        calls("sip:" + number + "@example.org", "c1");
        SipMessage first = b2bua.expects("INVITE");
        assertThat(first.requestUri()).as("the rules of the second do not matter yet").contains("@127.0.2.1:");
        b2bua.answers(first, 503, "Service Unavailable", "s1");
        b2bua.expects("ACK");
        SipMessage third = b2bua.expects("INVITE");
        assertThat(third.requestUri()).contains("@127.0.2.3:");
        b2bua.answers(third, 486, "Busy Here", "s1");
        b2bua.expects("ACK");
        lb.expects(486);
        peers(host(2, Map.of("rewrite_rule_set", "8")));
        calls("sip:" + number + "@example.org", "c2");
        assertThat(lb.expects(503).reason()).isEqualTo("PSTN Termination Currently Unavailable");
        assertThat(ladder.records).extracting(AccountingRecord::sipCode).containsExactly(486, 503);
        ladder.isIdle();
    }

    @Test void serversWithIpv6AddressesAreShownInBrackets() {
        ladder.tables.peering = new Peering(List.of(new PeerGroup(1, "g", 1, List.of(
                new PeerHost(6, "six", "2001:db8::1", Optional.empty(), 5060, PeerHost.Transport.UDP, 1, Preferences.NONE)),
                List.of(new PeerRule("", Optional.empty(), Optional.empty(), false)), List.of())));
        calls(NUMBER, "c1");
        SipMessage invite = b2bua.expects("INVITE");
        assertThat(invite.requestUri()).isEqualTo("sip:4366123@[2001:db8::1]:5060;transport=udp;tandem-peer=6");
        assertThat(invite.header("P-App-To")).contains("<sip:4366123@[2001:db8::1]>");
    }

    @ParameterizedTest
    @CsvSource({
        // the callee's wish, the caller's wish, registered, called: leaves
        "force_offline, never, false, 431002, true", "force_offline, never, true, 431002, false", "force, never, true, 431002, true",
        "never, force, true, bob, true", "never, force_offline, false, bob, true", "never, force_nonlocal, true, 431002, false",
        "force_offline_primary, never, false, 431002, true", "force_offline_primary, never, false, bob, false",
        "force_offline_alias, never, false, 431002, false",
        "never, force_interdomain, true, bob, false", "never, force_interpbx, true, bob, false"})
    void aLocalCalleeCanBeForcedToAPeer(String callee, String caller, boolean registered, String called, boolean leaves) {
        peers(host(1, Map.of()));
        ladder.accounts.add("alice", "431001", Map.of("force_outbound_calls_to_peer", List.of(caller)));
        ladder.accounts.add("bob", "431002", Map.of("force_inbound_calls_to_peer", List.of(callee)));
        if (registered) {
            ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        }
        calls("sip:" + called + "@example.org", "c1");
        if (leaves) {
            assertThat(b2bua.expects("INVITE").requestUri()).startsWith("sip:431002@127.0.2.1:");
        } else if (registered) {
            assertThat(b2bua.expects("INVITE").requestUri()).isEqualTo("sip:bob@example.org");
        } else {
            assertThat(lb.expects(480).reason()).isEqualTo("Offline");
        }
    }

    /** Who has set {@code force_outb_call_uses_peer_hdrs}; then what the peer is shown in From, P-Asserted-Identity and To. */
    @ParameterizedTest
    @CsvSource({"nobody, 431001, none, bob, callee", "caller, alice, 431001, 431002, peer", "callee, alice, 431001, 431002, peer",
        "peer, alice, 431001, 431002, peer"})
    void aPeerToWhichACallIsForcedIsShownWhatTheCalleeWouldBeUnlessItsOwnSettingsAreWanted(String who, String from, String asserted, String to,
                                                                                           String whose) {
        String flag = "force_outb_call_uses_peer_hdrs";
        peers(host(1, Map.of("outbound_from_user", "auth_user", "outbound_hostname_resolution", "0", flag, who.equals("peer") ? "1" : "0")));
        ladder.accounts.add("alice", "431001", Map.of(flag, List.of(who.equals("caller") ? "1" : "0")));
        ladder.accounts.add("bob", "431002", Map.of("force_inbound_calls_to_peer", List.of("force"), "outbound_pai_user", List.of("none"),
                "outbound_to_user", List.of("rcvd_to"), flag, List.of(who.equals("callee") ? "1" : "0")));
        calls("sip:bob@example.org", "c1");
        SipMessage invite = b2bua.expects("INVITE");
        assertThat(invite.requestUri()).as("the number as the peer knows it").startsWith("sip:431002@127.0.2.1:");
        assertThat(invite.header("P-App-From")).as(whose).contains("\"Alice\" <sip:" + from + "@example.org>");
        assertThat(invite.has("P-Asserted-Identity")).isEqualTo(!asserted.equals("none"));
        assertThat(invite.header("P-App-To")).contains("<sip:" + to + "@127.0.2.1>");
    }

    @Test void aNumberThatIsPortedAwayIsNotForced() {
        peers(host(1, Map.of("outbound_from_user", "auth_user")));
        ladder.tables.lnp.add(new LnpNumber(1, "431002", Optional.of("431002"), "type1", Optional.empty(), Optional.empty(),
                new LnpCarrier(1, "other", "", false, false)));
        ladder.accounts.add("bob", "431002", Map.of("lnp_for_local_sub", List.of("1"), "outbound_from_user", List.of("npn")));
        calls("sip:bob@example.org", "c1");
        assertThat(b2bua.expects("INVITE").header("P-App-From")).as("the peer's settings hold").contains("\"Alice\" <sip:alice@example.org>");
    }
}
