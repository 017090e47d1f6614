package io.tandem.proxy.ladder;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.tandem.data.forward.ForwardType;
import io.tandem.data.sound.SoundSet;
import io.tandem.proxy.ledger.Claim;
import io.tandem.proxy.ledger.Demand;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.tandem.proxy.ladder.ProxyLadder.cancelFor;
import static org.assertj.core.api.Assertions.assertThat;

/** Alice, behind the load balancer (L), calls Bob, who has a call queue (signalling.md §3.10): she waits in the app server (M), and Bob's phone, behind the
 * B2BUA (S), rings when it is her turn. */
class CallQueueLadderTest {
    private static final String BOB = "sip:bob@example.org";
    private final ProxyLadder ladder = new ProxyLadder();
    private final ForwardSettings bob = new ForwardSettings(ladder, "bob", "431002");
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party app = ladder.appServer;
    private final ProxyLadder.Party b2bua = ladder.b2bua;

    @BeforeEach void aQueue() {
        bob.prefers("cloud_pbx_callqueue", "1");
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
    }

    private static String parameters(String more) {
        return "callqueues=uuid-bob;phone_uri=\"sip:bob@example.org\";first_caller_uri=\"sip:431001@example.org\";" + more + ";takers=uuid-bob";
    }

    private static String parameters() {
        return parameters("max_queue_length=5;callee_wrap_up_time=10");
    }

    /** The app server takes the caller in. @return the INVITE that it got */
    private SipMessage waits(String parameters) {
        SipMessage asked = app.expects("INVITE");                               // P ── INVITE ─▶ M
        assertThat(asked.requestUri()).isEqualTo("sip:callqueues@app.local");
        assertThat(asked.header("P-App-Name")).contains("callqueues");
        assertThat(asked.header("P-App-Param")).contains(parameters);
        app.answersWithSdp(asked, 183, "Progress", "m1");                       // P ◀─  183  ─── M
        assertThat(ProxyLadder.body(lb.expects(183))).startsWith("relayed ");   // L ◀─  183  ─── P
        return asked;
    }

    private void isHerTurn(SipMessage asked) {
        app.answers(asked, 301, "Message Ended", "m1");                         // P ◀─  301  ─── M
        app.expects("ACK");
    }

    private List<String> records() {
        return ladder.records.stream().map(ForwardSettings::describe).toList();
    }

    @Test void whoeverIsFreeRingsAtOnce() {
        ladder.calls(BOB, "c1");
        b2bua.expects("INVITE");
        app.expectsNothing();
        assertThat(ladder.lines.asked).singleElement().satisfies(call -> {
            assertThat(call.owner()).isEqualTo("uuid-bob");
            assertThat(call.takers()).containsExactly("uuid-bob");
            assertThat(call.wrapUp()).isEqualTo(10);
        });
    }

    @Test void whoCallsABusySubscriberWaitsAndIsPutThroughWhenItIsHerTurn() {
        ladder.lines.taken.add("uuid-bob");
        ladder.calls(BOB, "c1");
        SipMessage asked = waits(parameters());
        b2bua.expectsNothing();
        assertThat(ladder.calls.of("c1")).as("who waits is no call of Bob's").contains("peer:appsrv", "totaluser:uuid-alice").doesNotContain(
                "totaluser:uuid-bob");
        for (int i = 0; i < 2; i++) {                                           // longer than a phone may ring
            ladder.time.passes(Duration.ofMinutes(2));
            app.answers(asked, 182, "Queued", "m1");                            // P ◀─  182  ─── M
            lb.expects(182);
        }
        isHerTurn(asked);
        SipMessage legA = ladder.asks(BOB);                                     // P ── INVITE ─▶ S
        assertThat(legA.header("P-App-From")).contains("\"Alice\" <sip:431001@example.org>");
        assertThat(ladder.calls.of("c1")).contains("totaluser:uuid-alice", "totaluser:uuid-bob").doesNotContain("peer:appsrv");
        b2bua.answers(legA, 180, "Ringing", "s1");
        lb.expects(180);
        b2bua.answersWithSdp(legA, 200, "OK", "s1");
        SipMessage ok = lb.expects(200);
        assertThat(ladder.calls.all()).containsEntry("queue:uuid-bob", 1).containsEntry("activeuser:uuid-bob", 1);
        assertThat(records()).containsExactly("call alice>bob dialled bob 200");
        assertThat(ladder.records.getFirst().srcLeg()).as("the call began when she came").contains("\"t\":" + ladder.time.instant().minus(
                Duration.ofMinutes(4)).toEpochMilli() / 1000);
        lb.sends(ladder.inDialog("ACK", "c1", 2, "s1"));
        b2bua.expects("ACK");
        lb.sends(ladder.inDialog("BYE", "c1", 3, ok.toTag().orElseThrow()));
        b2bua.answers(b2bua.expects("BYE"), 200, "OK", "s1");
        lb.expects(200);
        ladder.isIdle();
    }

    @ParameterizedTest @ValueSource(ints = {486, 600})
    void aPhoneThatIsBusyAfterAllHasItsCallerWaitInTheFirstPlaceAndThenBehindTheOthers(int status) {
        ladder.calls(BOB, "c1");
        SipMessage first = ladder.asks(BOB);
        b2bua.answers(first, 180, "Ringing", "s1");
        lb.expects(180);
        ladder.time.passes(Duration.ofSeconds(2));
        b2bua.refuses(first, status, "Busy");                                   // P ◀─  486  ─── S
        SipMessage asked = waits(parameters() + ";first=1;waited=2");
        assertThat(ladder.calls.of("c1")).doesNotContain("totaluser:uuid-bob");
        ladder.time.passes(Duration.ofSeconds(30));
        isHerTurn(asked);
        b2bua.refuses(ladder.asks(BOB), status, "Busy");
        isHerTurn(waits(parameters() + ";first=0;waited=32"));
        SipMessage legA = ladder.asks(BOB);
        b2bua.answersWithSdp(legA, 200, "OK", "s1");
        lb.expects(200);
        assertThat(records()).containsExactly("call alice>bob dialled bob 200");
    }

    @ParameterizedTest @ValueSource(booleans = {false, true})
    void aPhoneThatIsBusyForTheThirdTimeIsAskedNoMore(boolean forwards) {
        if (forwards) {
            bob.forwards(ForwardType.CFB, "sip:carol@example.org");
        }
        new ForwardSettings(ladder, "carol", "431003");
        ladder.registered("carol", "sip:carol@192.0.2.10:5060");
        ladder.calls(BOB, "c1");
        for (String again : List.of(";first=1;waited=0", ";first=0;waited=0")) {
            b2bua.refuses(ladder.asks(BOB), 486, "Busy Here");
            isHerTurn(waits(parameters() + again));
        }
        b2bua.refuses(ladder.asks(BOB), 486, "Busy Here");
        app.expectsNothing();
        if (forwards) {
            b2bua.answersWithSdp(ladder.asks("sip:carol@example.org"), 200, "OK", "s2");
            lb.expects(200);
            assertThat(records()).containsExactly("call alice>bob dialled bob 200", "cfb bob>carol dialled carol 200");
        } else {
            lb.expects(486);
            assertThat(records()).containsExactly("call alice>bob dialled bob 486");
            ladder.isIdle();
        }
    }

    @Test void otherRefusalsOfThePhoneAreNoReasonToWait() {
        ladder.calls(BOB, "c1");
        b2bua.refuses(ladder.asks(BOB), 603, "Decline");
        lb.expects(603);
        app.expectsNothing();
        ladder.isIdle();
    }

    @Test void whoGivesUpWhileSheWaitsLeavesARecordOfACallToBob() {
        ladder.lines.taken.add("uuid-bob");
        SipMessage invite = ladder.calls(BOB, "c1");
        SipMessage asked = waits(parameters());
        lb.sends(cancelFor(invite));                                            // L ── CANCEL ─▶ P
        lb.expects(200);
        SipMessage cancel = app.expects("CANCEL");                              // P ── CANCEL ─▶ M
        app.answers(cancel, 200, "OK", "m1");
        app.answers(asked, 487, "Request terminated", "m1");
        app.expects("ACK");
        lb.expects(487);
        assertThat(records()).containsExactly("call alice>bob dialled bob 487");
        assertThat(ladder.records.getFirst().dstLeg()).contains("\"uuid\":\"uuid-bob\"");
        assertThat(ladder.relay.log).contains("delete c1");
        ladder.isIdle();
    }

    @Test void aFullQueueEndsTheCallAndNothingMoreIsSaid() {
        ladder.tables.sounds.put(5, new SoundSet(Map.of("callee_busy", 1)));
        bob.prefers("sound_set", "5").forwards(ForwardType.CFB, "sip:carol@example.org");
        ladder.lines.taken.add("uuid-bob");
        ladder.calls(BOB, "c1");
        SipMessage asked = waits(parameters());
        app.answers(asked, 486, "Busy Here", "m1");                             // P ◀─  486  ─── M
        app.expects("ACK");
        lb.expects(486);
        app.expectsNothing();
        b2bua.expectsNothing();
        assertThat(records()).containsExactly("call alice>bob dialled bob 486");
        ladder.isIdle();
    }

    @Test void anAppServerThatDiesEndsTheWaiting() {
        ladder.lines.taken.add("uuid-bob");
        ladder.calls(BOB, "c1");
        SipMessage asked = waits(parameters());
        ladder.time.passes(Duration.ofSeconds(179));
        lb.expectsNothing();
        ladder.time.passes(Duration.ofSeconds(1));
        assertThat(app.expects("CANCEL").callId()).isEqualTo(asked.callId());
        ladder.time.passes(Duration.ofSeconds(32));                             // it might yet answer that
        lb.expects(480);
    }

    @Test void lengthAndWrapUpTimeAreTheCallees() {
        bob.prefers("max_queue_length", "2").prefers("queue_wrap_up_time", "30");
        ladder.lines.taken.add("uuid-bob");
        ladder.calls(BOB, "c1");
        waits(parameters("max_queue_length=2;callee_wrap_up_time=30"));
    }

    @Test void whoHasNoQueueIsBusy() {
        bob.prefers("cloud_pbx_callqueue", "0");
        ladder.lines.taken.add("uuid-bob");
        ladder.calls(BOB, "c1");
        b2bua.refuses(ladder.asks(BOB), 486, "Busy Here");
        lb.expects(486);
        app.expectsNothing();
    }

    @Test void whatTheCalleeHasChangedMeanwhileHoldsWhenItIsHerTurn() {
        ladder.lines.taken.add("uuid-bob");
        ladder.calls(BOB, "c1");
        SipMessage asked = waits(parameters());
        bob.prefers("dnd", "1");
        isHerTurn(asked);
        lb.expects(486);
        b2bua.expectsNothing();
        assertThat(records()).containsExactly("call alice>bob dialled bob 486");
        ladder.isIdle();
    }

    @Test void whoIsForwardedAfterItHasWaitedCounts() {
        bob.forwards(ForwardType.CFNA, "sip:carol@example.org");
        new ForwardSettings(ladder, "carol", "431003");
        ladder.registered("carol", "sip:carol@192.0.2.10:5060");
        ladder.lines.taken.add("uuid-bob");
        ladder.calls(BOB, "c1");
        SipMessage asked = waits(parameters());
        ladder.locations.bindings.clear();
        ladder.registered("carol", "sip:carol@192.0.2.10:5060");
        isHerTurn(asked);
        SipMessage legA = ladder.asks("sip:carol@example.org");
        assertThat(ladder.calls.of("c1")).contains("totaluser:uuid-alice", "totaluserout:uuid-alice", "totaluser:uuid-bob", "totaluser:uuid-carol")
                .doesNotContain("peer:appsrv");
        b2bua.answersWithSdp(legA, 200, "OK", "s1");
        lb.expects(200);
        assertThat(records()).containsExactly("call alice>bob dialled bob 200", "cfna bob>carol dialled carol 200");
    }

    @Test void aCallThatIsForwardedToBobWaitsToo() {
        new ForwardSettings(ladder, "dave", "431004").forwards(ForwardType.CFU, BOB);
        ladder.lines.taken.add("uuid-bob");
        ladder.calls("sip:dave@example.org", "c1");
        SipMessage asked = app.expects("INVITE");
        assertThat(asked.header("P-App-Param").orElseThrow()).startsWith("callqueues=uuid-bob;");
        app.answersWithSdp(asked, 183, "Progress", "m1");
        lb.expects(183);
        isHerTurn(asked);
        SipMessage legA = ladder.asks(BOB);
        b2bua.answersWithSdp(legA, 200, "OK", "s1");
        lb.expects(200);
        assertThat(records()).containsExactly("call alice>dave dialled dave 200", "cfu dave>bob dialled bob 200");
    }

    @Test void callersOfAGroupWaitUntilAMemberIsFree() {
        ForwardSettings sales = new ForwardSettings(ladder, "sales", "431009");
        sales.prefers("cloud_pbx_callqueue", "1").prefers("cloud_pbx_hunt_policy", "parallel").prefers("cloud_pbx_hunt_group", BOB);
        bob.prefers("cloud_pbx_callqueue", "0").prefers("busy_hg_member_mode", "skip_totaluser");
        ladder.calls.take(new Demand("other", List.of(Claim.of("totaluser:uuid-bob", Claim.Party.CALLEE)), List.of(), List.of()));
        ladder.calls("sip:sales@example.org", "c1");
        SipMessage asked = app.expects("INVITE");
        assertThat(asked.header("P-App-Param")).contains("callqueues=uuid-sales;phone_uri=\"sip:sales@example.org\";"
                + "first_caller_uri=\"sip:431001@example.org\";max_queue_length=5;callee_wrap_up_time=10;takers=uuid-bob");
        app.answersWithSdp(asked, 183, "Progress", "m1");
        lb.expects(183);
        isHerTurn(asked);
        SipMessage again = app.expects("INVITE");
        assertThat(again.header("P-App-Param").orElseThrow()).as("somebody else was faster").endsWith(";first=1;waited=0");
        ladder.calls.release("other");
        isHerTurn(again);
        assertThat(b2bua.expects("INVITE").header("P-Callee-UUID")).contains("uuid-sales");
    }

    @Test void whoCallsAGroupWhoseFreeMembersRingForOthersWaits() {
        ForwardSettings sales = new ForwardSettings(ladder, "sales", "431009");
        sales.prefers("cloud_pbx_callqueue", "1").prefers("cloud_pbx_hunt_policy", "parallel").prefers("cloud_pbx_hunt_group", BOB);
        bob.prefers("cloud_pbx_callqueue", "0");
        ladder.lines.taken.add("uuid-sales");
        ladder.calls("sip:sales@example.org", "c1");
        assertThat(app.expects("INVITE").header("P-App-Param").orElseThrow()).endsWith(";takers=uuid-bob");
        assertThat(ladder.lines.asked).singleElement().satisfies(call -> {
            assertThat(call.owner()).isEqualTo("uuid-sales");
            assertThat(call.takers()).containsExactly("uuid-bob");
        });
    }
}
