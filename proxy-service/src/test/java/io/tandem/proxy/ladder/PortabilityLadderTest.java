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
import io.tandem.data.snapshot.Preferences;
import io.tandem.proxy.accounting.AccountingRecord;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Ported numbers (signalling.md §2.17): what they become on the way to a peer, and which do not exist. */
class PortabilityLadderTest {
    private static final LnpCarrier OTHER = new LnpCarrier(1, "other", "D101", false, false);
    private static final LnpCarrier OURS = new LnpCarrier(2, "ours", "D102", true, false);
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;

    @BeforeEach void aPeerTakesEverything() {
        peer(Map.of());
    }

    private static Map<String, List<String>> lists(Map<String, String> preferences) {
        Map<String, List<String>> lists = new HashMap<>();
        preferences.forEach((name, value) -> lists.put(name, List.of(value)));
        return lists;
    }

    private void peer(Map<String, String> preferences) {
        PeerHost host = new PeerHost(4, "peer", "127.0.2.1", Optional.empty(), 51602, PeerHost.Transport.UDP, 1, new Preferences(lists(preferences)));
        ladder.tables.peering = new Peering(List.of(new PeerGroup(1, "g", 1, List.of(host),
                List.of(new PeerRule("", Optional.empty(), Optional.empty(), false)), List.of())));
    }

    private void row(String number, String routingNumber, LnpCarrier carrier) {
        ladder.tables.lnp.add(new LnpNumber(1, number, Optional.of(routingNumber).filter(given -> !given.isEmpty()), "type1", Optional.empty(),
                Optional.empty(), carrier));
    }

    private void alice(Map<String, String> preferences) {
        ladder.accounts.add("alice", "431001", lists(preferences));
    }

    private void calls(String user, String callId) {
        ladder.authenticated(ladder.invite("sip:" + user + "@example.org", callId, 1), "alice", "secret-alice"); // L ── INVITE ─▶ P
        lb.expects(100);                                                                                        // L ◀─  100  ─── P
    }

    private String sentUser() {
        String uri = ladder.b2bua.expects("INVITE").requestUri();                                               // P ── INVITE ─▶ S
        return uri.substring("sip:".length(), uri.indexOf('@'));
    }

    private AccountingRecord answered(SipMessage invite) {
        ladder.b2bua.answersWithSdp(invite, 200, "OK", "s1");
        lb.expects(200);
        return ladder.records.getLast();
    }

    private SipMessage peerCalls(String user, String callId) {
        SipMessage invite = ladder.invite("sip:" + user + "@example.org", callId, 1).set("From", "<sip:4966@127.0.2.1>;tag=p1")
                .set("P-NGCP-Src-Ip", "127.0.2.1").set("P-NGCP-Src-Port", "51602");
        lb.sends(invite);
        lb.expects(100);
        return invite;
    }

    @Test void aPortedNumberLeavesAsItsRoutingNumberAndTheRecordKnowsTheCarrier() {
        row("436641", "4399436641", OTHER);
        calls("436641", "c1");
        SipMessage invite = ladder.b2bua.expects("INVITE");
        assertThat(invite.requestUri()).startsWith("sip:4399436641@127.0.2.1:51602");
        assertThat(invite.header("P-App-To")).contains("<sip:4399436641@127.0.2.1>");
        assertThat(answered(invite).dstLeg()).contains("\"lnp_p\":\"D101\"", "\"lnp_t\":\"type1\"", "\"dialed\":\"436641\"", "\"u_in\":\"436641\"",
                "\"u\":\"4399436641\"", "\"u_out\":\"4399436641\"");
    }

    @Test void aNumberThatIsInNoRowStaysAndCountsForTheDefaultCarrier() {
        peer(Map.of("default_lnp_prefix", "D001"));
        alice(Map.of("default_lnp_prefix", "D002"));
        calls("436642", "c1");
        SipMessage invite = ladder.b2bua.expects("INVITE");
        assertThat(invite.requestUri()).startsWith("sip:436642@127.0.2.1");
        AccountingRecord record = answered(invite);
        assertThat(record.dstLeg()).contains("\"lnp_p\":\"D001\"", "\"lnp_t\":\"\"");
        assertThat(record.srcLeg()).contains("\"lnp_p\":\"D002\"");
    }

    @ParameterizedTest
    @CsvSource({
        // caller, peer, number: sent
        "'', '', 436641, 4399436641", "lnp_to_rn, '', 436641, 436641;npdi;rn=4399436641", "'', lnp_to_rn, 436641, 436641;npdi;rn=4399436641",
        "lnp_add_npdi, '', 436641, 4399436641;npdi", "'', lnp_add_npdi, 436642, 436642;npdi", "lnp_to_rn, '', 436642, 436642"})
    void parametersSayThatTheNumberWasLookedUp(String caller, String peer, String number, String sent) {
        row("436641", "4399436641", OTHER);
        peer(peer.isEmpty() ? Map.of() : Map.of(peer, "1"));
        alice(caller.isEmpty() ? Map.of() : Map.of(caller, "1"));
        calls(number, "c1");
        assertThat(sentUser()).isEqualTo(sent);
    }

    @Test void rulesPutTheCarriersPrefixBeforeTheRoutingNumberUnlessItIsSkipped() {
        ladder.tables.rewrites.put(5, new RewriteRuleSet(Map.of(RewriteList.CALLEE_LNP, List.of(new RewriteRule("^43(\\d+)$", "${callee_lnp_prefix}\\1")))));
        alice(Map.of("rewrite_rule_set", "5", "lnp_add_npdi", "1"));
        row("436641", "4399", OTHER);
        row("436643", "", OTHER);
        row("436644", "4377", new LnpCarrier(3, "raw", "D103", false, true));
        calls("436641", "c1");
        assertThat(sentUser()).isEqualTo("D10199;npdi");
        calls("436643", "c2");
        assertThat(sentUser()).as("without a routing number").isEqualTo("D1016643;npdi");
        calls("436644", "c3");
        assertThat(sentUser()).as("skip_rewrite").isEqualTo("4377;npdi");
        calls("436645", "c4");
        assertThat(sentUser()).as("not ported").isEqualTo("436645;npdi");
    }

    @Test void aNumberOfOurOwnRangeThatNobodyHasDoesNotExist() {
        row("4310", "", OURS);
        peerCalls("431009", "c1");
        assertThat(lb.expects(404).reason()).isEqualTo("Not Found");
        assertThat(ladder.records).singleElement().satisfies(record -> {
            assertThat(record.sipCode()).isEqualTo(404);
            assertThat(record.dstLeg()).contains("\"lnp_p\":\"D102\"", "\"dialed\":\"431009\"");
        });
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        peerCalls("431002", "c2");
        assertThat(ladder.b2bua.expects("INVITE").requestUri()).isEqualTo("sip:bob@example.org");
    }

    @Test void aSubscriberStaysHereUnlessItsNumberIsLookedUpAndElsewhere() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        row("431002", "4399431002", OTHER);
        calls("431002", "c1");
        assertThat(ladder.b2bua.expects("INVITE").requestUri()).isEqualTo("sip:bob@example.org");
        alice(Map.of("lnp_for_local_sub", "1"));
        calls("431002", "c2");
        assertThat(sentUser()).isEqualTo("4399431002");
        calls("bob", "c3");
        assertThat(sentUser()).as("by name").isEqualTo("4399431002");
        alice(Map.of());
        ladder.accounts.add("bob", "431002", lists(Map.of("lnp_for_local_sub", "1", "adm_block_in_mode", "1")));
        calls("431002", "c4");
        assertThat(sentUser()).as("its own lists are of no use to it").isEqualTo("4399431002");
    }

    @Test void aPeerMayHaveLookedItUpItself() {
        row("431009", "", OURS);
        peer(Map.of("skip_callee_lnp_lookup", "1", "force_outbound_calls_to_peer", "force", "lnp_add_npdi", "1"));
        peerCalls("431009", "c1");
        assertThat(sentUser()).isEqualTo("431009");
    }

    @Test void theCarrierOfAPeersCallerIsLookedUpIfThePeerWantsIt() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        ladder.tables.rewrites.put(5, new RewriteRuleSet(Map.of(RewriteList.CALLER_LNP, List.of(new RewriteRule("^49(\\d+)$", "43\\1")))));
        row("4366", "", OTHER);
        peer(Map.of("caller_lnp_lookup", "1", "rewrite_rule_set", "5", "default_lnp_prefix", "D009"));
        peerCalls("431002", "c1");
        assertThat(answered(ladder.b2bua.expects("INVITE")).srcLeg()).contains("\"lnp_p\":\"D101\"", "\"lnp_t\":\"type1\"", "\"cli\":\"4966\"");
        ladder.tables.lnp.clear();
        peerCalls("431002", "c2");
        assertThat(answered(ladder.b2bua.expects("INVITE")).srcLeg()).contains("\"lnp_p\":\"D009\"", "\"lnp_t\":\"\"");
    }

    @Test void withTheTableSwitchedOffNothingIsPorted() {
        ProxyLadder off = new ProxyLadder(false, false);
        off.tables.peering = ladder.tables.peering;
        off.tables.lnp.add(new LnpNumber(1, "436641", Optional.of("4399"), "", Optional.empty(), Optional.empty(), OTHER));
        off.authenticated(off.invite("sip:436641@example.org", "c1", 1), "alice", "secret-alice");
        off.lb.expects(100);
        assertThat(off.b2bua.expects("INVITE").requestUri()).startsWith("sip:436641@127.0.2.1");
    }
}
