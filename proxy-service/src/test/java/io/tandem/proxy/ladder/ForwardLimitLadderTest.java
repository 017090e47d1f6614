package io.tandem.proxy.ladder;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.tandem.data.forward.ForwardType;
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
        SipMessage sent = ladder.authenticated(ladder.invite(BOB, callId, 1), "alice", "secret-alice"); // L ── INVITE ─▶ P, 100, 407, ACK, INVITE
        lb.expects(100);                                                                               // L ◀─  100  ─── P
        return sent;
    }

    private SipMessage asks(String uri) {
        SipMessage invite = b2bua.expects("INVITE");                                                   // P ── INVITE ─▶ S
        assertThat(invite.requestUri()).isEqualTo(uri);
        return invite;
    }

    private void refuses(SipMessage invite, int status) {
        b2bua.answers(invite, status, "Something", "s1");
        b2bua.expects("ACK");
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
        SipMessage invite = asks(CAROL);
        assertThat(users("c1")).containsExactly("user:uuid-alice", "user:uuid-bob", "user:uuid-carol", "userout:uuid-alice", "userout:uuid-bob");
        refuses(invite, 486);
        lb.expects(486);
        isForgotten();
    }

    @Test void aForwarderWhosePhoneWasBusyCountsForTheForwardAlone() {
        ladder.registered("bob", "sip:bob@192.0.2.8:5060");
        bob.prefers("concurrent_max", "1").forwards(ForwardType.CFB, CAROL);
        calls("c1");
        SipMessage first = asks(BOB);
        assertThat(users("c1")).containsExactly("user:uuid-alice", "user:uuid-bob", "userout:uuid-alice");
        refuses(first, 486);
        SipMessage second = asks(CAROL);
        assertThat(users("c1")).containsExactly("user:uuid-alice", "user:uuid-bob", "user:uuid-carol", "userout:uuid-alice", "userout:uuid-bob");
        refuses(second, 404);
        lb.expects(404);
        isForgotten();
    }

    @Test void aDestinationThatHasFailedCountsNoMore() {
        bob.forwards(ForwardType.CFU, CAROL, DAVE);
        calls("c1");
        refuses(asks(CAROL), 486);
        SipMessage second = asks(DAVE);
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
        refuses(asks(CAROL), 486);
        refuses(asks("sip:alice@example.org"), 404);
        SipMessage last = asks(DAVE);
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
        asks(CAROL);
        assertThat(users("c1")).containsExactly("user:uuid-alice", "user:uuid-bob", "user:uuid-carol", "userout:uuid-alice");
    }

    @Test void aCalleeAtItsLimitIsBusyAndForwards() {
        ladder.registered("bob", "sip:bob@192.0.2.8:5060");
        bob.prefers("concurrent_max_in", "0").forwards(ForwardType.CFB, CAROL);
        calls("c1");
        SipMessage invite = asks(CAROL);
        assertThat(users("c1")).containsExactly("user:uuid-alice", "user:uuid-bob", "user:uuid-carol", "userout:uuid-alice", "userout:uuid-bob");
        refuses(invite, 486);
        lb.expects(486);
        assertThat(ladder.records.stream().map(ForwardSettings::describe)).containsExactly("call alice>bob dialled bob 486", "cfb bob>carol dialled carol 486");
        isForgotten();
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
