package io.tandem.proxy.ladder;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.tandem.data.forward.ForwardType;
import io.tandem.data.header.HeaderRule;
import io.tandem.data.header.HeaderRule.Action;
import io.tandem.data.header.HeaderRule.Condition;
import io.tandem.data.header.HeaderRule.Direction;
import io.tandem.data.header.HeaderRule.Expression;
import io.tandem.data.header.HeaderRule.Part;
import io.tandem.data.header.HeaderRule.Source;
import io.tandem.data.header.HeaderRule.Type;
import io.tandem.data.header.HeaderRuleSet;
import io.tandem.data.peering.PeerGroup;
import io.tandem.data.peering.PeerHost;
import io.tandem.data.peering.PeerRule;
import io.tandem.data.peering.Peering;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.data.rewrite.RewriteRule;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.snapshot.Preferences;
import io.tandem.proxy.forward.ForwardProperties;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Header rules (signalling.md §2.15): what Alice (L) sends, what the B2BUA (S) and Bob get, what comes back. */
class HeaderLadderTest {
    private static final int ALICE = 1;
    private static final int BOB = 2;
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party b2bua = ladder.b2bua;

    @BeforeEach void bobIsRegistered() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
    }

    private static Action action(Type type, String header, Part part, String value) {
        return new Action(type, header, part, value, Part.FULL, Optional.empty());
    }

    private static Action set(String header, String value) {
        return action(Type.SET, header, Part.FULL, value);
    }

    private static HeaderRule rule(Direction direction, Action... actions) {
        return new HeaderRule(direction, false, List.of(), List.of(actions));
    }

    private void rules(int owner, HeaderRule... rules) {
        ladder.tables.ownHeaders.put(owner, new HeaderRuleSet(List.of(rules)));
    }

    private SipMessage calls(SipMessage invite) {
        SipMessage sent = ladder.authenticated(invite, "alice", "secret-alice");
        lb.expects(100);
        return sent;
    }

    private SipMessage calls() {
        return calls(ladder.invite("sip:bob@example.org", "c1", 1).add("X-Old", "1").add("Subject", "Lunch"));
    }

    /** As the B2BUA would send it on: nothing but what the proxy has told it. */
    private SipMessage legB(SipMessage legA) {
        SipMessage invite = ladder.request("INVITE", legA.requestUri(), "c1_pbx-1", 1).set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-b1")
                .set("From", legA.header("P-App-From").orElseThrow() + ";tag=s1").set("To", legA.header("P-App-To").orElseThrow());
        for (String name : List.of("P-Asserted-Identity", "P-Header-Change", "Privacy", "Subject")) {
            legA.lines(name).forEach(line -> invite.add(name, line));
        }
        b2bua.sends(invite);
        b2bua.expects(100);
        return lb.expects("INVITE");
    }

    @Test void headersOfEachDirectionReachTheCallee() {
        rules(ALICE, rule(Direction.A_INBOUND, set("X-In", "1"), action(Type.REMOVE, "X-Old", Part.FULL, "")), rule(Direction.LOCAL, set("X-Local", "2")),
                rule(Direction.A_OUTBOUND, set("X-A", "3"), action(Type.ADD, "X-A", Part.FULL, "4")), rule(Direction.PEER, set("X-Peer", "5")),
                rule(Direction.B_OUTBOUND, set("X-Not", "6")));
        rules(BOB, rule(Direction.B_OUTBOUND, set("X-B", "7"), action(Type.REMOVE, "Subject", Part.FULL, "")), rule(Direction.A_INBOUND, set("X-Not", "8")),
                rule(Direction.A_OUTBOUND, set("X-Not", "9")));
        calls();
        SipMessage legA = b2bua.expects("INVITE");
        SipMessage atBob = legB(legA);
        assertThat(atBob.header("X-In")).contains("1");
        assertThat(atBob.header("X-Local")).contains("2");
        assertThat(atBob.lines("X-A")).containsExactly("3", "4");
        assertThat(atBob.header("X-B")).contains("7");
        assertThat(Stream.of("X-Old", "Subject", "X-Peer", "X-Not", "P-Header-Change").filter(atBob::has)).isEmpty();
        assertThat(atBob.toString()).contains("X-Local: 2");
        lb.answers(atBob, 486, "Busy Here", "d1");
        lb.expects("ACK");
        b2bua.expects(486);
        b2bua.answers(legA, 486, "Busy Here", "s1");
        b2bua.expects("ACK");
        lb.expects(486);
        ladder.isIdle();
    }

    @Test void theCallersInboundRulesDecideWhoItIsAndTheDialogStaysItsOwn() {
        int alice = ladder.accounts.add("alice", "431001", Map.of("allowed_clis", List.of("4399*"), "inbound_upn", List.of("from_user"))).id();
        rules(alice, rule(Direction.A_INBOUND, action(Type.SET, "From", Part.USERNAME, "439901"), set("To", "<sip:carol@example.org>")));
        SipMessage sent = calls();
        SipMessage invite = b2bua.expects("INVITE");
        assertThat(invite.header("P-App-From")).contains("\"Alice\" <sip:439901@example.org>");
        assertThat(invite.header("From")).as("as it came").isEqualTo(sent.header("From"));
        assertThat(invite.header("To")).isEqualTo(sent.header("To"));
        b2bua.answers(invite, 404, "Not Found", "s1");
        b2bua.expects("ACK");
        assertThat(lb.expects(404).header("From")).isEqualTo(sent.header("From"));
    }

    @Test void refusalsHaveTheFromTheyCameWith() {
        rules(ALICE, rule(Direction.A_INBOUND, action(Type.SET, "From", Part.USERNAME, "439901"), set("$avp(s:hm_reject)", "456 Not Today")));
        SipMessage sent = calls();
        SipMessage refusal = lb.expects(456);
        assertThat(refusal.reason()).isEqualTo("Not Today");
        assertThat(refusal.header("From")).isEqualTo(sent.header("From"));
        assertThat(ladder.records).singleElement().satisfies(record -> assertThat(record.sipCode()).isEqualTo(456));
        b2bua.expectsNothing();
    }

    @Test void outboundRulesShowAnotherCallerAndCallee() {
        rules(ALICE, rule(Direction.A_OUTBOUND, action(Type.SET, "From", Part.USERNAME, "430000"), action(Type.SET, "P-Asserted-Identity", Part.USERNAME, "439999")));
        rules(BOB, rule(Direction.B_OUTBOUND, action(Type.SET, "To", Part.DOMAIN, "phones.example")));
        calls();
        SipMessage invite = b2bua.expects("INVITE");
        assertThat(invite.header("P-App-From")).contains("\"Alice\" <sip:430000@example.org>");
        assertThat(invite.header("P-App-To")).contains("<sip:bob@phones.example>");
        SipMessage atBob = legB(invite);
        assertThat(atBob.header("P-Asserted-Identity")).contains("<sip:439999@example.org>");
    }

    @Test void anOutboundRuleMayRefuseByCondition() {
        Condition late = new Condition(Source.HEADER, Part.FULL, "Subject", Expression.REGEXP, false, Source.INPUT, List.of("^Din", "^Lun"), Optional.empty());
        rules(BOB, new HeaderRule(Direction.B_OUTBOUND, false, List.of(late), List.of(set("$avp(s:hm_reject)", "456 No Lunch"))));
        calls();
        assertThat(lb.expects(456).reason()).isEqualTo("No Lunch");
        assertThat(ladder.records).singleElement().satisfies(record -> assertThat(record.sipCode()).isEqualTo(456));
        b2bua.expectsNothing();
        calls(ladder.invite("sip:bob@example.org", "c2", 1).add("Subject", "Breakfast"));
        b2bua.expects("INVITE");
    }

    @Test void aStopperEndsTheRulesOfItsDirectionOwnRulesFirst() {
        int alice = ladder.accounts.add("alice", "431001", Map.of("header_rule_set", List.of("5"))).id();
        rules(alice, new HeaderRule(Direction.A_OUTBOUND, true, List.of(), List.of(set("X-A", "own"))));
        ladder.tables.headers.put(5, new HeaderRuleSet(List.of(rule(Direction.A_OUTBOUND, set("X-A", "set")), rule(Direction.LOCAL, set("X-L", "set")))));
        calls();
        SipMessage atBob = legB(b2bua.expects("INVITE"));
        assertThat(atBob.header("X-A")).contains("own");
        assertThat(atBob.header("X-L")).contains("set");
    }

    @Test void rulesOfAPeerHoldForCallsToItAndFromIt() {
        PeerHost host = new PeerHost(4, "peer", "127.0.2.1", Optional.empty(), 51602, PeerHost.Transport.UDP, 1,
                new Preferences(Map.of("header_rule_set", List.of("5"), "gpp3", List.of("blue"))));
        ladder.tables.peering = new Peering(List.of(new PeerGroup(1, "g", 1, List.of(host),
                List.of(new PeerRule("49", Optional.empty(), Optional.empty(), false)), List.of())));
        ladder.tables.headers.put(5, new HeaderRuleSet(List.of(rule(Direction.PEER, set("X-Peer", "to peer")), rule(Direction.LOCAL, set("X-Local", "no")),
                rule(Direction.B_OUTBOUND, action(Type.PREFERENCE, "X-Colour", Part.FULL, "gpp3")), rule(Direction.A_INBOUND, set("X-In", "from peer")))));
        calls(ladder.invite("sip:4977@example.org", "c1", 1));
        SipMessage out = legB(b2bua.expects("INVITE"));
        assertThat(out.header("X-Peer")).contains("to peer");
        assertThat(out.header("X-Colour")).contains("blue");
        assertThat(out.has("X-Local") || out.has("X-In")).isFalse();
        lb.sends(ladder.invite("sip:431002@example.org", "c2", 1).set("From", "<sip:4966@127.0.2.1>;tag=p1").set("P-NGCP-Src-Ip", "127.0.2.1")
                .set("P-NGCP-Src-Port", "51602"));
        lb.expects(100);
        assertThat(b2bua.expects("INVITE").lines("P-Header-Change")).containsExactly("X-In: from peer", "X-Local: no");
    }

    @Test void aForwarderHasRulesOfItsOwnBesideThoseOfTheCaller() {
        int carol = forwards("sip:carol@example.org");
        rules(ALICE, rule(Direction.A_INBOUND, action(Type.ADD, "X-In", Part.FULL, "1")), rule(Direction.A_OUTBOUND, set("X-A", "2")),
                rule(Direction.LOCAL, set("X-Local", "3")), rule(Direction.CF_INBOUND, set("X-Not", "4")), rule(Direction.CF_OUTBOUND, set("X-Not", "5")));
        rules(BOB, rule(Direction.CF_INBOUND, action(Type.ADD, "X-In", Part.FULL, "6"), set("$avp(s:why)", "cfu")),
                rule(Direction.CF_OUTBOUND, set("X-Why", "$avp(s:why)"), action(Type.SET, "From", Part.DOMAIN, "forwarded.example")),
                rule(Direction.A_INBOUND, set("X-Not", "7")), rule(Direction.LOCAL, set("X-Not", "8")), rule(Direction.B_OUTBOUND, set("X-Not", "9")));
        rules(carol, rule(Direction.B_OUTBOUND, set("X-B", "10")));
        SipMessage sent = calls();
        SipMessage invite = b2bua.expects("INVITE");
        assertThat(invite.lines("P-Header-Change")).containsExactlyInAnyOrder("X-In: 1", "X-In: 6", "X-A: 2", "X-Local: 3", "X-Why: cfu", "X-B: 10");
        assertThat(invite.header("P-App-From")).contains("\"Alice\" <sip:431001@forwarded.example>");
        assertThat(invite.header("From")).isEqualTo(sent.header("From"));
    }

    @Test void whatTheRulesOfAnEarlierForwarderHaveWrittenGoesOn() {
        forwards("sip:carol@example.org");
        new ForwardSettings(ladder, "carol", "431003").forwards(ForwardType.CFU, "sip:dave@example.org");
        ladder.accounts.add("dave", "431004", Map.of());
        ladder.registered("dave", "sip:dave@192.0.2.9:5060");
        rules(BOB, rule(Direction.CF_INBOUND, set("X-In", "bob")), rule(Direction.CF_OUTBOUND, set("X-Not", "bob")));
        calls();
        assertThat(b2bua.expects("INVITE").lines("P-Header-Change")).containsExactly("X-In: bob");
    }

    @Test void aLegThatARuleRefusesIsFollowedByTheNextDestination() {
        int carol = forwards("sip:carol@example.org", "sip:dave@example.org");
        ladder.accounts.add("dave", "431004", Map.of());
        ladder.registered("dave", "sip:dave@192.0.2.9:5060");
        rules(carol, rule(Direction.B_OUTBOUND, set("$avp(s:hm_reject)", "456 Not Carol")));
        calls();
        assertThat(b2bua.expects("INVITE").requestUri()).isEqualTo("sip:dave@example.org");
    }

    @Test void aForwarderMayRefuseTheLegAndNothingIsCounted() {
        forwards("sip:carol@example.org");
        rules(BOB, rule(Direction.CF_INBOUND, set("$avp(s:hm_reject)", "456 Not There")));
        calls();
        assertThat(lb.expects(456).reason()).isEqualTo("Not There");
        assertThat(ladder.records).extracting(ForwardSettings::describe)
                .containsExactly("call alice>bob dialled bob 456", "cfu bob>carol dialled carol 456");
        assertThat(ladder.calls.of("c1")).isEmpty();
        b2bua.expectsNothing();
    }

    @Test void aCallThatAnOutboundRuleRefusesCountsNoMore() {
        rules(BOB, rule(Direction.B_OUTBOUND, set("$avp(s:hm_reject)", "456 No")));
        calls();
        lb.expects(456);
        assertThat(ladder.calls.of("c1")).isEmpty();
    }

    @Test void aRuleShowsNoPhoneWhoHidesItself() {
        rules(ALICE, rule(Direction.A_INBOUND, set("P-Asserted-Identity", "<sip:431001@example.org>")));
        calls(ladder.invite("sip:bob@example.org", "c1", 1).add("Privacy", "id"));
        SipMessage legA = b2bua.expects("INVITE");
        assertThat(legA.lines("P-Header-Change")).containsExactly("P-Asserted-Identity: <sip:431001@example.org>");
        assertThat(legB(legA).has("P-Asserted-Identity")).isFalse();
    }

    @Test void theCallerHearsOfAForwardInTheDialogItBegan() {
        ProxyLadder telling = new ProxyLadder(new ForwardProperties(10, true, true));
        new ForwardSettings(telling, "bob", "431002").forwards(ForwardType.CFU, "sip:alice@example.org");
        telling.tables.ownHeaders.put(ALICE, new HeaderRuleSet(List.of(rule(Direction.A_INBOUND, set("From", "\"Boss\" <sip:alice@example.org>")))));
        SipMessage sent = telling.authenticated(telling.invite("sip:bob@example.org", "c1", 1), "alice", "secret-alice");
        telling.lb.expects(100);
        assertThat(telling.lb.expects(181).header("From")).isEqualTo(sent.header("From"));
    }

    /** Bob forwards all calls; Carol is registered. */
    private int forwards(String... destinations) {
        int carol = ladder.accounts.add("carol", "431003", Map.of()).id();
        ladder.registered("carol", "sip:carol@192.0.2.9:5060");
        new ForwardSettings(ladder, "bob", "431002").forwards(ForwardType.CFU, destinations);
        return carol;
    }

    @Test void repliesAreChangedToo() {
        rules(ALICE, rule(Direction.REPLY, set("X-Reply", "alice"), set("From", "<sip:x@y>"), set("Call-ID", "other")));
        rules(BOB, rule(Direction.REPLY, action(Type.REMOVE, "Server", Part.FULL, "")));
        SipMessage sent = calls();
        SipMessage invite = b2bua.expects("INVITE");
        b2bua.sends(ProxyLadder.response(invite, 180, "Ringing", "s1").add("Server", "phone"));
        SipMessage ringing = lb.expects(180);
        assertThat(ringing.header("X-Reply")).contains("alice");
        assertThat(ringing.has("Server")).isFalse();
        assertThat(ringing.header("From")).isEqualTo(sent.header("From"));
        assertThat(ringing.callId()).isEqualTo("c1");
        b2bua.answersWithSdp(invite, 200, "OK", "s1");
        assertThat(lb.expects(200).header("X-Reply")).contains("alice");
    }

    @Test void whatAPhoneWritesItselfIsNoRule() {
        calls(ladder.invite("sip:bob@example.org", "c1", 1).add("P-Header-Change", "P-Asserted-Identity: <sip:112@example.org>"));
        SipMessage invite = b2bua.expects("INVITE");
        assertThat(invite.has("P-Header-Change")).isFalse();
    }

    @Test void headersThatLeadTheMessageAreNotChanged() {
        rules(ALICE, rule(Direction.A_OUTBOUND, Stream.of("Via", "Route", "Call-ID", "Contact", "P-D-Uri", "P-App-Name", "CSeq", "bad name", "Content-Type")
                .map(name -> set(name, "spoiled")).toArray(Action[]::new)), rule(Direction.A_OUTBOUND, action(Type.SET, "From", Part.FULL, "not an address <")));
        calls();
        SipMessage invite = b2bua.expects("INVITE");
        assertThat(invite.has("P-Header-Change")).isFalse();
        assertThat(invite.header("P-App-From")).contains("\"Alice\" <sip:431001@example.org>");
        legB(invite);
    }

    @Test void aRewriteRuleThatTakesForEverHoldsUpNoCall() {
        ladder.tables.rewrites.put(8, new RewriteRuleSet(Map.of(RewriteList.CALLER_OUT, List.of(new RewriteRule("^(([0-9])+)+\\2#$", "\\1")))));
        Optional<HeaderRule.Rewrite> endless = Optional.of(new HeaderRule.Rewrite(8, RewriteList.CALLER_OUT));
        Condition slow = new Condition(Source.HEADER, Part.FULL, "Subject", Expression.IS, true, Source.INPUT, List.of("x"), endless);
        rules(ALICE, new HeaderRule(Direction.A_INBOUND, false, List.of(slow), List.of(set("X-Held", "1"))),
                rule(Direction.A_OUTBOUND, new Action(Type.HEADER, "X-Slow", Part.FULL, "Subject", Part.FULL, endless), set("X-Next", "2")));
        calls(ladder.invite("sip:bob@example.org", "c1", 1).add("Subject", "1".repeat(62)));
        SipMessage atBob = legB(b2bua.expects("INVITE"));
        assertThat(atBob.has("X-Held") || atBob.has("X-Slow")).isFalse();
        assertThat(atBob.header("X-Next")).contains("2");
    }

    @Test void valuesGoThroughRewriteRules() {
        ladder.tables.rewrites.put(8, new RewriteRuleSet(Map.of(RewriteList.CALLER_OUT, List.of(new RewriteRule("^43(\\d+)$", "0\\1")))));
        Optional<HeaderRule.Rewrite> national = Optional.of(new HeaderRule.Rewrite(8, RewriteList.CALLER_OUT));
        Condition hers = new Condition(Source.HEADER, Part.USERNAME, "P-Asserted-Identity", Expression.IS, false, Source.INPUT, List.of("01001"), national);
        rules(ALICE, new HeaderRule(Direction.A_OUTBOUND, false, List.of(hers),
                List.of(new Action(Type.HEADER, "X-Number", Part.FULL, "P-Asserted-Identity", Part.USERNAME, national))));
        calls();
        assertThat(legB(b2bua.expects("INVITE")).header("X-Number")).contains("01001");
    }
}
