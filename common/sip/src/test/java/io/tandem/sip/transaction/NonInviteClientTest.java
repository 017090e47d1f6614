package io.tandem.sip.transaction;

import java.time.Duration;
import java.util.Optional;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static io.tandem.sip.transaction.Peer.T1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Non-INVITE client transaction: T is the layer, B the peer. */
class NonInviteClientTest {
    private final Peer peer = new Peer();

    @Test
    void requestIsRepeatedUpToT2AndTimesOutAfter64T1() {
        peer.userSends("OPTIONS", Peer.UDP);
        peer.passes(Duration.ofSeconds(32));
        assertThat(peer.heard).hasSize(11);                                 // 0, 0.5, 1.5, 3.5, 7.5, 11.5 ... 31.5 s
        peer.heard.clear();
        assertThat(peer.ends).containsExactly("timeout");
        peer.isIdle();
    }

    @Test
    void aProvisionalSlowsTheRepetitionToT2() {
        peer.userSends("BYE", Peer.UDP);
        SipMessage bye = peer.hears("BYE");
        peer.answers(bye, 100, "").passes(T1).hears("BYE");
        peer.passes(Duration.ofMillis(3_999)).hearsNothing().passes(Duration.ofMillis(1)).hears("BYE");
    }

    @Test
    void finalResponseIsToldOnceAndItsRetransmissionsAreAbsorbed() {
        peer.userSends("BYE", Peer.UDP);
        SipMessage bye = peer.hears("BYE");
        peer.answers(bye, 200, "b1").answers(bye, 200, "b1").hearsNothing();
        assertThat(peer.statuses()).containsExactly(200);
        assertThat(peer.strays).isEmpty();
        peer.passes(Duration.ofSeconds(5)).isIdle();                        // timer K: T4
    }

    @Test
    void onceAnsweredItHoldsNoRequest() {
        ClientTransaction tx = peer.userSends("BYE", Peer.UDP);
        SipMessage bye = peer.hears("BYE");
        assertThat(tx.request().method()).isEqualTo("BYE");
        peer.answers(bye, 200, "b1");
        assertThatThrownBy(tx::request).isInstanceOf(IllegalStateException.class).hasMessageContaining("BYE");
    }

    @Test
    void overTcpNothingIsRepeatedOrKept() {
        peer.userSends("BYE", Peer.TCP);
        SipMessage bye = peer.hears("BYE");
        peer.passes(Duration.ofSeconds(31)).hearsNothing().answers(bye, 200, "b1");
        assertThat(peer.statuses()).containsExactly(200);
        peer.isIdle();
    }

    @Test
    void responseIsMatchedByBranchAndMethod() {
        peer.userSends("BYE", Peer.UDP);
        SipMessage bye = peer.hears("BYE");
        SipMessage other = SipMessage.response(bye, 200, "OK").set("CSeq", "9 INFO");
        peer.layer.onMessage(SipMessage.parse(other.toBytes()), Peer.UDP);
        assertThat(peer.strays).hasSize(1);
        assertThat(peer.responses).isEmpty();
    }

    @Test
    void onlyInviteCanBeCancelled() {
        ClientTransaction tx = peer.userSends("BYE", Peer.UDP);
        assertThatThrownBy(() -> tx.cancel(Optional.empty())).isInstanceOf(IllegalStateException.class).hasMessageContaining("BYE");
    }

    @Test
    void failingListenerHarmsNothing() {
        peer.userSends("BYE", Peer.UDP);
        peer.userFailure = Optional.of(new IllegalArgumentException("bug"));
        peer.answers(peer.hears("BYE"), 200, "b1").passes(Duration.ofSeconds(5)).isIdle();
        assertThat(peer.layer.statistics().userErrors()).isEqualTo(1);
    }
}
