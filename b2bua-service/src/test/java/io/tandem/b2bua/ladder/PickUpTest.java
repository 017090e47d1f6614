package io.tandem.b2bua.ladder;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.tandem.b2bua.ladder.Party.sdp;
import static org.assertj.core.api.Assertions.assertThat;

/** Alice calls Bob, whose phone rings; Dora takes the call by an INVITE with Replaces (RFC 3891) of the early dialog. */
class PickUpTest {
    private static final String OFFER = "v=0\r\no=- 7 7 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\nm=video 4002 RTP/AVP 96\r\n"
        + "a=rtpmap:96 H264/90000\r\nm=audio 4000 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\na=candidate:1 1 UDP 1 10.0.0.1 4000 typ host\r\n";

    private final Exchange tandem = new Exchange();
    private final Party alice = tandem.party("alice", 6001);
    private final Party bob = tandem.party("bob", 6002);
    private final Party dora = tandem.party("dora", 6003);
    private String ours = "";

    private void bobRings(String offer) {
        alice.sends(alice.invite(offer).set("P-App-Party", "caller=uuid-a;callee=uuid-b;callee_pbx=7").set("P-App-Param", "calltimer=60"));
        alice.expects(100);
        bob.expects("INVITE");
        bob.responds(180);
        ours = alice.expects(180).toTag().orElseThrow();
    }

    private void doraAsks(String more) {
        dora.sends(doras("caller=uuid-d;caller_pbx=7", more));
        dora.expects(100);
    }

    private SipMessage doras(String party, String more) {
        return dora.invite("of dora").set("P-App-Party", party).set("From", "<sip:dora@example.org>;tag=d-tag")
            .set("Replaces", "c1@alice;to-tag=" + ours + ";from-tag=a-tag" + more);
    }

    private void bobIsCancelled() {
        SipMessage cancel = bob.expects("CANCEL");
        assertThat(cancel.header("Reason").orElseThrow()).contains("Call completed elsewhere");
        bob.responds(200, "CANCEL", x -> x);
        bob.responds(487);
        bob.expects("ACK");
    }

    private void doraTalks() {
        dora.expects(100);
        assertThat(sdp(alice.expects("INVITE"))).isEqualTo("of dora");                       // A ◀─ re-INVITE ─ T
        alice.responds(alice.response(200, "INVITE", "x").body("application/sdp", "of alice".getBytes(StandardCharsets.UTF_8)));
        SipMessage ok = dora.expects(200);
        assertThat(sdp(ok)).isEqualTo("of alice");
        dora.sends(dora.request("ACK").set("CSeq", ok.cSeq() + " ACK").set("From", "<sip:dora@example.org>;tag=d-tag")
            .set("To", ok.header("To").orElseThrow()));
        alice.expects("ACK");
    }

    private void aliceHangsUp() {
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
        dora.expects("BYE");
        dora.responds(200, "BYE", x -> x);
        tandem.isIdle();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";early-only"})
    void whoTakesTheCallTalksWithTheCaller(String more) {
        bobRings(OFFER);
        doraAsks(more);                                                                      // D ── INVITE ─▶ T, 100
        bobIsCancelled();                                                                    // T ── CANCEL ─▶ B
        SipMessage ok = alice.expects(200);                                                  // A ◀──  200  ── T
        assertThat(sdp(ok)).contains("m=video 0 RTP/AVP 96\r\nm=audio 9 RTP/AVP 8 101\r\na=inactive\r\na=rtpmap:101 telephone-event/8000\r\n")
            .doesNotContain("candidate", "10.0.0.1");
        assertThat(ok.toTag()).contains(ours);
        alice.expectsNothing();
        alice.sendsAck("");                                                                  // A ──  ACK  ─▶ T
        doraTalks();
        aliceHangsUp();
    }

    @Test void aCallWithoutOfferIsTakenToo() {
        bobRings("");
        doraAsks("");
        bobIsCancelled();
        assertThat(sdp(alice.expects(200))).contains("a=inactive");
        alice.sendsAck("nothing to say yet");
        doraTalks();
        aliceHangsUp();
    }

    @Test void anAnswerThatCrossesTheCancelIsHungUp() {
        bobRings(OFFER);
        doraAsks("");
        bob.expects("CANCEL");
        bob.responds(200, "CANCEL", x -> x);
        bob.responds(200, "too late");
        bob.expects("ACK");
        bob.expects("BYE");
        bob.responds(200, "BYE", x -> x);
        alice.expects(200);
        alice.sendsAck("");
        doraTalks();
        aliceHangsUp();
    }

    @Test void whoGivesUpMeanwhileLeavesNobodyOnTheLine() {
        bobRings(OFFER);
        doraAsks("");
        bobIsCancelled();
        alice.expects(200);
        dora.sendsCancel();
        dora.expects(200, "CANCEL");
        dora.expects(487);
        dora.sendsAckOfRefusal();
        alice.sendsAck("");
        alice.expects("BYE");
        alice.responds(200, "BYE", x -> x);
        tandem.isIdle();
    }

    @Test void aCallerWhoHangsUpAtOnceLeavesNoneForWhoTakesIt() {
        bobRings(OFFER);
        doraAsks("");
        bobIsCancelled();
        alice.expects(200);
        alice.sendsAck("");
        alice.expects("INVITE");
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
        assertThat(dora.mail()).isNotEmpty();
    }

    @Test void aCallerWhoNeverAcknowledgesIsHungUp() {
        bobRings(OFFER);
        doraAsks("");
        bobIsCancelled();
        alice.expects(200);
        tandem.time.passes(Exchange.ALL_TIMERS);
        alice.mail().removeIf(message -> !message.isRequest());                              // the 200, again and again
        alice.expects("BYE");
        alice.responds(200, "BYE", x -> x);
        dora.expects(480);
        dora.sendsAckOfRefusal();
    }

    @Test void oneTakesIt() {
        Party erik = tandem.party("erik", 6005);
        bobRings(OFFER);
        doraAsks("");
        erik.sends(erik.invite("of erik").set("P-App-Party", "caller=uuid-b;caller_pbx=7").set("From", "<sip:erik@example.org>;tag=e-tag")
            .set("Replaces", "c1@alice;to-tag=" + ours + ";from-tag=a-tag"));
        erik.expects(481);
        erik.sendsAckOfRefusal();
        bobIsCancelled();
        alice.expects(200);
        alice.sendsAck("");
        doraTalks();
        aliceHangsUp();
    }

    @Test void whatDoesNotRingYetIsNobodysToTake() {
        alice.sends(alice.invite(OFFER));
        alice.expects(100);
        bob.expects("INVITE");
        dora.sends(dora.invite("of dora").set("From", "<sip:dora@example.org>;tag=d-tag").set("Replaces", "c1@alice;to-tag=guessed;from-tag=a-tag"));
        dora.expects(481);
        dora.sendsAckOfRefusal();
        bob.responds(200, "answer");
        alice.expects(200);
        alice.sendsAck("");
        bob.expects("ACK");
    }

    /** Who knows Call-ID and tags must be of the same PBX as who is called, too; the one who calls may not take its own call. */
    @ParameterizedTest
    @ValueSource(strings = {"caller=uuid-d;caller_pbx=8", "caller=uuid-d", "caller=peer:1", "", "caller=uuid-a"})
    void nobodyElseTakesIt(String party) {
        bobRings(OFFER);
        dora.sends(doras(party, ""));
        assertThat(dora.expects(403).reason()).isEqualTo("Forbidden");
        dora.sendsAckOfRefusal();
        bob.responds(200, "answer");
        alice.expects(200);
        alice.sendsAck("");
        bob.expects("ACK");
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
        bob.isHungUp();
        tandem.isIdle();
    }

    @Test void whoCallsIsCutWhenItsCreditEndsThoughAnotherHasTakenTheCall() {
        bobRings(OFFER);
        doraAsks("");
        bobIsCancelled();
        alice.expects(200);
        alice.sendsAck("");
        doraTalks();
        tandem.time.passes(Duration.ofMillis(59_999));
        alice.expectsNothing();
        tandem.time.passes(Duration.ofMillis(1));
        assertThat(alice.isHungUp().header("Reason").orElseThrow()).contains("Call length limit");
        dora.isHungUp();
        tandem.isIdle();
    }
}
