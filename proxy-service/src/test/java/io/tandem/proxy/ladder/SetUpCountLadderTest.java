package io.tandem.proxy.ladder;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** For how many calls a hand-over by order waits: from the load balancer (L) through the proxy (P) to the B2BUA (S). */
class SetUpCountLadderTest {
    private static final String BOB = "sip:bob@example.org";
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party b2bua = ladder.b2bua;

    @BeforeEach void bobIsRegistered() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
    }

    @Test void aCallThatIsBeingSetUpIsCountedUntilItsAnswer() {
        assertThat(ladder.core.settingUp()).isZero();
        ladder.calls(BOB, "c1");                                // L ── INVITE ─▶ P   (after 407)
        SipMessage invite = b2bua.expects("INVITE");            // P ── INVITE ─▶ S
        assertThat(ladder.core.settingUp()).isEqualTo(1);
        b2bua.answers(invite, 180, "Ringing", "s1");            // P ◀─  180  ─── S
        lb.expects(180);                                        // L ◀─  180  ─── P
        assertThat(ladder.core.settingUp()).isEqualTo(1);
        b2bua.answersWithSdp(invite, 200, "OK", "s1");          // P ◀─  200  ─── S
        lb.expects(200);                                        // L ◀─  200  ─── P
        assertThat(ladder.core.settingUp()).as("answered").isZero();
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
        assertThat(ladder.core.settingUp()).isZero();
    }
}
