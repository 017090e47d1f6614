package io.tandem.b2bua.ladder;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.tandem.b2bua.ladder.Party.body;
import static io.tandem.b2bua.ladder.Party.sdp;
import static org.assertj.core.api.Assertions.assertThat;

/** PRACK from end to end, numbers mapped (RFC 3262). */
class ReliableProvisionalTest {
    private final Exchange tandem = new Exchange();
    private final Party alice = tandem.party("alice", 6001);
    private final Party bob = tandem.party("bob", 6002);

    @BeforeEach void aliceCalls() {
        alice.sends(alice.invite("offer").set("Supported", "100rel"));
        alice.expects(100);
                        assertThat(bob.expects("INVITE").headers("Supported")).containsExactly("100rel");
    }

    @Test void a200WithoutSdpMayFollowAReliable183() {
                        bob.responds(reliable(183, "b1", 7001, "answer"));  //                       T ◀─  183  ─── B   RSeq 7001
        SipMessage progress = alice.expects(183);                           //        A ◀─  183  ─── T   RSeq ours
        assertThat(progress.headers("Require")).containsExactly("100rel");
        assertThat(sdp(progress)).isEqualTo("answer");
        alice.sends(prack(progress));                                       //        A ── PRACK ──▶ T
        SipMessage prack = bob.expects("PRACK");                            //                       T ── PRACK ──▶ B
        assertThat(prack.header("RAck")).contains("7001 1 INVITE");
                        bob.responds(200, "PRACK", x -> x);
        alice.expects(200, "PRACK");
                        bob.responds(200);                                  //                       T ◀─  200  ─── B   no SDP
        assertThat(alice.expects(200).hasBody()).isFalse();
        alice.sendsAck("");
                        bob.expects("ACK");
        hangUp();
    }

    @Test void aRepeated183KeepsItsNumberAndTheNextOneCountsUp() {
                        bob.responds(reliable(183, "b1", 7001, "answer"));
        SipMessage first = alice.expects(183);
                        bob.responds(reliable(183, "b1", 7001, "answer"));  // Alice's PRACK is late: Bob repeats
        assertThat(alice.expects(183).header("RSeq")).isEqualTo(first.header("RSeq"));
                        bob.responds(reliable(180, "b1", 7002, ""));
        SipMessage second = alice.expects(180);
        assertThat(rSeq(second)).isEqualTo(rSeq(first) + 1);
        alice.sends(prack(second));
        assertThat(bob.expects("PRACK").header("RAck")).contains("7002 1 INVITE");
                        bob.responds(200, "PRACK", x -> x);
        alice.expects(200, "PRACK");
        refuse();
    }

    @Test void aPrackForNothingWeSentGets481() {                            // RFC 3262 §3
                        bob.responds(reliable(183, "b1", 7001, "answer"));
        SipMessage progress = alice.expects(183);
        for (String rAck : new String[] {rSeq(progress) + 5 + " 101 INVITE", rSeq(progress) + " 55 INVITE", rSeq(progress) + " 101 UPDATE", "x"}) {
            alice.sends(alice.request("PRACK").set("RAck", rAck));
            alice.expects(481, "PRACK");
        }
        alice.sends(alice.request("PRACK"));
        alice.expects(481, "PRACK");
                        bob.expectsNothing();
        refuse();
    }

    @Test void branchesAreNumberedApart() {
                        bob.responds(reliable(183, "b1", 9, "answer 1"));
        SipMessage first = alice.expects(183);
                        bob.responds(reliable(183, "b2", 9, "answer 2"));
        SipMessage second = alice.expects(183);
        alice.speaksIn(first.header("To").orElseThrow());
        alice.sends(prack(first));
        SipMessage toFirst = bob.expects("PRACK");
        assertThat(toFirst.toTag()).contains("b1");
                        bob.responds(200, "PRACK", x -> x);
        alice.expects(200, "PRACK");
        alice.speaksIn(second.header("To").orElseThrow());
        alice.sends(prack(second));
        SipMessage toSecond = bob.expects("PRACK");
        assertThat(toSecond.toTag()).contains("b2");
        assertThat(toSecond.header("RAck")).contains("9 1 INVITE");
                        bob.responds(200, "PRACK", x -> x);
        alice.expects(200, "PRACK");
        refuse();
    }

    @Test void anUpdatePassesBeforeTheAnswerBothWays() {                    // RFC 3311 §3
                        bob.responds(reliable(183, "b1", 1, "answer"));
        SipMessage progress = alice.expects(183);
        alice.sends(prack(progress));
                        bob.expects("PRACK");
                        bob.responds(200, "PRACK", x -> x);
        alice.expects(200, "PRACK");
        alice.sends(body(alice.request("UPDATE"), "new offer"));
        assertThat(sdp(bob.expects("UPDATE"))).isEqualTo("new offer");
                        bob.responds(200, "UPDATE", m -> body(m.set("Contact", "<sip:bob@10.0.0.2:5060>"), "new answer"));
        assertThat(sdp(alice.expects(200, "UPDATE"))).isEqualTo("new answer");
                        bob.sends(body(bob.request("UPDATE"), "bob's offer"));
        assertThat(sdp(alice.expects("UPDATE"))).isEqualTo("bob's offer");
        alice.responds(200, "UPDATE", m -> body(m, "alice's answer"));
        assertThat(sdp(bob.expects(200, "UPDATE"))).isEqualTo("alice's answer");
        refuse();
    }

    @Test void anUpdateBeforeTheOfferIsAnsweredIsRefused() {
                        bob.responds(183, "not reliable");
        alice.expects(183);
        alice.sends(body(alice.request("UPDATE"), "new offer"));
        assertThat(alice.expects(500, "UPDATE").has("Retry-After")).isTrue();
                        bob.sends(body(bob.request("UPDATE"), "bob's offer"));
                        bob.expects(491, "UPDATE");
        refuse();
    }

    @Test void aPrackMayAnswerALateOffer() {
        refuse();
        alice.sends(alice.invite("").set("Call-ID", "c1@alice").set("Supported", "100rel"));
        alice.expects(100);
                        bob.expects("INVITE");
                        bob.responds(reliable(183, "b1", 1, "offer of bob"));
        SipMessage progress = alice.expects(183);
        alice.sends(body(prack(progress), "answer of alice"));
        assertThat(sdp(bob.expects("PRACK"))).isEqualTo("answer of alice");
                        bob.responds(200, "PRACK", x -> x);
        alice.expects(200, "PRACK");
                        bob.responds(200);
        alice.expects(200);
        alice.sendsAck("");
        assertThat(bob.expects("ACK").hasBody()).isFalse();
        hangUp();
    }

    private SipMessage reliable(int status, String tag, long rSeq, String sdp) {
        return body(bob.response(status, "INVITE", tag).set("Require", "100rel").set("RSeq", Long.toString(rSeq)), sdp);
    }

    private SipMessage prack(SipMessage progress) {
        return alice.request("PRACK").set("RAck", rSeq(progress) + " " + progress.cSeq() + " INVITE");
    }

    private static long rSeq(SipMessage response) {
        return Long.parseLong(response.header("RSeq").orElseThrow());
    }

    private void refuse() {
                        bob.responds(486);
                        bob.expects("ACK");
        alice.expects(486);
        alice.sendsAckOfRefusal();
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
