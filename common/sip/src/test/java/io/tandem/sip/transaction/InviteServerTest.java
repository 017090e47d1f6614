package io.tandem.sip.transaction;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.tandem.sip.transaction.Peer.T1;
import static io.tandem.sip.transaction.Peer.request;
import static io.tandem.sip.transaction.Peer.respond;
import static org.assertj.core.api.Assertions.assertThat;

/** INVITE server transaction: A is the peer, T the layer, U its user. */
class InviteServerTest {
    private static final String INVITE = request("INVITE", "z9hG4bK1");
    private final Peer peer = new Peer();

    @Test
    void refusalIsRepeatedUntilTheAck() {
        peer.says(INVITE);                                                  // F1   A ── INVITE ─▶ T
        ServerTransaction tx = peer.userGets("INVITE");
        respond(tx, 100);
        peer.hears("SIP/2.0 100");                                          // F2   A ◀─  100  ─── T
        respond(tx, 486);
        SipMessage busy = peer.hears("SIP/2.0 486");                        // F3   A ◀─  486  ─── T
        peer.passes(T1).hears("SIP/2.0 486");                               // F4   timer G: T1
        peer.passes(T1).hearsNothing().passes(T1).hears("SIP/2.0 486");     // F5   2*T1
        peer.says(INVITE).hears("SIP/2.0 486");                             // F6-7 a late INVITE gets the same
        peer.acknowledges(busy, "z9hG4bK1");                                // F8   A ── ACK ─▶ T
        assertThat(peer.acks).isEmpty();
        peer.passes(Duration.ofSeconds(4)).says(INVITE).acknowledges(busy, "z9hG4bK1").hearsNothing();
        assertThat(peer.layer.size()).isEqualTo(1);
        peer.passes(Duration.ofSeconds(1)).isIdle();                        //      timer I: T4
        assertThat(peer.layer.statistics().retransmissionsSent()).isEqualTo(3);
    }

    @Test
    void timerGDoublesUpToT2() {
        peer.says(INVITE);
        respond(peer.userGets("INVITE"), 404);
        List<Double> seconds = new ArrayList<>();
        for (int step = 0; step < 200 && seconds.size() < 7; step++) {
            if (!peer.heard.isEmpty()) {
                peer.heard.clear();
                seconds.add(peer.time.nanoTime() / 1e9);
            }
            peer.passes(Duration.ofMillis(100));
        }
        assertThat(seconds).containsExactly(0.0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5);
    }

    @Test
    void missingAckIsReportedAfterTimerH() {
        List<String> told = new ArrayList<>();
        peer.says(INVITE);
        ServerTransaction tx = peer.userGets("INVITE");
        tx.onTimeout(() -> told.add("H"));
        respond(tx, 486);
        peer.passes(Duration.ofMillis(31_900));
        assertThat(told).isEmpty();
        peer.passes(Duration.ofMillis(100)).heard.clear();
        assertThat(told).containsExactly("H");
        assertThat(peer.layer.statistics().timeouts()).isEqualTo(1);
        peer.isIdle();
    }

    @Test
    void overTcpTheRefusalIsSentOnceAndTheTransactionEndsWithTheAck() {
        peer.says(INVITE, Peer.TCP);
        respond(peer.userGets("INVITE"), 486);
        SipMessage busy = peer.hears("SIP/2.0 486");
        peer.passes(Duration.ofSeconds(20)).hearsNothing().acknowledges(busy, "z9hG4bK1").isIdle();
    }

    @Test
    void silentUserCausesA100After200ms() {
        peer.says(INVITE).passes(Duration.ofMillis(199)).hearsNothing().passes(Duration.ofMillis(1));
        SipMessage trying = peer.hears("SIP/2.0 100 Trying");
        assertThat(trying.toTag()).isEmpty();
        peer.says(INVITE).hears("SIP/2.0 100");
        assertThat(peer.requests).hasSize(1);
    }

    @Test
    void lastProvisionalIsRepeatedForARetransmittedInvite() {
        peer.says(INVITE).says(INVITE).hearsNothing();
        ServerTransaction tx = peer.userGets("INVITE");
        respond(tx, 100);
        respond(tx, 180);
        peer.hears("SIP/2.0 100");
        peer.hears("SIP/2.0 180");
        peer.says(INVITE).hears("SIP/2.0 180");
        peer.passes(Duration.ofSeconds(100)).hearsNothing();
        assertThat(peer.requests).isEmpty();
    }

    @Test
    void successIsLeftToTheUserWhoMayRepeatIt() {                          // RFC 6026 §7.1
        List<String> told = new ArrayList<>();
        peer.says(INVITE);
        ServerTransaction tx = peer.userGets("INVITE");
        tx.onTimeout(() -> told.add("L"));
        respond(tx, 200);                                                   // F1  A ◀─ 200 ── T
        SipMessage ok = peer.hears("SIP/2.0 200");
        assertThat(tx.isCompleted()).isTrue();
        peer.says(INVITE).passes(Duration.ofSeconds(3)).hearsNothing();     //     absorbed, no timer G
        respond(tx, 200);                                                   // F2  the user repeats it
        peer.hears("SIP/2.0 200");
        respond(tx, 486);                                                   //     too late to change one's mind
        peer.hearsNothing().acknowledges(ok, "z9hG4bKother");               // F3  A ── ACK ─▶ T on its own branch
        peer.acknowledges(ok, "z9hG4bK1");                                  // F4  or, wrongly, on the INVITE's
        assertThat(peer.acks).hasSize(2);
        assertThat(peer.layer.statistics().droppedResponses()).isEqualTo(1);
        peer.passes(Duration.ofSeconds(29)).isIdle();                       //     timer L
        assertThat(told).containsExactly("L");
        respond(tx, 200);
        peer.isIdle();
    }

    @Test
    void cancelIsAnsweredAndEndsTheInvite() {
        peer.says(INVITE);                                                  // F1  A ── INVITE ─▶ T
        respond(peer.userGets("INVITE"), 180);
        SipMessage ringing = peer.hears("SIP/2.0 180");
        peer.says(request("CANCEL", "z9hG4bK1"));                           // F2  A ── CANCEL ─▶ T
        SipMessage ok = peer.hears("SIP/2.0 200");                          // F3  A ◀─ 200 (CANCEL)
        assertThat(ok.method()).isEqualTo("CANCEL");
        assertThat(ok.toTag()).isEqualTo(ringing.toTag());
        SipMessage terminated = peer.hears("SIP/2.0 487");                  // F4  A ◀─ 487 (INVITE)
        peer.says(request("CANCEL", "z9hG4bK1")).hears("SIP/2.0 200");      // F5  retransmission: same answer, user told once
        assertThat(peer.cancels).hasSize(1);
        peer.acknowledges(terminated, "z9hG4bK1");
        peer.passes(Duration.ofSeconds(32)).isIdle();
    }

    @Test
    void cancelThatCrossesThe200ChangesNothing() {
        peer.says(INVITE);
        respond(peer.userGets("INVITE"), 200);
        peer.hears("SIP/2.0 200");
        peer.says(request("CANCEL", "z9hG4bK1"));
        assertThat(peer.hears("SIP/2.0 200").method()).isEqualTo("CANCEL");
        assertThat(peer.cancels).isEmpty();
        peer.hearsNothing();
    }

    @Test
    void cancelOfNothingGets481() {
        peer.says(request("CANCEL", "z9hG4bKnone"));
        assertThat(peer.hears("SIP/2.0 481").toTag()).isPresent();
        assertThat(peer.cancels).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(InviteServer.Event.class)
    void nothingIsSentOnceTerminated(InviteServer.Event event) {
        var step = InviteServer.on(InviteServer.State.TERMINATED, event);
        assertThat(step.next()).isEqualTo(InviteServer.State.TERMINATED);
        assertThat(step.actions()).isSubsetOf(InviteServer.Action.DROP);
    }
}
