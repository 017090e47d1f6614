package io.tandem.proxy.ladder;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.mapping.LocationMapping;
import io.tandem.data.pattern.PerlPattern;
import io.tandem.data.peering.InboundRule;
import io.tandem.data.peering.PeerGroup;
import io.tandem.data.peering.PeerHost;
import io.tandem.data.peering.PeerRule;
import io.tandem.data.peering.Peering;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.data.rewrite.RewriteRule;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.snapshot.Preferences;
import io.tandem.proxy.accounting.AccountingRecord;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls from peers (signalling.md §2.16): no challenge, their own settings, a record that names them. */
class PeerInboundLadderTest {
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;

    @BeforeEach void bobIsRegistered() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        peer(Map.of(), List.of());
    }

    private void peer(Map<String, String> preferences, List<InboundRule> inbound) {
        Map<String, List<String>> lists = new HashMap<>();
        preferences.forEach((name, value) -> lists.put(name, List.of(value)));
        PeerHost host = new PeerHost(4, "peer", "127.0.2.1", Optional.empty(), 51602, PeerHost.Transport.UDP, 1, new Preferences(lists));
        ladder.tables.peering = new Peering(List.of(new PeerGroup(1, "g", 1, List.of(host),
                List.of(new PeerRule("49", Optional.empty(), Optional.empty(), false)), inbound)));
    }

    private SipMessage call(String uri, String callId) {
        return ladder.invite(uri, callId, 1).set("From", "\"Peter\" <sip:4966@127.0.2.1>;tag=p1").set("P-NGCP-Src-Ip", "127.0.2.1")
                .set("P-NGCP-Src-Port", "51602");
    }

    @Test void aPeersCallReachesASubscriberByItsNumberWithoutAChallenge() {
        lb.sends(call("sip:431002@127.0.0.1:5060", "c1"));                       // L ── INVITE ─▶ P
        lb.expects(100);                                                         // L ◀─  100  ─── P
        SipMessage invite = ladder.b2bua.expects("INVITE");                      // P ── INVITE ─▶ S
        assertThat(invite.requestUri()).isEqualTo("sip:bob@example.org");
        assertThat(invite.header("P-App-From")).contains("\"Peter\" <sip:4966@127.0.2.1>");
        assertThat(invite.header("P-Asserted-Identity")).contains("<sip:4966@127.0.2.1>");
        ladder.b2bua.answersWithSdp(invite, 200, "OK", "s1");
        SipMessage ok = lb.expects(200);
        assertThat(ok.has("P-NGCP-Authorized")).isFalse();
        assertThat(ok.has("P-NGCP-Authorization")).isFalse();
        assertThat(ladder.records).singleElement().satisfies(record -> {
            assertThat(record.srcUser()).isEqualTo("4966");
            assertThat(record.srcDomain()).isEqualTo("127.0.2.1");
            assertThat(record.srcLeg()).contains("\"uuid\":\"0\"", "\"lcr\":\"4\"", "\"cli\":\"4966\"", "\"ip\":\"127.0.2.1\"");
            assertThat(record.dstLeg()).contains("\"uuid\":\"uuid-bob\"");
        });
    }

    /** Bob's location mapping leads to a number that only the calling peer's group takes. */
    @ParameterizedTest @CsvSource({"no, 480", "yes, 0"})
    void aLocationMappingLeadsBackToTheCallersPeersOnlyIfTheyAllowIt(String allowed, int refusal) {
        peer(allowed.equals("yes") ? Map.of("allow_lm_forward_loop", "1") : Map.of(), List.of());
        int bob = ladder.accounts.add("bob", "431002", Map.of()).id();
        ladder.tables.mappings.put(bob, List.of(new LocationMapping(1, LocationMapping.Mode.FORWARD, "sip:4977@example.org", Optional.empty(), Optional.empty(),
                "")));
        lb.sends(call("sip:431002@127.0.0.1:5060", "c1"));
        lb.expects(100);
        ladder.b2bua.refuses(ladder.asks("sip:bob@example.org"), 486, "Busy Here");
        if (refusal > 0) {
            assertThat(lb.expects(refusal).reason()).isEqualTo("Unavailable");
        } else {
            assertThat(ladder.b2bua.expects("INVITE").requestUri()).startsWith("sip:4977@127.0.2.1");
        }
    }

    @Test void theNumberOfACallerWhoHidesIsThatWhichItsNetworkAsserts() {
        lb.sends(call("sip:431002@127.0.0.1:5060", "c1").set("From", "<sip:anonymous@anonymous.invalid>;tag=p1").set("Privacy", "id")
                .set("P-Asserted-Identity", "<sip:+4966@127.0.2.1;user=phone>"));
        lb.expects(100);
        SipMessage invite = ladder.b2bua.expects("INVITE");
        assertThat(invite.header("P-App-From")).contains("\"Anonymous\" <sip:anonymous@anonymous.invalid>");
        ladder.b2bua.answersWithSdp(invite, 200, "OK", "s1");
        lb.expects(200);
        assertThat(ladder.records).singleElement().satisfies(record -> assertThat(record.srcLeg()).contains("\"cli\":\"+4966\"", "\"clir\":1"));
    }

    @Test void whoOnlyClaimsAPeersAddressIsAStranger() {
        ProxyLadder.Party other = ladder.new Party(5099);
        other.sends(call("sip:431002@127.0.0.1:5060", "c1"));                    // ? ── INVITE ─▶ P, not by a load balancer
        lb.expects(100);                                                         // as its Via says
        assertThat(lb.expects(403).reason()).isEqualTo("Forbidden");             // From has a domain that is not ours
        ladder.b2bua.expectsNothing();
    }

    @Test void theCalleesAdministratorMayBlockIt() {
        ladder.accounts.add("bob", "431002", Map.of("adm_block_in_list", List.of("4966")));
        lb.sends(call("sip:431002@example.org", "c1"));
        lb.expects(100);
        assertThat(lb.expects(403).reason()).isEqualTo("Blocked by Admin");
        assertThat(ladder.records).singleElement().satisfies(record -> assertThat(record.sipCode()).isEqualTo(403));
    }

    @Test void itsNumbersAreRewrittenByItsOwnRulesAndReadWhereItPutsThem() {
        ladder.tables.rewrites.put(9, new RewriteRuleSet(Map.of(RewriteList.CALLEE_IN, List.of(new RewriteRule("^\\+(\\d+)$", "\\1")),
                RewriteList.CALLER_IN, List.of(new RewriteRule("^\\+(\\d+)$", "\\1")))));
        peer(Map.of("rewrite_rule_set", "9", "inbound_npn", "pai_user", "inbound_upn", "from_user"), List.of());
        lb.sends(call("sip:+431002@example.org", "c1").set("From", "<sip:+4966@127.0.2.1>;tag=p1").add("P-Asserted-Identity", "<sip:+4977@127.0.2.1>"));
        lb.expects(100);
        SipMessage invite = ladder.b2bua.expects("INVITE");
        assertThat(invite.header("P-App-From")).contains("<sip:4966@127.0.2.1>");
        assertThat(invite.header("P-Asserted-Identity")).contains("<sip:4977@127.0.2.1>");
    }

    @Test void itsAnonymousCallersAreAnonymousHere() {
        lb.sends(call("sip:431002@example.org", "c1").set("From", "\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=p1"));
        lb.expects(100);
        SipMessage invite = ladder.b2bua.expects("INVITE");
        assertThat(invite.header("P-App-From")).contains("\"Anonymous\" <sip:anonymous@anonymous.invalid>");
        assertThat(invite.header("Privacy")).contains("id");
        assertThat(invite.has("P-Asserted-Identity")).isFalse();
    }

    @Test void numbersThatAreNotHereAreNotRelayedUnlessThePeerMay() {
        lb.sends(call("sip:4977@example.org", "c1"));
        lb.expects(100);
        assertThat(lb.expects(403).reason()).isEqualTo("Relaying Denied");
        lb.sends(call("sip:4377@example.org", "c2"));
        lb.expects(100);
        assertThat(lb.expects(404).reason()).isEqualTo("Not Found");
        peer(Map.of("force_outbound_calls_to_peer", "force_nonlocal"), List.of());
        lb.sends(call("sip:4977@example.org", "c3"));
        lb.expects(100);
        assertThat(ladder.b2bua.expects("INVITE").requestUri()).startsWith("sip:4977@127.0.2.1:51602");
    }

    @ParameterizedTest
    @CsvSource({"<tel:+49-66>, sip:431002@example.org, <sip:+4966@127.0.2.1>", "<sip:4966@peer.example>, tel:+43-1002, <sip:4966@peer.example>",
        "<tel:+4966;phone-context=x>, tel:+431002, <sip:+4966@127.0.2.1>"})
    void telUrisAreNumbers(String from, String uri, String shown) {
        lb.sends(call(uri, "c1").set("From", from + ";tag=p1"));
        lb.expects(100);
        SipMessage invite = ladder.b2bua.expects("INVITE");
        assertThat(invite.requestUri()).isEqualTo("sip:bob@example.org");
        assertThat(invite.header("P-App-From")).contains(shown);
    }

    @Test void whoHasNoUserNameIsShownByItsNumber() {
        ladder.accounts.add("bob", "431002", Map.of("outbound_from_user", List.of("auth_user"), "outbound_pai_user", List.of("auth_user")));
        lb.sends(call("sip:431002@example.org", "c1"));
        lb.expects(100);
        SipMessage invite = ladder.b2bua.expects("INVITE");
        assertThat(invite.header("P-App-From")).contains("\"Peter\" <sip:4966@127.0.2.1>");
        assertThat(invite.has("P-Asserted-Identity")).isFalse();
    }

    @Test void anAssertedIdentityThatCannotBeReadIsABadRequest() {
        peer(Map.of(), List.of(new InboundRule(InboundRule.Part.PAI_USER, PerlPattern.of("^49"), Optional.empty())));
        lb.sends(call("sip:431002@example.org", "c1").add("P-Asserted-Identity", "\"never closed <sip:4966@127.0.2.1>"));
        lb.expects(100);
        SipMessage refusal = lb.expects(400);
        assertThat(refusal.has("Retry-After")).isFalse();
        ladder.isIdle();
    }

    @Test void inboundRulesChooseAndRefuse() {
        peer(Map.of(), List.of(new InboundRule(InboundRule.Part.FROM_USER, PerlPattern.of("^4900"), Optional.of(new InboundRule.Refusal(488, "Not Here"))),
                new InboundRule(InboundRule.Part.RURI_URI, PerlPattern.of("431002"), Optional.empty())));
        lb.sends(call("sip:431002@example.org", "c1").set("From", "<sip:4900@127.0.2.1>;tag=p1"));
        lb.expects(100);
        assertThat(lb.expects(488).reason()).isEqualTo("Not Here");
        assertThat(ladder.records).singleElement().satisfies(record -> {
            assertThat(ForwardSettings.describe(record)).isEqualTo("call 4900>431002 dialled 431002 488");
            assertThat(record.srcLeg()).contains("\"lcr\":\"4\"", "\"cli\":\"4900\"");
        });
        lb.sends(call("sip:431002@example.org", "c2"));
        lb.expects(100);
        ladder.b2bua.expects("INVITE");
        lb.sends(call("sip:431003@example.org", "c3"));
        lb.expects(100);
        assertThat(lb.expects(403).reason()).as("no rule: a stranger of a foreign domain").isEqualTo("Forbidden");
    }

    @Test void aPeerHearsTheCodesAndPhrasesItWants() {
        Map<String, String> wishes = Map.of("callee_unknown_code", "410", "callee_offline_reason", "Nobody Home", "callee_busy_code", "600",
                "callee_busy_reason", "Busy Everywhere", "block_in_code", "603", "callee_tmp_unavailable_code", "99");
        peer(wishes, List.of());
        lb.sends(call("sip:4377@example.org", "c1"));
        lb.expects(100);
        assertThat(lb.expects(410).reason()).isEqualTo("Not Found");
        ladder.accounts.add("carol", "431003", Map.of());
        lb.sends(call("sip:431003@example.org", "c2"));
        lb.expects(100);
        assertThat(lb.expects(480).reason()).isEqualTo("Nobody Home");
        ladder.accounts.add("dave", "431004", Map.of("block_in_list", List.of("4966")));
        lb.sends(call("sip:431004@example.org", "c3"));
        lb.expects(100);
        assertThat(lb.expects(603).reason()).as("no wish for block_callee").isEqualTo("Blocked by Callee");
        lb.sends(call("sip:431002@example.org", "c4"));
        lb.expects(100);
        ladder.b2bua.answers(ladder.b2bua.expects("INVITE"), 486, "Busy Here", "s1");
        ladder.b2bua.expects("ACK");
        assertThat(lb.expects(600).reason()).isEqualTo("Busy Everywhere");
        lb.sends(call("sip:431002@example.org", "c5"));
        lb.expects(100);
        ladder.b2bua.answers(ladder.b2bua.expects("INVITE"), 480, "Temporarily Unavailable", "s1");
        ladder.b2bua.expects("ACK");
        assertThat(lb.expects(480).reason()).as("99 is no code").isEqualTo("Temporarily Unavailable");
        assertThat(ladder.records).extracting(AccountingRecord::sipCode).as("as the peer heard it").containsExactly(410, 480, 603, 600, 480);
        ladder.isIdle();
    }

    @Test void aPeerWhoseCallIsRelayedHearsItsWordsWhenNoOtherPeerTakesIt() {
        peer(Map.of("force_outbound_calls_to_peer", "force", "peering_unavailable_code", "404", "peering_unavailable_reason", "Not Found",
                "callee_unknown_code", "410"), List.of());
        lb.sends(call("sip:4977@example.org", "c1"));
        lb.expects(100);
        ladder.b2bua.answers(ladder.b2bua.expects("INVITE"), 503, "Service Unavailable", "s1");
        ladder.b2bua.expects("ACK");
        assertThat(lb.expects(404).reason()).isEqualTo("Not Found");
        assertThat(ladder.records).singleElement().satisfies(record -> assertThat(record.sipCode()).as("not replaced twice").isEqualTo(404));
    }

    @Test void aPeerHearsItsWordsWhenTheOtherPeersAreFull() {
        Map<String, String> wishes = Map.of("force_outbound_calls_to_peer", "force", "max_calls_peer_code", "480", "max_calls_peer_reason", "Full",
                "peering_unavailable_code", "404", "concurrent_max_out", "1");
        peer(wishes, List.of());
        lb.sends(call("sip:4977@example.org", "c1"));
        lb.expects(100);
        ladder.b2bua.expects("INVITE");
        lb.sends(call("sip:4977@example.org", "c2"));
        lb.expects(100);
        assertThat(lb.expects(480).reason()).isEqualTo("Full");
        assertThat(ladder.records).singleElement().satisfies(record -> assertThat(record.sipCode()).isEqualTo(480));
    }

    @Test void subscribersHearOurs() {
        peer(Map.of("callee_unknown_code", "410"), List.of());
        ladder.authenticated(ladder.invite("sip:4377@example.org", "c1", 1), "alice", "secret-alice");
        lb.expects(100);
        assertThat(lb.expects(404).reason()).isEqualTo("Not Found");
    }

    @Test void aSubscriberAtThePeersAddressAuthenticatesAsEver() {
        lb.sends(ladder.invite("sip:bob@example.org", "c1", 1).set("P-NGCP-Src-Ip", "127.0.2.1"));
        lb.expects(100);
        lb.expects(407);
    }

    @ParameterizedTest
    @CsvSource({"1, sip:trunk47@127.0.0.1:5060;uuid=uuid-bob, sip:bob@example.org", "1, sip:431001@127.0.0.1:5060;uuid=uuid-bob, sip:bob@example.org",
            "1, sip:431002@127.0.0.1:5060;uuid=uuid-gone, sip:bob@example.org", "1, sip:431002@127.0.0.1:5060;uuid=0, sip:bob@example.org",
            "0, sip:431002@127.0.0.1:5060;uuid=uuid-alice, sip:bob@example.org"})
    void whatASubscriberHasRegisteredAtThePeerFindsIt(String wanted, String uri, String called) {
        peer(Map.of("find_subscriber_by_uuid", wanted), List.of());
        lb.sends(call(uri, "c1"));
        lb.expects(100);
        assertThat(ladder.b2bua.expects("INVITE").requestUri()).isEqualTo(called);
    }
}
