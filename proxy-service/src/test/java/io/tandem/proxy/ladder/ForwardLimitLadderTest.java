package io.tandem.proxy.ladder;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.tandem.data.forward.ForwardType;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.data.rewrite.RewriteRule;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static io.tandem.proxy.ladder.ProxyLadder.cancelFor;
import static org.assertj.core.api.Assertions.assertThat;

/** Forwarded calls count as calls of whoever forwards them (signalling.md §2.7, §2.12). L is the load balancer, P the proxy, S the B2BUA. */
class ForwardLimitLadderTest {
    private static final String BOB = "sip:bob@example.org";
    private static final String CAROL = "sip:carol@example.org";
    private static final String DAVE = "sip:dave@example.org";
    private final ProxyLadder ladder = new ProxyLadder();
    private final ForwardSettings alice = new ForwardSettings(ladder, "alice", "431001");
    private final ForwardSettings bob = new ForwardSettings(ladder, "bob", "431002");
    private final ForwardSettings carol = new ForwardSettings(ladder, "carol", "431003");
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party b2bua = ladder.b2bua;

    ForwardLimitLadderTest() {
        ladder.accounts.add("dave", "431004", Map.of());
        ladder.registered("carol", "sip:carol@192.0.2.9:5060");
        ladder.registered("dave", "sip:dave@192.0.2.9:5060");
    }

    private SipMessage calls(String callId) {
        return ladder.calls(BOB, callId);
    }

    private void refuses(SipMessage invite, int status) {
        b2bua.refuses(invite, status, "Something");
    }

    private List<String> users(String callId) {
        return ladder.calls.of(callId).stream().filter(key -> key.startsWith("user")).sorted().toList();
    }

    private void isForgotten() {
        assertThat(ladder.calls.all()).isEmpty();
        ladder.isIdle();
    }

    @Test void callerForwarderAndCalleeCountOnceEach() {
        bob.forwards(ForwardType.CFU, CAROL);
        calls("c1");
        SipMessage invite = ladder.asks(CAROL);
        assertThat(users("c1")).containsExactly("user:uuid-alice", "user:uuid-bob", "user:uuid-carol", "userout:uuid-alice", "userout:uuid-bob");
        refuses(invite, 486);
        lb.expects(486);
        isForgotten();
    }

    @Test void aForwarderWhosePhoneWasBusyCountsForTheForwardAlone() {
        ladder.registered("bob", "sip:bob@192.0.2.8:5060");
        bob.prefers("concurrent_max", "1").forwards(ForwardType.CFB, CAROL);
        calls("c1");
        SipMessage first = ladder.asks(BOB);
        assertThat(users("c1")).containsExactly("user:uuid-alice", "user:uuid-bob", "userout:uuid-alice");
        refuses(first, 486);
        SipMessage second = ladder.asks(CAROL);
        assertThat(users("c1")).containsExactly("user:uuid-alice", "user:uuid-bob", "user:uuid-carol", "userout:uuid-alice", "userout:uuid-bob");
        refuses(second, 404);
        lb.expects(404);
        isForgotten();
    }

    @Test void aDestinationThatHasFailedCountsNoMore() {
        bob.forwards(ForwardType.CFU, CAROL, DAVE);
        calls("c1");
        refuses(ladder.asks(CAROL), 486);
        SipMessage second = ladder.asks(DAVE);
        assertThat(users("c1")).containsExactly("user:uuid-alice", "user:uuid-bob", "user:uuid-dave", "userout:uuid-alice", "userout:uuid-bob");
        refuses(second, 486);
        lb.expects(486);
        isForgotten();
    }

    @Test void destinationsThatForwardAgainCountNoMoreOnceTheyHaveFailed() {
        bob.forwards(ForwardType.CFU, CAROL, DAVE);
        carol.forwards(ForwardType.CFB, "sip:alice@example.org");
        ladder.registered("alice", "sip:alice@192.0.2.1:5060");
        calls("c1");
        refuses(ladder.asks(CAROL), 486);
        refuses(ladder.asks("sip:alice@example.org"), 404);
        SipMessage last = ladder.asks(DAVE);
        assertThat(users("c1")).containsExactly("user:uuid-alice", "user:uuid-bob", "user:uuid-dave", "userout:uuid-alice", "userout:uuid-bob");
        assertThat(ladder.calls.of("c1").stream().filter("account:7"::equals)).as("one customer: caller, forwarder, callee").hasSize(3);
        refuses(last, 486);
        lb.expects(486);
        isForgotten();
    }

    @Test void aForwarderAtItsLimitForwardsNothing() {
        bob.prefers("concurrent_max_out", "0").forwards(ForwardType.CFU, CAROL);
        calls("c1");
        assertThat(lb.expects(403).reason()).isEqualTo("Maximum parallel calls exceeded");
        assertThat(ladder.records.stream().map(ForwardSettings::describe)).containsExactly("call alice>bob dialled bob 403", "cfu bob>carol dialled carol 403");
        isForgotten();
    }

    @Test void aCallerAtItsLimitIsNotForwarded() {
        alice.prefers("concurrent_max_out", "0");
        bob.forwards(ForwardType.CFU, CAROL);
        calls("c1");
        assertThat(lb.expects(403).reason()).isEqualTo("Maximum parallel calls exceeded");
        isForgotten();
    }

    @Test void forwardsThatCountAsOneAreNotCallsThatGoOut() {
        bob.prefers("concurrent_max_out", "0").prefers("count_callforward_as_one", "1").forwards(ForwardType.CFU, CAROL);
        calls("c1");
        ladder.asks(CAROL);
        assertThat(users("c1")).containsExactly("user:uuid-alice", "user:uuid-bob", "user:uuid-carol", "userout:uuid-alice");
    }

    @Test void aCalleeAtItsLimitIsBusyAndForwards() {
        ladder.registered("bob", "sip:bob@192.0.2.8:5060");
        bob.prefers("concurrent_max_in", "0").forwards(ForwardType.CFB, CAROL);
        calls("c1");
        SipMessage invite = ladder.asks(CAROL);
        assertThat(users("c1")).containsExactly("user:uuid-alice", "user:uuid-bob", "user:uuid-carol", "userout:uuid-alice", "userout:uuid-bob");
        refuses(invite, 486);
        lb.expects(486);
        assertThat(ladder.records.stream().map(ForwardSettings::describe)).containsExactly("call alice>bob dialled bob 486", "cfb bob>carol dialled carol 486");
        isForgotten();
    }

    @Test void overflowComesBeforeBusyAtTheLimitAndNotWhenAPhoneIsBusy() {
        ladder.registered("bob", "sip:bob@192.0.2.8:5060");
        bob.forwards(ForwardType.CFB, DAVE).forwards(ForwardType.CFO, CAROL);
        calls("c1");
        refuses(ladder.asks(BOB), 486);
        refuses(ladder.asks(DAVE), 486);
        lb.expects(486);
        ladder.records.clear();
        bob.prefers("concurrent_max_in", "0");
        calls("c2");
        refuses(ladder.asks(CAROL), 404);
        lb.expects(404);
        assertThat(ladder.records.stream().map(ForwardSettings::describe)).containsExactly("call alice>bob dialled bob 404", "cfo bob>carol dialled carol 404");
        isForgotten();
    }

    @Test void aPeerThatHasFailedCountsNoMore() {
        ladder.tables.peering = ForwardSettings.peer(1, Map.of());
        bob.forwards(ForwardType.CFU, "sip:4366123@example.org", DAVE);
        calls("c1");
        SipMessage first = b2bua.expects("INVITE");
        assertThat(ladder.calls.of("c1")).contains("peer:1", "peerout:1", "outgoing");
        refuses(first, 503);
        SipMessage second = ladder.asks(DAVE);
        assertThat(ladder.calls.of("c1")).doesNotContain("peer:1", "peerout:1", "outgoing");
        refuses(second, 486);
        lb.expects(486);
        isForgotten();
    }

    @Test void aPeerThatCannotBeAskedCountsNoMore() {
        ladder.tables.peering = ForwardSettings.peer(1, Map.of("rewrite_rule_set", "9"));
        ladder.tables.rewrites.put(9, new RewriteRuleSet(Map.of(RewriteList.CALLEE_OUT, List.of(new RewriteRule("^(([0-9])+)+\\2#$", "0")))));
        bob.forwards(ForwardType.CFU, "sip:4366" + "1".repeat(60) + "@example.org", DAVE);
        calls("c1");
        ladder.asks(DAVE);
        assertThat(ladder.calls.of("c1")).doesNotContain("peer:1", "peerout:1");
    }

    @Test void aForwardThatIsCancelledWhileItIsCountedCountsNoMore() {
        bob.forwards(ForwardType.CFU, CAROL);
        CompletableFuture<Void> gate = new CompletableFuture<>();
        ladder.calls.gate = Optional.of(gate);
        SipMessage sent = calls("c1");
        assertThat(users("c1")).isNotEmpty();
        lb.sends(cancelFor(sent));
        lb.expects(200);
        lb.expects(487);
        gate.complete(null);
        ladder.time.runDue();
        b2bua.expectsNothing();
        isForgotten();
    }
}
