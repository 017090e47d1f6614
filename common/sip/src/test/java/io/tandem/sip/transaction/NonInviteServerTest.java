package io.tandem.sip.transaction;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static io.tandem.sip.transaction.Peer.request;
import static io.tandem.sip.transaction.Peer.respond;
import static org.assertj.core.api.Assertions.assertThat;

/** Non-INVITE server transaction: A is the peer, T the layer. */
class NonInviteServerTest {
    private static final String OPTIONS = request("OPTIONS", "z9hG4bK2");
    private final Peer peer = new Peer();

    @Test
    void finalResponseIsRepeatedForEachRetransmission() {
        peer.says(OPTIONS).says(OPTIONS).hearsNothing();                    // F1-2 A ── OPTIONS ─▶ T, twice
        ServerTransaction tx = peer.userGets("OPTIONS");
        assertThat(peer.requests).isEmpty();
        respond(tx, 200);
        String first = peer.hears("SIP/2.0 200").toString();                // F3   A ◀─ 200
        assertThat(peer.says(OPTIONS).hears("SIP/2.0 200").toString()).isEqualTo(first);
        respond(tx, 404);
        peer.hearsNothing().passes(Duration.ofMillis(31_999));
        assertThat(peer.layer.size()).isEqualTo(1);
        peer.passes(Duration.ofMillis(1)).isIdle();                         //      timer J
        assertThat(peer.layer.statistics().droppedResponses()).isEqualTo(1);
    }

    @Test
    void whatIsAnsweredAtOnceWaitsForItsRepetitionsOnly() {
        peer.says(request("CANCEL", "z9hG4bK2")).hears("SIP/2.0 481");      //      by the layer: there is no such INVITE
        assertThat(peer.time.waiting()).as("timer J").isEqualTo(1);
        peer.passes(Duration.ofMillis(31_999)).says(request("CANCEL", "z9hG4bK2")).hears("SIP/2.0 481");
        peer.passes(Duration.ofMillis(1)).isIdle();
        peer.says(OPTIONS);
        assertThat(peer.time.waiting()).as("the late 100 and the end").isEqualTo(2);
    }

    @Test
    void overTcpTheTransactionEndsWithItsResponse() {
        peer.says(OPTIONS, Peer.TCP);
        respond(peer.userGets("OPTIONS"), 200);
        peer.hears("SIP/2.0 200");
        peer.isIdle();
    }

    @Test
    void slowUserGetsItsOneTryingWhenTimerEReachesT2() {                   // RFC 4320 §4.1
        peer.says(OPTIONS);
        ServerTransaction tx = peer.userGets("OPTIONS");
        respond(tx, 183);
        peer.passes(Duration.ofMillis(3_499)).hearsNothing().passes(Duration.ofMillis(1)).hears("SIP/2.0 100");
        peer.says(OPTIONS).hears("SIP/2.0 100");
        respond(tx, 200);
        peer.hears("SIP/2.0 200");
    }

    @Test
    void noLate408AndNothingAfter64T1() {                                   // RFC 4320 §4.2
        peer.says(OPTIONS);
        respond(peer.userGets("OPTIONS"), 408);
        peer.isIdle();
        peer.says(OPTIONS);
        ServerTransaction tx = peer.userGets("OPTIONS");
        peer.passes(Duration.ofSeconds(32)).hears("SIP/2.0 100");
        assertThat(tx.isCompleted()).isTrue();
        respond(tx, 200);
        peer.isIdle();
    }

    @Test
    void sameBranchOfAnotherClientOrMethodIsAnotherTransaction() {
        peer.says(OPTIONS).says(OPTIONS.replace("127.0.0.2:5060", "127.0.0.2:5061")).says(request("MESSAGE", "z9hG4bK2"));
        assertThat(peer.requests).hasSize(3);
    }

    @Test
    void branchWithoutCookieIsMatchedAsInRfc2543() {
        String invite = request("INVITE", "1");
        peer.says(invite).says(invite);
        assertThat(peer.requests).hasSize(1);
        respond(peer.userGets("INVITE"), 486);
        var busy = peer.hears("SIP/2.0 486");
        peer.acknowledges(busy, "1").passes(Duration.ofSeconds(5)).isIdle();
        peer.says(invite).says(invite.replace("CSeq: 1 ", "CSeq: 2 "));
        assertThat(peer.requests).hasSize(2);
    }
}
