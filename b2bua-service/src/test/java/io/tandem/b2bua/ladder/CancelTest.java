package io.tandem.b2bua.ladder;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CancelTest {
    private final Exchange tandem = new Exchange();
    private final Party alice = tandem.party("alice", 6001);
    private final Party bob = tandem.party("bob", 6002);

    @BeforeEach void aliceCalls() {
        alice.sends(alice.invite("offer"));
        alice.expects(100);
                        bob.expects("INVITE");
    }

    @Test void callerGivesUpWhileCalleeRings() {                 // RFC 3665 §3.8
                        bob.responds(180);                       //                       T ◀─  180  ─── B
        alice.expects(180);                                      //        A ◀─  180  ─── T
        alice.sendsCancel();                                     //        A ── CANCEL ─▶ T
        alice.expects(200, "CANCEL");                            //        A ◀─  200  ─── T
        alice.expects(487);                                      //        A ◀─  487  ─── T
        alice.sendsAckOfRefusal();                               //        A ──  ACK  ──▶ T
                        bob.expects("CANCEL");                   //                       T ── CANCEL ─▶ B
                        bob.responds(200, "CANCEL", x -> x);
                        bob.responds(487);                       //                       T ◀─  487  ─── B
                        bob.expects("ACK");
        alice.expectsNothing();
        tandem.isIdle();
    }

    @Test void theReasonOfACancelGoesAlong() {
                        bob.responds(180);
        alice.expects(180);
        alice.sendsCancel("SIP;cause=200;text=\"Call completed elsewhere\"");
        alice.expects(200, "CANCEL");
        alice.expects(487);
        alice.sendsAckOfRefusal();
        assertThat(bob.expects("CANCEL").header("Reason")).contains("SIP;cause=200;text=\"Call completed elsewhere\"");
                        bob.responds(487);
                        bob.expects("ACK");
        tandem.isIdle();
    }

    @Test void aCancelBeforeAnyProvisionalIsHeldBack() {         // RFC 3261 §9.1
        alice.sendsCancel();
        alice.expects(200, "CANCEL");
        alice.expects(487);
        alice.sendsAckOfRefusal();
                        bob.expectsNothing();
                        bob.responds(100);
                        bob.expects("CANCEL");
                        bob.responds(487);
                        bob.expects("ACK");
        tandem.isIdle();
    }

    @Test void theAnswerThatCrossesTheCancelIsAcknowledgedAndHungUp() {
                        bob.responds(180);
        alice.expects(180);
        alice.sendsCancel();                                     //        A ── CANCEL ─▶ T
        alice.expects(200, "CANCEL");
        alice.expects(487);
        alice.sendsAckOfRefusal();
                        bob.expects("CANCEL");                   //                       T ── CANCEL ▶╳ B
                        bob.responds(200, "answer");             //                       T ◀╳ 200  ─── B
                        bob.expects("ACK");                      //                       T ──  ACK  ──▶ B
                        bob.expects("BYE");                      //                       T ──  BYE  ──▶ B
                        bob.responds(200, "answer");             //                       T ◀─  200  ─── B   repeated
                        bob.expects("ACK");
                        bob.responds(200, "BYE", x -> x);
        alice.expectsNothing();
        tandem.isIdle();
    }

    @Test void aCancelThatComesAfterTheAnswerIsTooLate() {       // RFC 3261 §9.2
                        bob.responds(200, "answer");
        alice.expects(200);
        alice.sendsCancel();
        alice.expects(200, "CANCEL");
                        bob.expectsNothing();
        alice.sendsAck("");
                        bob.expects("ACK");
        assertThat(tandem.server.calls()).isOne();
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
                        bob.expects("BYE");
                        bob.responds(200, "BYE", x -> x);
        tandem.isIdle();
    }

    @Test void aCalleeThatIgnoresTheCancelIsForgotten() {
                        bob.responds(180);
        alice.expects(180);
        alice.sendsCancel();
        alice.expects(200, "CANCEL");
        alice.expects(487);
        alice.sendsAckOfRefusal();
        tandem.isIdle();
    }

    @Test void aByeBeforeTheAnswerEndsTheCall() {                // RFC 3261 §15: the caller may
                        bob.responds(180);
        alice.expects(180);
        alice.sends(alice.request("BYE"));
        alice.expects(200, "BYE");
        alice.expects(487);
        alice.sendsAckOfRefusal();
                        bob.expects("CANCEL");
                        bob.responds(487);
                        bob.expects("ACK");
        tandem.isIdle();
    }

    @Test void aByeOfTheCalleeBeforeItsAnswerIsRefused() {
                        bob.responds(180);
        alice.expects(180);
                        bob.sends(bob.request("BYE"));
                        bob.expects(481, "BYE");
        alice.expectsNothing();
                        bob.responds(486);
                        bob.expects("ACK");
        alice.expects(486);
        alice.sendsAckOfRefusal();
        tandem.isIdle();
    }
}
