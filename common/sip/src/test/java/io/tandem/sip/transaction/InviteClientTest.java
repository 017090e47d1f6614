package io.tandem.sip.transaction;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static io.tandem.sip.transaction.Peer.T1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** INVITE client transaction: T is the layer, B the peer. */
class InviteClientTest {
    private final Peer peer = new Peer();

    @Test
    void requestIsRepeatedWithDoublingIntervalsUntilAProvisional() {
        peer.userSends("INVITE", Peer.UDP);
        SipMessage invite = peer.hears("INVITE");                           // F1  T ── INVITE ─▶ B
        assertThat(invite.topVia().sentBy()).isEqualTo("127.0.0.1:5062");
        assertThat(invite.topVia().branch().orElseThrow()).startsWith("z9hG4bK");
        peer.passes(T1).hears("INVITE");                                    // F2  timer A: T1
        peer.passes(T1.multipliedBy(2)).hears("INVITE");                    // F3  2*T1
        peer.answers(invite, 100, "").passes(Duration.ofSeconds(60)).hearsNothing();
        peer.answers(invite, 180, "b1");
        assertThat(peer.statuses()).containsExactly(100, 180);
    }

    @Test
    void noAnswerAtAllIsATimeoutAfter64T1() {
        ClientTransaction tx = peer.userSends("INVITE", Peer.UDP);
        peer.passes(Duration.ofSeconds(32));
        assertThat(peer.heard).hasSize(7);                                  // 0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5 s
        peer.heard.clear();
        assertThat(peer.ends).containsExactly("timeout");
        assertThat(tx.isCompleted()).isTrue();
        peer.isIdle();
    }

    @Test
    void refusalIsAcknowledgedOnTheSameBranchEachTimeItComes() {
        peer.userSends("INVITE", Peer.UDP);
        SipMessage invite = peer.hears("INVITE");
        peer.answers(invite, 486, "b1");                                    // F2  T ◀─ 486 ── B
        SipMessage ack = peer.hears("ACK sip:bob@biloxi.example");          // F3  T ── ACK ─▶ B
        assertThat(ack.header("Via")).isEqualTo(invite.header("Via"));
        assertThat(ack.headers("Via")).hasSize(1);
        assertThat(ack.header("Route")).isEqualTo(invite.header("Route"));
        assertThat(ack.toTag()).contains("b1");
        assertThat(ack.cSeq()).isEqualTo(9);
        peer.answers(invite, 486, "b1").hears("ACK");                       // F4-5 again
        assertThat(peer.statuses()).containsExactly(486);
        peer.passes(Duration.ofSeconds(32)).isIdle();                       //     timer D
    }

    @Test
    void overTcpNothingIsRepeatedAndARefusalEndsIt() {
        peer.userSends("INVITE", Peer.TCP);
        SipMessage invite = peer.hears("INVITE");
        assertThat(invite.topVia().transport()).isEqualTo("TCP");
        peer.passes(Duration.ofSeconds(30)).hearsNothing().answers(invite, 404, "b1").hears("ACK");
        peer.isIdle();
    }

    @Test
    void everyForkedAndRepeated2xxReachesTheUser() {                       // RFC 6026 §7.2
        peer.userSends("INVITE", Peer.UDP);
        SipMessage invite = peer.hears("INVITE");
        peer.answers(invite, 180, "b1").answers(invite, 180, "b2");         // F2-3
        peer.answers(invite, 200, "b1");                                    // F4
        peer.answers(invite, 200, "b2");                                    // F5  another branch answered too
        peer.answers(invite, 200, "b1");                                    // F6  retransmission: our ACK was lost
        peer.answers(invite, 486, "b3").answers(invite, 183, "b4");         //     neither may follow a 2xx
        assertThat(peer.statuses()).containsExactly(180, 180, 200, 200, 200);
        peer.hearsNothing();                                                //     the ACK is the core's
        peer.passes(Duration.ofSeconds(32)).isIdle();                       //     timer M
        peer.answers(invite, 200, "b1");
        assertThat(peer.strays).hasSize(1);
    }

    @Test
    void cancelWaitsForAProvisional() {
        ClientTransaction tx = peer.userSends("INVITE", Peer.UDP);
        SipMessage invite = peer.hears("INVITE");
        tx.cancel(Optional.of("SIP;cause=200;text=\"Call completed elsewhere\""));
        peer.hearsNothing().answers(invite, 100, "");                       // F2  T ◀─ 100 ── B
        SipMessage cancel = peer.hears("CANCEL sip:bob@biloxi.example");    // F3  T ── CANCEL ─▶ B
        assertThat(cancel.header("Via")).isEqualTo(invite.header("Via"));
        assertThat(cancel.header("Route")).isEqualTo(invite.header("Route"));
        assertThat(cancel.header("Reason").orElseThrow()).contains("cause=200");
        assertThat(cancel.toTag()).isEmpty();
        assertThat(cancel.cSeq()).isEqualTo(9);
        tx.cancel(Optional.empty());
        peer.answers(cancel, 200, "b1").answers(invite, 487, "b1").hears("ACK");
        assertThat(peer.statuses()).containsExactly(100, 487);
        peer.passes(Duration.ofSeconds(32)).isIdle();
    }

    @Test
    void cancelAndAckTakeTheInnerNextHopOfTheirInvite() {
        ClientTransaction tx = peer.layer.send(SipMessage.request("INVITE", "sip:b@b.example").header("From", "<sip:a@a>;tag=1").header("To", "<sip:b@b>")
                .header("Call-ID", "c").header("CSeq", "1 INVITE").header("P-D-Uri", "sip:lb@127.0.0.1:5060;lr").build(), Peer.UDP, peer);
        SipMessage invite = peer.hears("INVITE");
        peer.answers(invite, 180, "b1");
        tx.cancel(Optional.empty());
        assertThat(peer.hears("CANCEL").header("P-D-Uri")).contains("sip:lb@127.0.0.1:5060;lr");
        peer.answers(invite, 487, "b1");
        assertThat(peer.hears("ACK").header("P-D-Uri")).contains("sip:lb@127.0.0.1:5060;lr");
    }

    @Test
    void cancelThatCrossesThe200LosesTheRace() {
        ClientTransaction tx = peer.userSends("INVITE", Peer.UDP);
        SipMessage invite = peer.hears("INVITE");
        peer.answers(invite, 180, "b1");
        tx.cancel(Optional.empty());
        SipMessage cancel = peer.hears("CANCEL");
        peer.answers(invite, 200, "b1").answers(cancel, 200, "b1");
        assertThat(peer.statuses()).containsExactly(180, 200);
    }

    @Test
    void cancelAfterTheFinalResponseIsNotSent() {
        ClientTransaction tx = peer.userSends("INVITE", Peer.UDP);
        SipMessage invite = peer.hears("INVITE");
        peer.answers(invite, 200, "b1");
        tx.cancel(Optional.empty());
        peer.hearsNothing();
    }

    @Test
    void cancelWithoutEffectEndsAfter64T1() {                              // RFC 3261 §9.1
        ClientTransaction tx = peer.userSends("INVITE", Peer.UDP);
        SipMessage invite = peer.hears("INVITE");
        peer.answers(invite, 180, "b1");
        tx.cancel(Optional.empty());
        peer.answers(peer.hears("CANCEL"), 200, "b1").passes(Duration.ofSeconds(32)).isIdle();
        assertThat(peer.ends).containsExactly("timeout");
    }

    @Test
    void timerCCancelsACallThatRingsForEver() {                            // RFC 3261 §16.8
        peer.userSends("INVITE", Peer.UDP);
        SipMessage invite = peer.hears("INVITE");
        peer.answers(invite, 180, "b1").passes(Duration.ofSeconds(180)).answers(invite, 180, "b1");
        peer.passes(Duration.ofSeconds(100)).answers(invite, 100, "");      //     100 does not restart it
        peer.hearsNothing().passes(Duration.ofSeconds(85)).hears("CANCEL");
    }

    @Test
    void refusedByTheTransportTheUserIsToldLater() {
        peer.transportFailure = Optional.of(new IllegalStateException("no route"));
        peer.userSends("INVITE", Peer.UDP);
        assertThat(peer.ends).isEmpty();                                    //     not before send() has returned
        peer.passes(Duration.ZERO).isIdle();
        assertThat(peer.ends).containsExactly("error no route");
    }

    @Test
    void letGoOnceItIsAnsweredItHoldsNoRequestAndOthersHearFurther2xx() {
        ClientTransaction tx = peer.userSends("INVITE", Peer.UDP);
        SipMessage invite = peer.hears("INVITE");                           // F1  T ── INVITE ─▶ B
        peer.answers(invite, 200, "b1");                                    // F2  T ◀─  200  ─── B
        Later later = new Later();
        tx.letGo(later);
        assertThatThrownBy(tx::request).isInstanceOf(IllegalStateException.class);
        peer.answers(invite, 200, "b1").answers(invite, 200, "b2");         // F3-4  repeated, and of another fork
        assertThat(later.tags).containsExactly("b1", "b2");
        assertThat(peer.statuses()).containsExactly(200);
        peer.passes(Duration.ofSeconds(32)).isIdle();
    }

    @Test
    void letGoWhileItRingsItIsStillCancelledAndAcknowledged() {
        ClientTransaction tx = peer.userSends("INVITE", Peer.UDP);
        SipMessage invite = peer.hears("INVITE");                           // F1  T ── INVITE ─▶ B
        tx.letGo(new Later());                                              //     another target has answered
        tx.cancel(Optional.empty());
        peer.passes(T1).hears("INVITE");                                    // F2  timer A
        peer.answers(invite, 180, "b1");                                    // F3  T ◀─  180  ─── B
        SipMessage cancel = peer.hears("CANCEL");                           // F4  T ── CANCEL ─▶ B
        peer.answers(cancel, 200, "b1").answers(invite, 487, "b1");         // F5-6
        peer.hears("ACK");                                                  // F7  T ──  ACK  ──▶ B
        peer.answers(invite, 487, "b1").hears("ACK");                       // F8-9  repeated
        assertThat(peer.statuses()).isEmpty();
        assertThatThrownBy(tx::request).isInstanceOf(IllegalStateException.class);
        peer.passes(Duration.ofSeconds(33)).isIdle();
    }

    @Test
    void refusedItHoldsNoRequestAndIsStillAcknowledged() {
        ClientTransaction tx = peer.userSends("INVITE", Peer.UDP);
        SipMessage invite = peer.hears("INVITE");                           // F1  T ── INVITE ─▶ B
        peer.answers(invite, 486, "b1").hears("ACK");                       // F2-3
        assertThatThrownBy(tx::request).isInstanceOf(IllegalStateException.class);
        tx.cancel(Optional.empty());                                        //     too late
        peer.hearsNothing().answers(invite, 486, "b1").hears("ACK");        // F4-5 repeated
        assertThat(peer.statuses()).containsExactly(486);
        peer.passes(Duration.ofSeconds(32)).isIdle();
    }

    @Test
    void letGoOverTcpItsRefusalIsAcknowledged() {
        ClientTransaction tx = peer.userSends("INVITE", Peer.TCP);
        SipMessage invite = peer.hears("INVITE");
        tx.letGo(new Later());
        peer.answers(invite, 180, "b1").answers(invite, 486, "b1").hears("ACK");
        peer.isIdle();                                                      // timer D is 0
    }

    private static final class Later implements ClientTransactionListener {
        private final List<String> tags = new ArrayList<>();

        @Override
        public void onResponse(ClientTransaction tx, SipMessage response) {
            if (response.status() / 100 == 2) tags.add(response.toTag().orElse(""));
        }

        @Override
        public void onTimeout(ClientTransaction tx) {
            throw new AssertionError("timeout");
        }

        @Override
        public void onTransportError(ClientTransaction tx, Exception cause) {
            throw new AssertionError(cause);
        }
    }
}
