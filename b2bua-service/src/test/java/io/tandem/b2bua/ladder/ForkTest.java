package io.tandem.b2bua.ladder;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The proxy behind leg B forks: Bob's desk phone is b1, his mobile b2. */
class ForkTest {
    private final Exchange tandem = new Exchange();
    private final Party alice = tandem.party("alice", 6001);
    private final Party bob = tandem.party("bob", 6002);
    private SipMessage invite = alice.invite("");

    @BeforeEach void aliceCalls() {
        alice.sends(alice.invite("offer").add("P-Asserted-Identity", "<tel:+431001>"));
        alice.expects(100);
                        invite = bob.expects("INVITE");
    }

    @Test void everyBranchIsAnEarlyDialogOfItsOwnAndOneWins() {
        say(180, "b1", "");                                          //                       T ◀─ 180 b1 ── B
        SipMessage first = alice.expects(180);                       //        A ◀─ 180 a1 ── T
        say(183, "b2", "early");                                     //                       T ◀─ 183 b2 ── B
        SipMessage second = alice.expects(183);                      //        A ◀─ 183 a2 ── T
        assertThat(second.toTag()).isNotEqualTo(first.toTag());
        say(180, "b1", "");
        assertThat(alice.expects(180).toTag()).isEqualTo(first.toTag());
        say(200, "b2", "answer");                                    //                       T ◀─ 200 b2 ── B
        assertThat(alice.expects(200).toTag()).isEqualTo(second.toTag());
        alice.sendsAck("");
        assertThat(bob.expects("ACK").toTag()).contains("b2");
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
        assertThat(bob.expects("BYE").toTag()).contains("b2");
                        bob.responds(200, "BYE", x -> x);
        tandem.isIdle();
    }

    @Test void theSecondAnswerIsAcknowledgedAndHungUp() {            // RFC 3261 §13.2.2.4
        say(180, "b1", "");
        alice.expects(180);
        say(200, "b1", "answer");
        alice.expects(200);
        say(200, "b2", "other answer");                              //                       T ◀─ 200 b2 ── B   before the ACK
        assertThat(bob.expects("ACK").toTag()).contains("b2");
        assertThat(bob.expects("BYE").toTag()).contains("b2");
                        bob.responds(200, "BYE", x -> x);
        alice.sendsAck("");
        assertThat(bob.expects("ACK").toTag()).contains("b1");
        say(200, "b3", "third answer");                              //                       T ◀─ 200 b3 ── B   after the ACK
        assertThat(bob.expects("ACK").toTag()).contains("b3");
        assertThat(bob.expects("BYE").toTag()).contains("b3");
        say(200, "b3", "third answer");
        assertThat(bob.expects("ACK").toTag()).contains("b3");       //                       T ─ ACK b3 ──▶ B   repeated
                        bob.responds(200, "BYE", x -> x);
        alice.expectsNothing();
        assertThat(tandem.server.calls()).isOne();
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
        assertThat(bob.expects("BYE").toTag()).contains("b1");
                        bob.responds(200, "BYE", x -> x);
        tandem.isIdle();
    }

    @Test void answersThatComeWhenTheCallIsOverAreAcknowledgedAndTheirDialogsEnd() {
        say(200, "b1", "answer");
        alice.expects(200);
        alice.sendsAck("");
                        bob.expects("ACK");
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
        bob.isHungUp();
        assertThat(tandem.server.entries()).isZero();
        say(200, "b1", "answer");                                    //                       T ◀─ 200 b1 ── B   repeated
        assertThat(bob.expects("ACK").toTag()).contains("b1");
                        bob.expectsNothing();
        say(200, "b2", "other answer");                              //                       T ◀─ 200 b2 ── B   of another branch
        assertThat(bob.expects("ACK").toTag()).contains("b2");
        SipMessage bye = bob.expects("BYE");
        assertThat(bye.toTag()).contains("b2");
        assertThat(bye.header("From")).isEqualTo(invite.header("From"));
        assertThat(bye.callId()).isEqualTo(invite.callId());
        assertThat(bye.headers("P-Asserted-Identity")).containsExactly("<sip:431001@example.org>", "<tel:+431001>");
        say(200, "b2", "other answer");
        assertThat(bob.expects("ACK").toTag()).contains("b2");
                        bob.responds(200, "BYE", x -> x);
                        bob.expectsNothing();
        alice.expectsNothing();
        tandem.isIdle();
    }

    @Test void requestsInALostEarlyDialogGet481() {
        say(180, "b1", "");
        String lost = alice.expects(180).header("To").orElseThrow();
        say(200, "b2", "answer");
        alice.expects(200);
        alice.sendsAck("");
                        bob.expects("ACK");
        alice.speaksIn(lost);
        alice.sends(alice.request("INFO"));
        alice.expects(481, "INFO");
        tandem.server.drain();
        alice.isHungUp();
                        bob.expects("BYE");
                        bob.responds(200, "BYE", x -> x);
        tandem.isIdle();
    }

    @Test void aFailureAfterEarlyDialogsHasATagOfOurs() {
        say(180, "b1", "");
        SipMessage ringing = alice.expects(180);
        say(180, "b2", "");
        alice.expects(180);
        say(603, "b1", "");
                        bob.expects("ACK");
        SipMessage refusal = alice.expects(603);
        assertThat(refusal.toTag()).isEqualTo(ringing.toTag()).isNotEqualTo(java.util.Optional.of("b1"));
        alice.sendsAckOfRefusal();
        tandem.isIdle();
    }

    private void say(int status, String tag, String sdp) {
        bob.responds(Party.body(bob.response(status, "INVITE", tag), sdp));
    }
}
