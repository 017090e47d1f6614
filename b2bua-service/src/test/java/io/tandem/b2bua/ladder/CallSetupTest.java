package io.tandem.b2bua.ladder;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static io.tandem.b2bua.ladder.Party.sdp;
import static org.assertj.core.api.Assertions.assertThat;

class CallSetupTest {
    private final Exchange tandem = new Exchange();
    private final Party alice = tandem.party("alice", 6001);
    private final Party bob = tandem.party("bob", 6002);

    @Test void callerCallsTalksAndHangsUp() {                        // RFC 3665 §3.1, with Tandem between Alice and Bob
        alice.sends(alice.invite("offer"));                          // F1     A ── INVITE ─▶ T
        alice.expects(100);                                          // F2     A ◀─  100  ─── T
                        SipMessage invite = bob.expects("INVITE");   // F3                    T ── INVITE ─▶ B
                        assertThat(sdp(invite)).isEqualTo("offer");
                        bob.responds(100);                           // F4                    T ◀─  100  ─── B
                        bob.responds(180);                           // F5                    T ◀─  180  ─── B
        alice.expects(180);                                          // F6     A ◀─  180  ─── T
                        bob.responds(200, "answer");                 // F7                    T ◀─  200  ─── B
        assertThat(sdp(alice.expects(200))).isEqualTo("answer");     // F8     A ◀─  200  ─── T
                        bob.expectsNothing();
        alice.sendsAck("");                                          // F9     A ──  ACK  ──▶ T
                        bob.expects("ACK");                          // F10                   T ──  ACK  ──▶ B
        assertThat(tandem.server.calls()).isOne();
        alice.sends(alice.request("BYE"));                           // F11    A ──  BYE  ──▶ T
        alice.expects(200, "BYE");                                   // F12    A ◀─  200  ─── T
                        bob.expects("BYE");                          // F13                   T ──  BYE  ──▶ B
                        bob.responds(200, "BYE", x -> x);            // F14                   T ◀─  200  ─── B
        tandem.isIdle();
        alice.expectsNothing();
        bob.expectsNothing();
    }

    @Test void everyProvisionalPassesWithAndWithoutSdp() {
        alice.sends(alice.invite("offer"));                          //        A ── INVITE ─▶ T
        alice.expects(100);
                        bob.expects("INVITE");                       //                       T ── INVITE ─▶ B
                        bob.responds(180);
        assertThat(alice.expects(180).hasBody()).isFalse();          //        A ◀─  180  ─── T
                        bob.responds(183, "early 1");
        assertThat(sdp(alice.expects(183))).isEqualTo("early 1");    //        A ◀─  183 SDP ─ T
                        bob.responds(181);
        alice.expects(181);
                        bob.responds(183, "early 2");
        assertThat(sdp(alice.expects(183))).isEqualTo("early 2");
                        bob.responds(180, "early 2");
        SipMessage ringing = alice.expects(180);
        assertThat(sdp(ringing)).isEqualTo("early 2");
                        bob.responds(200, "early 2");
        SipMessage ok = alice.expects(200);
        assertThat(ok.toTag()).isEqualTo(ringing.toTag());
        alice.sendsAck("");
                        bob.expects("ACK");
                        bob.sends(bob.request("BYE"));               //                       T ◀─  BYE  ─── B
                        bob.expects(200, "BYE");
        alice.expects("BYE");                                        //        A ◀─  BYE  ─── T
        alice.responds(200, "BYE", x -> x);
        tandem.isIdle();
    }

    @Test void aProvisionalWithoutTagPassesToo() {
        alice.sends(alice.invite("offer"));
        alice.expects(100);
                        bob.expects("INVITE");
                        bob.responds(181, "INVITE", m -> m.set("To", "<sip:bob@example.org>"));
        var first = alice.expects(181).toTag();
        assertThat(first).isPresent();
                        bob.responds(180);
        assertThat(alice.expects(180).toTag()).isEqualTo(first);
                        bob.responds(486);
                        bob.expects("ACK");
        alice.expects(486);
        alice.sendsAckOfRefusal();
        tandem.isIdle();
    }

    @Test void aLateOfferCrossesInThe200AndItsAnswerInTheAck() {
        alice.sends(alice.invite(""));                               // F1     A ── INVITE ─▶ T          no SDP
        alice.expects(100);
                        assertThat(bob.expects("INVITE").hasBody()).isFalse();
                        bob.responds(200, "offer of bob");           // F2                    T ◀─ 200 offer ── B
        assertThat(sdp(alice.expects(200))).isEqualTo("offer of bob");
                        bob.expectsNothing();
        alice.sendsAck("answer of alice");                           // F3     A ─ ACK answer ▶ T
        assertThat(sdp(bob.expects("ACK"))).isEqualTo("answer of alice");
        hangUp();
    }

    @Test void the200IsRepeatedUntilTheAckComes() {                  // RFC 3261 §13.3.1.4
        alice.sends(alice.invite("offer"));
        alice.expects(100);
                        bob.expects("INVITE");
                        bob.responds(200, "answer");
        alice.expects(200);
        tandem.time.passes(java.time.Duration.ofMillis(1600));
        assertThat(sdp(alice.expects(200))).isEqualTo("answer");     //        A ◀─  200  ─── T   after T1
        alice.expects(200);                                          //        A ◀─  200  ─── T   after 3*T1
        alice.expectsNothing();
                        bob.responds(200, "answer");                 //                       T ◀─  200  ─── B   Bob repeats, too
        alice.expectsNothing();
        alice.sendsAck("");
                        bob.expects("ACK");
                        bob.responds(200, "answer");                 //                       T ◀─  200  ─── B   the ACK was lost
                        bob.expects("ACK");
        alice.expectsNothing();
        hangUp();
    }

    @Test void aCallWhose200IsNeverAcknowledgedEndsOnBothLegs() {
        alice.sends(alice.invite("offer"));
        alice.expects(100);
                        bob.expects("INVITE");
                        bob.responds(200, "answer");
        alice.expects(200);
        tandem.time.passes(java.time.Duration.ofSeconds(33));
        while (alice.mail().peek() != null && !alice.mail().peek().isRequest()) alice.expects(200);
        assertThat(alice.expects("BYE").header("Reason")).hasValueSatisfying(reason -> assertThat(reason).contains("No ACK"));
        alice.responds(200, "BYE", x -> x);
                        bob.expects("ACK");
                        bob.expects("BYE");
                        bob.responds(200, "BYE", x -> x);
        tandem.isIdle();
    }

    private void hangUp() {
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
                        bob.expects("BYE");
                        bob.responds(200, "BYE", x -> x);
        tandem.isIdle();
    }
}
