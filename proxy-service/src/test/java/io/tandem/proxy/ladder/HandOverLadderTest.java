package io.tandem.proxy.ladder;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The node is about to hand over by order, and its load balancer (L) is another node's. */
class HandOverLadderTest {
    private static final String BOB = "sip:bob@example.org";
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party b2bua = ladder.b2bua;

    @BeforeEach void bobIsRegistered() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
    }

    @Test void anInviteOverUdpIsLeftToItsRepetition() {
        SipMessage invite = ladder.invite(BOB, "c1", 1);
        ladder.core.drain(true);
        lb.sends(invite);                                       // L ── INVITE ─▶ P
        lb.expectsNothing();
        assertThat(ladder.core.transactions()).isZero();
        ladder.core.drain(false);                               // nothing became of it
        lb.sends(invite);                                       // L ── INVITE ─▶ P
        lb.expects(100);
        lb.expects(407);                                        // L ◀─  407  ─── P
    }

    @Test void anInviteOverAConnectionIsAnsweredSinceNobodyRepeatsIt() {
        SipMessage invite = ladder.invite(BOB, "c1", 1).set("P-NGCP-Src-Proto", "tls");
        ladder.core.drain(true);
        lb.sends(invite);                                       // L ── INVITE ─▶ P
        SipMessage refused = lb.expects(503);                   // L ◀─  503  ─── P
        assertThat(refused.header("Retry-After")).contains("5");
        lb.sends(ProxyLadder.ackFor(invite, refused));          // L ──  ACK  ──▶ P
        lb.expectsNothing();
        b2bua.expectsNothing();
        assertThat(ladder.core.transactions()).isZero();
    }

    @Test void aCallThatHasBegunIsSetUpAndEnds() {
        ladder.calls(BOB, "c1");                                // L ── INVITE ─▶ P   (after 407)
        SipMessage invite = b2bua.expects("INVITE");            // P ── INVITE ─▶ S
        ladder.core.drain(true);
        b2bua.sends(legB(invite));                              // P ◀─ INVITE ── S
        b2bua.expects(100);
        lb.expects("INVITE");                                   // L ◀─ INVITE ── P
        b2bua.answersWithSdp(invite, 200, "OK", "s1");          // P ◀─  200  ─── S
        lb.expects(200);                                        // L ◀─  200  ─── P
        lb.sends(ladder.inDialog("ACK", "c1", 2, "s1"));        // L ──  ACK  ──▶ P
        b2bua.expects("ACK");                                   // P ──  ACK  ──▶ S
        lb.sends(ProxyLadder.withSdp(ladder.inDialog("INVITE", "c1", 3, "s1")));   // L ── INVITE ─▶ P   (hold)
        b2bua.expects("INVITE");                                // P ── INVITE ─▶ S
    }

    @Test void aRepeatedInviteOfACallThatHasBegunIsAnswered() {
        SipMessage sent = ladder.calls(BOB, "c1");              // L ── INVITE ─▶ P   (after 407)
        b2bua.expects("INVITE");                                // P ── INVITE ─▶ S
        ladder.core.drain(true);
        lb.sends(sent);                                         // L ── INVITE ─▶ P   its 100 was lost
        lb.expects(100);                                        // L ◀─  100  ─── P
        b2bua.expectsNothing();
    }

    @Test void aPhoneRegisters() {
        ladder.core.drain(true);
        lb.sends(ladder.request("REGISTER", "sip:example.org", "r1", 1));   // L ── REGISTER ─▶ P
        lb.expects(401);
    }

    /** As the B2BUA goes on to Bob with what it was asked for. */
    private SipMessage legB(SipMessage legA) {
        return legA.copy().set("Call-ID", legA.callId() + "_b2b-1").set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-legb")
                .set("From", "<sip:alice@example.org>;tag=b1").set("CSeq", "10 INVITE").remove("Record-Route");
    }
}
