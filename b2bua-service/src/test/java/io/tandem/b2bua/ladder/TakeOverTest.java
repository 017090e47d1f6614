package io.tandem.b2bua.ladder;

import java.time.Duration;
import java.util.Optional;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static io.tandem.b2bua.ladder.Party.body;
import static org.assertj.core.api.Assertions.assertThat;

/** Established calls outlive the node (ha.md §7): node 1 loses power or its role, node 2 has its address and its store. */
class TakeOverTest {
    private final KeptCalls store = new KeptCalls();
    private final Exchange one = new Exchange(store, Optional.empty());
    private final Party alice = one.party("alice", 6001);
    private final Party bob = one.party("bob", 6002);
    private Exchange two = one;

    private void aCallIsUp(String parameters) {
        aCallIsUp(parameters, "");
    }

    private void aCallIsUp(String parameters, String parties) {
        alice.sends(alice.invite("offer").set("P-App-Param", parameters).set("P-App-Party", parties)
            .set("Supported", "timer").set("Allow", "INVITE, UPDATE, BYE"));
        alice.expects(100);
        bob.expects("INVITE");
        bob.responds(body(bob.response(200, "INVITE", "b1"), "answer").set("Allow", "INVITE, UPDATE, BYE"));
        alice.expects(200);
        alice.sendsAck("");
        bob.expects("ACK");
    }

    private void aliceUpdates() {
        alice.sends(alice.request("UPDATE"));
        bob.expects("UPDATE");
        bob.responds(200, "UPDATE", x -> x);
        alice.expects(200, "UPDATE");
    }

    private void nodeTwoTakesOver() {
        theNextNodeTakesOver(one);
    }

    private void theNextNodeTakesOver(Exchange before) {
        before.goesDark();
        two = new Exchange(store, Optional.of(before));
        alice.findsNow(two);
        bob.findsNow(two);
        two.server.serve();
    }

    private SipMessage hearsWithinFiveSeconds(String method) {
        for (int i = 0; i < 50 && bob.mail().isEmpty(); i++) two.time.passes(Duration.ofMillis(100));
        return bob.expects(method);
    }

    /** The BYE ends both legs, and nothing of the call stays. */
    private void aliceHangsUp() {
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
        bob.isHungUp();
        nothingIsLeft();
    }

    private void nothingIsLeft() {
        two.isIdle();
        assertThat(store.calls).isEmpty();
        alice.expectsNothing();
        bob.expectsNothing();
    }

    @Test void theCallersByeEndsBothLegsAfterwards() {
        aCallIsUp("");
        nodeTwoTakesOver();
        assertThat(two.server.calls()).isEqualTo(1);
        alice.sends(alice.request("BYE").set("Reason", "Q.850;cause=16"));
        alice.expects(200, "BYE");
        SipMessage bye = bob.isHungUp();
        assertThat(bye.callId()).isEqualTo("c1@alice_pbx-1");
        assertThat(bye.headers("Route")).containsExactly("<sip:127.0.0.1:6002;lr;leg_b=1>");
        assertThat(bye.requestUri()).isEqualTo("sip:bob@10.0.0.2:5060");
        assertThat(bye.cSeq()).as("after whatever node 1 has sent").isGreaterThan(1_000);
        assertThat(bye.header("Reason")).contains("Q.850;cause=16");
        assertThat(bye.header("P-Asserted-Identity")).contains("<sip:431001@example.org>");
        nothingIsLeft();
    }

    @Test void theCalleesByeEndsBothLegsAfterwards() {
        aCallIsUp("");
        nodeTwoTakesOver();
        bob.sends(bob.request("BYE"));
        bob.expects(200, "BYE");
        SipMessage bye = alice.isHungUp();
        assertThat(bye.callId()).isEqualTo("c1@alice");
        assertThat(bye.headers("Route")).containsExactly("<sip:127.0.0.1:6001;lr;ftag=a-tag>");
        nothingIsLeft();
    }

    @Test void onlyAPeerSaysWhoItIsAfterwardsToo() {                  // RFC 3325 §5
        for (String callee : new String[] {"peer:4", "uuid-b"}) {
            aCallIsUp("", "caller=uuid-a;callee=" + callee);
            nodeTwoTakesOver();
            bob.sends(bob.request("INFO").set("P-Asserted-Identity", "<sip:4366@127.0.2.1>"));
            assertThat(alice.expects("INFO").has("P-Asserted-Identity")).as(callee).isEqualTo(callee.equals("peer:4"));
            alice.responds(200, "INFO", x -> x);
            bob.expects(200, "INFO");
            bob.sends(bob.request("BYE").set("P-Asserted-Identity", "<sip:4366@127.0.2.1>"));
            bob.expects(200, "BYE");
            assertThat(alice.isHungUp().has("P-Asserted-Identity")).as(callee).isEqualTo(callee.equals("peer:4"));
            nothingIsLeft();
        }
    }

    @Test void aReinviteGoesThroughAfterwardsAndAnotherTakeOverKnowsItsTarget() {
        aCallIsUp("");
        nodeTwoTakesOver();
        alice.sends(body(alice.request("INVITE").set("Contact", "<sip:alice@10.0.0.9:5060>"), "hold"));
        alice.expects(100);
        bob.expects("INVITE");
        bob.responds(200, "held");
        alice.expects(200);
        alice.sendsAck("");
        bob.expects("ACK");
        assertThat(store.calls.get("c1@alice c1@alice_pbx-1")).containsEntry("caller.target", "sip:alice@10.0.0.9:5060");
        aliceHangsUp();
    }

    @Test void cSeqsRiseOverTwoTakeOversWithAnInfoInBetween() {
        aCallIsUp("");
        nodeTwoTakesOver();
        alice.sends(alice.request("INFO"));
        long info = bob.expects("INFO").cSeq();
        bob.responds(200, "INFO", x -> x);
        alice.expects(200, "INFO");
        theNextNodeTakesOver(two);
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
        assertThat(bob.isHungUp().cSeq()).isGreaterThan(info);
        nothingIsLeft();
    }

    @Test void callsGoOnWhenAStoreThatWasAwayAtTheTakeOverAnswers() {
        aCallIsUp("");
        store.away = true;
        nodeTwoTakesOver();
        two.time.passes(Duration.ofSeconds(10));
        assertThat(two.server.calls()).isZero();
        store.away = false;
        two.time.passes(Duration.ofSeconds(1));
        assertThat(two.server.calls()).isEqualTo(1);
        aliceHangsUp();
    }

    @Test void aTransferredCallGoesOnToo() {
        Party carol = one.party("carol", 6002);
        alice.sends(alice.invite("offer").set("P-Callee-UUID", "uuid-b"));
        alice.expects(100);
        bob.expects("INVITE");
        bob.responds(200, "answer");
        alice.expects(200);
        alice.sendsAck("");
        bob.expects("ACK");
        bob.sends(bob.request("REFER").set("Refer-To", "<sip:43120@example.org>"));
        bob.expects(202, "REFER");
        bob.expects("BYE");
        carol.expects("INVITE");
        bob.responds(200, "BYE", x -> x);
        carol.responds(200, "offer of carol");
        alice.expects("INVITE");
        alice.responds(body(alice.response(200, "INVITE", "x"), "moved"));
        alice.expects("ACK");
        carol.expects("ACK");
        assertThat(store.calls).as("the first call has ended").containsOnlyKeys("c1@alice c1@alice_xfer-1");
        nodeTwoTakesOver();
        carol.findsNow(two);
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
        carol.isHungUp();
        nothingIsLeft();
    }

    @Test void requestsThatComeBeforeTheStoreIsReadWait() {
        aCallIsUp("");
        one.goesDark();
        two = new Exchange(store, Optional.of(one));
        alice.findsNow(two);
        bob.findsNow(two);
        alice.sends(alice.request("BYE"));
        alice.expectsNothing();
        two.server.serve();
        alice.expects(200, "BYE");
        bob.isHungUp();
        nothingIsLeft();
    }

    @Test void sessionTimersGoOnFromTheirAbsoluteTimes() {
        aCallIsUp("sst_enable=yes;sst_expires=600;sst_min_timer=100;sst_refresh_method=UPDATE;aleg_sst_enable=no");
        one.time.passes(Duration.ofSeconds(200));
        nodeTwoTakesOver();
        two.time.passes(Duration.ofSeconds(100));
        bob.expectsNothing();
        SipMessage update = hearsWithinFiveSeconds("UPDATE");
        assertThat(update.header("Session-Expires")).contains("600;refresher=uac");
        bob.responds(200, "UPDATE", ok -> ok.set("Session-Expires", "600;refresher=uac"));
        two.time.passes(Duration.ofSeconds(299));
        bob.expectsNothing();
        aliceHangsUp();
    }

    @Test void aTimerThatRanOutMeanwhileRunsWithinFiveSeconds() {
        aCallIsUp("sst_enable=yes;sst_expires=600;sst_min_timer=100;sst_refresh_method=UPDATE;aleg_sst_enable=no");
        one.goesDark();
        one.time.passes(Duration.ofSeconds(400));
        nodeTwoTakesOver();
        bob.expectsNothing();
        hearsWithinFiveSeconds("UPDATE");
        bob.responds(481, "UPDATE", x -> x);
        bob.isHungUp();
        alice.isHungUp();
        nothingIsLeft();
    }

    @Test void theLongestTimeIsThatOfTheWholeCall() {
        aCallIsUp("calltimer=600");
        one.time.passes(Duration.ofSeconds(200));
        nodeTwoTakesOver();
        two.time.passes(Duration.ofSeconds(399));
        alice.expectsNothing();
        two.time.passes(Duration.ofSeconds(1));
        alice.isHungUp();
        assertThat(bob.isHungUp().header("Reason")).hasValueSatisfying(reason -> assertThat(reason).contains("Call length limit"));
        nothingIsLeft();
    }

    @Test void theAnswerWaitsUntilTheOtherNodeKnowsOfTheCall() {
        store.slow = true;
        alice.sends(alice.invite("offer"));
        alice.expects(100);
        bob.expects("INVITE");
        bob.responds(200, "answer");
        alice.expectsNothing();
        store.answers();
        alice.expects(200);
        alice.sendsAck("");
        bob.expects("ACK");
        aliceHangsUp();
    }

    @Test void aStoreThatIsSlowOrAwayHoldsUpNoCall() {
        store.slow = true;
        alice.sends(alice.invite("offer"));
        alice.expects(100);
        bob.expects("INVITE");
        bob.responds(200, "answer");
        one.time.passes(Duration.ofMillis(200));
        alice.expects(200);
        store.answers();
        alice.expectsNothing();
        alice.sendsAck("");
        bob.expects("ACK");
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
        bob.isHungUp();
        store.away = true;
        aCallIsUp("");
        aliceHangsUp();
    }

    @Test void anAckThatWasOnItsWayIsMadeUpFor() {
        alice.sends(alice.invite("offer"));
        alice.expects(100);
        bob.expects("INVITE");
        SipMessage ok = body(bob.response(200, "INVITE", "b1"), "answer");
        bob.responds(ok);
        alice.expects(200);
        nodeTwoTakesOver();
        alice.sendsAck("");
        bob.expectsNothing();
        bob.responds(ok);
        bob.expects("ACK");
        aliceHangsUp();
    }

    @Test void whoLosesItsRoleForgetsItsCallsAndTellsNobody() {
        aCallIsUp("sst_enable=yes;sst_expires=600;sst_min_timer=100;sst_refresh_method=UPDATE;aleg_sst_enable=no");
        one.server.standBy();
        assertThat(one.server.calls()).isZero();
        one.time.passes(Duration.ofHours(7));
        alice.expectsNothing();
        bob.expectsNothing();
        assertThat(store.calls).as("the other node's now").hasSize(1);
        assertThat(one.time.waitingTasks()).isZero();
    }

    @Test void aPlannedStopLeavesEstablishedCallsToTheOtherNode() {
        aCallIsUp("");
        store.copied = true;
        one.server.drain();
        alice.expectsNothing();
        bob.expectsNothing();
        assertThat(one.server.calls()).as("nothing to wait for").isZero();
        nodeTwoTakesOver();
        aliceHangsUp();
    }

    @Test void aByeThatComesWhileTheNodeStopsStillEndsBothLegs() {
        aCallIsUp("");
        store.copied = true;
        one.server.drain();
        aliceHangsUp();
    }

    @Test void callsThatRingAtAPlannedStopEnd() {
        store.copied = true;
        alice.sends(alice.invite("offer"));
        alice.expects(100);
        bob.expects("INVITE");
        bob.responds(180);
        alice.expects(180);
        one.server.drain();
        alice.expects(503);
        alice.sendsAckOfRefusal();
        bob.expects("CANCEL");
        bob.responds(200, "CANCEL", x -> x);
        bob.responds(487);
        bob.expects("ACK");
        nothingIsLeft();
    }

    @Test void whoIsAloneEndsItsCallsAtAPlannedStop() {
        aCallIsUp("");
        one.server.drain();
        alice.isHungUp();
        bob.isHungUp();
        nothingIsLeft();
    }

    @Test void whoseStoreDoesNotAnswerEndsItsCallsAtAPlannedStop() {
        aCallIsUp("");
        store.away = true;
        one.server.drain();
        alice.isHungUp();
        bob.isHungUp();
        store.away = false;
        store.calls.clear();
        nothingIsLeft();
    }

    @Test void aCallThatIsNotStoredEndsAtAPlannedStop() {
        store.away = true;
        aCallIsUp("");
        store.away = false;
        store.copied = true;
        one.server.drain();
        alice.isHungUp();
        bob.isHungUp();
        nothingIsLeft();
    }

    @Test void aCallWhoseLastChangeIsNotStoredEndsAtAPlannedStop() {
        aCallIsUp("");
        store.away = true;
        aliceUpdates();
        store.away = false;
        store.copied = true;
        one.server.drain();
        alice.isHungUp();
        bob.isHungUp();
        nothingIsLeft();
    }

    @Test void aCallThatIsPutWhenTheStoreIsBackIsLeftToTheOtherNode() {
        store.away = true;
        aCallIsUp("");
        store.away = false;
        aliceUpdates();
        store.copied = true;
        one.server.drain();
        alice.expectsNothing();
        bob.expectsNothing();
        assertThat(one.server.calls()).isZero();
        assertThat(store.calls).hasSize(1);
    }

    @Test void callsThatRangAreNotTakenOverAndNoneIsStoredOfThem() {
        alice.sends(alice.invite("offer"));
        alice.expects(100);
        bob.expects("INVITE");
        bob.responds(180);
        alice.expects(180);
        assertThat(store.calls).isEmpty();
        nodeTwoTakesOver();
        assertThat(two.server.calls()).isZero();
    }
}
