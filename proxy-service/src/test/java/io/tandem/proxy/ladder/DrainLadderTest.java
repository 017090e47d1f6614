package io.tandem.proxy.ladder;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.tandem.proxy.ladder.ProxyLadder.ackFor;
import static org.assertj.core.api.Assertions.assertThat;

/** Before the node hands over by order: from the load balancer (L) through the proxy (P) to the B2BUA (S), and from there to the phone. */
class DrainLadderTest {
    private static final String BOB = "sip:bob@example.org";
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party b2bua = ladder.b2bua;

    @BeforeEach void bobIsRegistered() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
    }

    @Test void aCallThatIsBeingSetUpGoesOnAndIsCountedUntilItsAnswer() {
        assertThat(ladder.core.drain().settingUp()).isZero();
        ladder.calls(BOB, "c1");                                // L ── INVITE ─▶ P   (after 407)
        SipMessage invite = b2bua.expects("INVITE");            // P ── INVITE ─▶ S
        ladder.core.drain().drain(true);
        assertThat(ladder.core.drain().settingUp()).isEqualTo(1);
        b2bua.answers(invite, 180, "Ringing", "s1");            // P ◀─  180  ─── S
        lb.expects(180);                                        // L ◀─  180  ─── P
        assertThat(ladder.core.drain().settingUp()).isEqualTo(1);
        b2bua.answersWithSdp(invite, 200, "OK", "s1");          // P ◀─  200  ─── S
        lb.expects(200);                                        // L ◀─  200  ─── P
        assertThat(ladder.core.drain().settingUp()).as("answered").isZero();
        lb.sends(ladder.inDialog("ACK", "c1", 2, "s1"));        // L ──  ACK  ──▶ P
        b2bua.expects("ACK");                                   // P ──  ACK  ──▶ S
        lb.sends(ladder.inDialog("BYE", "c1", 3, "s1"));        // L ──  BYE  ──▶ P
        b2bua.answers(b2bua.expects("BYE"), 200, "OK", "s1");   // P ◀─  200  ─── S
        lb.expects(200);                                        // L ◀─  200  ─── P
        ladder.isIdle();
    }

    @Test void aRefusedCallIsNotCountedAnyMore() {
        lb.sends(ladder.invite(BOB, "c1", 1));                  // L ── INVITE ─▶ P
        lb.expects(100);
        lb.expects(407);                                        // L ◀─  407  ─── P
        assertThat(ladder.core.drain().settingUp()).isZero();
    }

    @Test void anInviteOverUdpIsLeftToTheOtherNode() {
        ladder.core.drain().drain(true);
        SipMessage invite = ladder.invite(BOB, "c1", 1);
        lb.sends(invite);                                       // L ── INVITE ─▶ P
        lb.expectsNothing();
        assertThat(ladder.core.transactions()).isZero();
        ladder.core.drain().drain(false);                       // the order was called off
        lb.sends(invite);                                       // L ── INVITE ─▶ P   again
        lb.expects(100);
        lb.expects(407);
    }

    @ParameterizedTest @ValueSource(strings = {"TCP", "TLS", "WSS"})
    void whoRepeatsNothingIsRefused(String transport) {
        ladder.core.drain().drain(true);
        SipMessage invite = ladder.invite(BOB, "c1", 1).add("Via", "SIP/2.0/" + transport + " 192.0.2.1:5060;branch=z9hG4bK-a");
        lb.sends(invite);                                       // L ── INVITE ─▶ P
        SipMessage refusal = lb.expects(503);                   // L ◀─  503  ─── P
        assertThat(refusal.header("Retry-After")).contains("5");
        lb.sends(ackFor(invite, refusal));                      // L ──  ACK  ──▶ P
        ladder.isIdle();
    }

    @Test void whatIsNoNewCallPasses() {
        ladder.core.drain().drain(true);
        lb.sends(ladder.request("OPTIONS", "sip:example.org", "o1", 1));
        lb.expects(200);
        lb.sends(ladder.request("REGISTER", "sip:example.org", "r1", 1));
        lb.expects(401);
    }
}
