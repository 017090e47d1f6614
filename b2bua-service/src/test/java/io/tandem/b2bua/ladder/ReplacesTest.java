package io.tandem.b2bua.ladder;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.tandem.b2bua.ladder.Party.sdp;
import static org.assertj.core.api.Assertions.assertThat;

/** INVITE with Replaces (RFC 3891) and attended transfers (RFC 5589 §7): Alice has called Bob; somebody takes her place. */
class ReplacesTest {
    private static final String OFFER = "v=0\r\nm=audio 4000 RTP/AVP 8\r\n";

    private final Exchange tandem = new Exchange();
    private final Party alice = tandem.party("alice", 6001);
    private final Party bob = tandem.party("bob", 6002);
    private final Party dora = tandem.party("dora", 6003);
    private SipMessage leg = SipMessage.request("INVITE", "sip:nobody@example.org").build();
    private String replaces = "";
    private String mirrored = "";

    @BeforeEach void theyTalk() {
        alice.sends(alice.invite("offer").set("P-App-Party", "caller=uuid-a;callee=uuid-b;callee_pbx=7").set("P-Callee-UUID", "uuid-b")
            .set("P-App-Param", "calltimer=3600"));
        alice.expects(100);
        leg = bob.expects("INVITE");
        bob.responds(200, "answer");
        SipMessage ok = alice.expects(200);
        alice.sendsAck("");
        bob.expects("ACK");
        String ours = ok.toTag().orElseThrow();
        replaces = "c1@alice;to-tag=" + ours + ";from-tag=a-tag";        // as Alice tells it Dora: Bob's tag first
        mirrored = "c1@alice;to-tag=a-tag;from-tag=" + ours;
    }

    private SipMessage doras(String sdp, String value) {
        return dora.invite(sdp).set("From", "<sip:dora@example.org>;tag=d-tag").set("Replaces", value);
    }

    private void aliceIsReplaced() {
        dora.expects(100);
        alice.expects("BYE");                                        // A ◀──  BYE  ─── T
        alice.responds(200, "BYE", x -> x);
        assertThat(sdp(bob.expects("INVITE"))).isEqualTo("of dora"); //                  T ── INVITE ▶ B   re-INVITE
        bob.responds(bob.response(200, "INVITE", "x").body("application/sdp", "of bob".getBytes(StandardCharsets.UTF_8)));
        SipMessage ok = dora.expects(200);
        assertThat(sdp(ok)).isEqualTo("of bob");
        assertThat(ok.toTag()).isPresent();
        assertThat(ok.header("Contact")).contains("<sip:127.0.0.1:5080;transport=udp>");
        dora.sends(dora.request("ACK").set("CSeq", ok.cSeq() + " ACK").set("From", "<sip:dora@example.org>;tag=d-tag").set("To", ok.header("To").orElseThrow()));
        bob.expects("ACK");
    }

    private SipMessage dorasBye(SipMessage ok) {
        return dora.request("BYE").set("From", "<sip:dora@example.org>;tag=d-tag").set("To", ok.header("To").orElseThrow());
    }

    @Test void anInviteTakesThePlaceOfTheOneItNames() {
        dora.sends(doras("of dora", replaces));
        aliceIsReplaced();
        bob.sends(bob.request("BYE"));
        bob.expects(200, "BYE");
        dora.isHungUp();
        tandem.isIdle();
    }

    @Test void tagsMayBeNamedInTheOrderOfTheOtherEnd() {
        dora.sends(doras("of dora", mirrored));
        aliceIsReplaced();
        bob.sends(bob.request("BYE"));
        bob.expects(200, "BYE");
        dora.isHungUp();
        tandem.isIdle();
    }

    @Test void aDialogThatIsNotThereGets481() {                      // RFC 3891 §3
        dora.sends(doras("of dora", "c1@alice;to-tag=guessed;from-tag=a-tag"));
        dora.expects(481);
        dora.sendsAckOfRefusal();
        alice.expectsNothing();
        dora.sends(doras("of dora", replaces + ";early-only"));
        dora.expects(486);
        dora.sendsAckOfRefusal();
        dora.sends(doras("of dora", "nothing"));
        dora.expects(400);
        dora.sendsAckOfRefusal();
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
        bob.isHungUp();
        tandem.isIdle();
    }

    @Test void aReinviteThatIsRefusedEndsTheCall() {
        dora.sends(doras("of dora", replaces));
        dora.expects(100);
        alice.isHungUp();
        bob.expects("INVITE");
        bob.responds(488);
        bob.expects("ACK");
        dora.expects(488);
        dora.sendsAckOfRefusal();
        bob.isHungUp();
        tandem.isIdle();
    }

    @Test void whoGivesUpLeavesNobodyOnTheLine() {
        dora.sends(doras("of dora", replaces));
        dora.expects(100);
        alice.isHungUp();
        bob.expects("INVITE");
        bob.responds(180);
        dora.expects(180);
        dora.sendsCancel();
        dora.expects(200, "CANCEL");
        bob.expects("CANCEL");
        bob.responds(200, "CANCEL", x -> x);
        bob.responds(487);
        bob.expects("ACK");
        dora.expects(487);
        dora.sendsAckOfRefusal();
        bob.isHungUp();
        tandem.isIdle();
    }

    @ParameterizedTest
    @ValueSource(strings = {"caller=uuid-d", "caller=uuid-d;caller_pbx=7", "caller=peer:4", ";"})
    void aStrangerGets403ThoughItKnowsTheDialog(String party) {
        dora.sends(doras("of dora", replaces).set("P-App-Party", party));
        dora.expects(403);
        dora.sendsAckOfRefusal();
        alice.expectsNothing();
        bob.expectsNothing();
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
        bob.isHungUp();
        tandem.isIdle();
    }

    /** Bob's place, so Alice stays, and goes on paying: her hour is over long before Dora's. */
    @Test void whoGoesOnPayingIsCutWhenItsOwnCreditEnds() {
        tandem.time.passes(Duration.ofSeconds(100));
        dora.sends(doras("of dora", "c1@alice_pbx-1;to-tag=b1;from-tag=" + leg.fromTag().orElseThrow()).set("P-App-Party", "caller=uuid-b")
            .set("P-App-Param", "calltimer=20000"));
        dora.expects(100);
        bob.isHungUp();
        assertThat(sdp(alice.expects("INVITE"))).isEqualTo("of dora");
        alice.responds(alice.response(200, "INVITE", "x").body("application/sdp", "of alice".getBytes(StandardCharsets.UTF_8)));
        SipMessage ok = dora.expects(200);
        dora.sends(dora.request("ACK").set("CSeq", ok.cSeq() + " ACK").set("From", "<sip:dora@example.org>;tag=d-tag").set("To", ok.header("To").orElseThrow()));
        alice.expects("ACK");
        tandem.time.passes(Duration.ofMillis(3_499_999));
        alice.expectsNothing();
        tandem.time.passes(Duration.ofMillis(1));
        alice.isHungUp();
        dora.isHungUp();
        tandem.isIdle();
    }

    @Test void whoTakesThePlaceOfTheOneWhoPaidHasItsOwnLength() {
        dora.sends(doras("of dora", replaces).set("P-App-Param", "calltimer=5000"));
        aliceIsReplaced();
        tandem.time.passes(Duration.ofSeconds(4_999));
        bob.expectsNothing();
        tandem.time.passes(Duration.ofSeconds(1));
        dora.isHungUp();
        bob.isHungUp();
        tandem.isIdle();
    }

    /** Alice, who talks with Bob, has called Carol as well and refers Bob to her: the proxy brings the new call back here, with Replaces. */
    @Test void anAttendedTransferJoinsTheTwoOthers() {
        Party again = tandem.party("again", 6001);                   // Alice's second line
        Party carol = tandem.party("carol", 6004);
        again.sends(again.invite("offer 2").set("P-Proxy-Uri", "sip:127.0.0.1:6004").set("To", "<sip:carol@example.org>")
            .set("From", "<sip:alice@example.org>;tag=a2-tag"));
        again.expects(100);
        carol.expects("INVITE");
        carol.responds(200, "answer 2");
        SipMessage ok = again.expects(200);
        again.sends(again.request("ACK").set("CSeq", ok.cSeq() + " ACK").set("From", "<sip:alice@example.org>;tag=a2-tag")
            .set("To", ok.header("To").orElseThrow()));
        carol.expects("ACK");
        String consulted = "c1%40again%3Bto-tag%3D" + ok.toTag().orElseThrow() + "%3Bfrom-tag%3Da2-tag";

        alice.sends(alice.request("REFER").set("Refer-To", "<sip:ngcp-lb@192.0.2.1:5060?Replaces=" + consulted + ">"));
        alice.expects(202, "REFER");
        assertThat(sdp(alice.expects("NOTIFY"))).isEqualTo("SIP/2.0 100 Trying\r\n");
        alice.responds(200, "NOTIFY", x -> x);
        Party proxy = tandem.party("proxy", 6002);
        SipMessage invite = proxy.expects("INVITE");                 // T ── INVITE ─▶ P   as Alice, whom she talks with, Replaces
        assertThat(invite.requestUri()).isEqualTo("sip:carol@example.org");
        assertThat(invite.header("Replaces")).contains("c1@again;to-tag=" + ok.toTag().orElseThrow() + ";from-tag=a2-tag");
        assertThat(invite.header("P-Third-Party-Call")).contains("uuid-a");

        dora.sends(doras("", invite.header("Replaces").orElseThrow())); // P ── INVITE ─▶ T   the same call, leg A
        dora.expects(100);
        again.expects("BYE");                                        // the consultation ends
        again.responds(200, "BYE", x -> x);
        assertThat(carol.expects("INVITE").hasBody()).isFalse();
        carol.responds(carol.response(200, "INVITE", "x").body("application/sdp", OFFER.getBytes(StandardCharsets.UTF_8)));
        SipMessage offered = dora.expects(200);
        proxy.responds(proxy.response(200, "INVITE", "p1").body("application/sdp", offered.body()));
        assertThat(sdp(alice.expects("NOTIFY"))).isEqualTo("SIP/2.0 200 OK\r\n");
        alice.responds(200, "NOTIFY", x -> x);
        alice.expects("BYE");                                        // so does her call with Bob
        alice.responds(200, "BYE", x -> x);
        assertThat(sdp(bob.expects("INVITE"))).isEqualTo(OFFER);
        bob.responds(bob.response(200, "INVITE", "x").body("application/sdp", "of bob".getBytes(StandardCharsets.UTF_8)));
        bob.expects("ACK");
        SipMessage ack = proxy.expects("ACK");
        assertThat(sdp(ack)).isEqualTo("of bob");
        dora.sends(dora.request("ACK").set("CSeq", offered.cSeq() + " ACK").set("From", "<sip:dora@example.org>;tag=d-tag")
            .set("To", offered.header("To").orElseThrow()).body("application/sdp", ack.body()));
        assertThat(sdp(carol.expects("ACK"))).isEqualTo("of bob");

        carol.sends(carol.request("BYE"));                           // Carol hangs up: leg A, proxy, Bob
        carol.expects(200, "BYE");
        dora.isHungUp();
        proxy.sends(proxy.request("BYE"));
        proxy.expects(200, "BYE");
        bob.isHungUp();
        tandem.isIdle();
    }
}
