package io.tandem.sip.transaction;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Protocol;
import org.junit.jupiter.api.Test;

import static io.tandem.sip.transaction.Peer.message;
import static io.tandem.sip.transaction.Peer.request;
import static io.tandem.sip.transaction.Peer.respond;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the layer does around its machines. */
class TransactionLayerTest {
    @Test
    void failingUserIsAnswered500() {
        Peer peer = new Peer();
        peer.userFailure = Optional.of(new IllegalStateException("bug"));
        peer.says(request("INVITE", "z9hG4bK1"));
        SipMessage error = peer.hears("SIP/2.0 500 Server Internal Error");
        assertThat(error.toTag()).isPresent();
        peer.acknowledges(error, "z9hG4bK1").passes(Duration.ofSeconds(5)).isIdle();
        assertThat(peer.layer.statistics().userErrors()).isEqualTo(1);
    }

    @Test
    void fullTableAnswers503WithoutATransaction() {
        Peer peer = new Peer(new TransactionLimits(8, Duration.ofSeconds(7)));
        for (int i = 0; i < 8; i++) peer.says(request("INVITE", "z9hG4bKfill" + i));
        peer.says(request("INVITE", "z9hG4bKmore"));
        SipMessage busy = peer.hears("SIP/2.0 503");
        assertThat(busy.header("Retry-After")).contains("7");
        assertThat(peer.layer.size()).isEqualTo(8);
        peer.acknowledges(busy, "z9hG4bKmore");                                     // its ACK is nobody's business
        assertThat(peer.acks).isEmpty();
        peer.says(request("CANCEL", "z9hG4bKfill0")).hears("SIP/2.0 200");          // what ends a call still gets in
        assertThat(peer.layer.statistics().overloadRejections()).isEqualTo(1);
    }

    @Test
    void responseGoesToTheSourceWithThePortOfTheVia() {                            // RFC 3261 §18.2.2
        Peer peer = new Peer();
        Flow natted = new Flow(Protocol.UDP, Peer.UDP.local(), new InetSocketAddress("127.9.9.9", 40000), 0);
        peer.says(request("OPTIONS", "z9hG4bK1"), natted);
        ServerTransaction tx = peer.userGets("OPTIONS");
        respond(tx, 200);
        assertThat(peer.hears("SIP/2.0 200").topVia().received()).contains("127.9.9.9");
        assertThat(peer.lastFlow.remote()).isEqualTo(new InetSocketAddress("127.9.9.9", 5060));
        assertThat(tx.source()).isEqualTo(natted);
    }

    @Test
    void responseGoesToTheSourcePortIfTheClientWantsIt() {                         // RFC 3581
        Peer peer = new Peer();
        Flow natted = new Flow(Protocol.UDP, Peer.UDP.local(), new InetSocketAddress("127.9.9.9", 40000), 0);
        peer.says(request("OPTIONS", "z9hG4bK1;rport"), natted);
        respond(peer.userGets("OPTIONS"), 200);
        assertThat(peer.hears("SIP/2.0 200").topVia().rport()).isEqualTo(40000);
        assertThat(peer.lastFlow.remote()).isEqualTo(natted.remote());
    }

    @Test
    void overTcpTheResponseTakesTheConnection() {
        Peer peer = new Peer();
        peer.says(request("OPTIONS", "z9hG4bK1").replace("127.0.0.2:5060", "127.0.0.2:9999"), Peer.TCP);
        respond(peer.userGets("OPTIONS"), 200);
        assertThat(peer.lastFlow).isEqualTo(Peer.TCP);
    }

    @Test
    void brokenConnectionFailsItsTransactionsAtOnce() {
        Peer peer = new Peer();
        peer.userSends("INVITE", Peer.TCP);
        peer.userSends("OPTIONS", Peer.TCP);
        Exception reset = new java.io.IOException("reset");
        peer.layer.onUndelivered(peer.hears("INVITE"), Peer.TCP, reset);
        peer.layer.onUndelivered(peer.hears("OPTIONS"), Peer.TCP, reset);
        assertThat(peer.ends).containsExactly("error reset", "error reset");
        peer.isIdle();
    }

    @Test
    void whatIsAnsweredIsRememberedButNotPending() {
        Peer peer = new Peer();
        peer.userSends("OPTIONS", Peer.UDP);
        peer.says(request("INVITE", "z9hG4bK1"));
        assertThat(peer.layer.pending()).isEqualTo(2);
        respond(peer.userGets("INVITE"), 200);
        assertThat(peer.layer.pending()).isEqualTo(1);
        peer.answers(peer.hears("OPTIONS"), 200, "t1");
        assertThat(peer.layer.pending()).isZero();
        assertThat(peer.layer.size()).isEqualTo(2);
    }

    @Test
    void theRefusalOfAnInviteIsPendingUntilItsAck() {
        Peer peer = new Peer();
        peer.says(request("INVITE", "z9hG4bK1"));
        respond(peer.userGets("INVITE"), 486);
        assertThat(peer.layer.pending()).isEqualTo(1);
        peer.acknowledges(peer.hears("SIP/2.0 486"), "z9hG4bK1");
        assertThat(peer.layer.pending()).isZero();
    }

    @Test
    void ackFor2xxAndStatelessMessagesLeaveNothingBehind() {
        Peer peer = new Peer();
        peer.layer.sendAck(message(request("ACK", "z9hG4bKown")), Peer.UDP);
        SipMessage ack = peer.hears("ACK");
        assertThat(ack.headers("Via")).hasSize(2);
        assertThat(ack.topVia().sentBy()).isEqualTo("127.0.0.1:5062");
        peer.layer.sendStateless(message(request("ACK", "z9hG4bKown")), Peer.UDP);
        assertThat(peer.hears("ACK").headers("Via")).hasSize(1);
        peer.isIdle();
    }

    @Test
    void messageWithoutUsableViaIsCountedAndDropped() {
        Peer peer = new Peer();
        peer.says(request("OPTIONS", "z9hG4bK1").replace("SIP/2.0/UDP 127.0.0.2:5060", "nonsense"));
        assertThat(peer.requests).isEmpty();
        assertThat(peer.layer.statistics().malformed()).isEqualTo(1);
        peer.isIdle();
    }

    @Test
    void timersAreChecked() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new TransactionTimers(second, Duration.ofMillis(1), second, second, second, second))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("T1");
        assertThat(TransactionTimers.rfc3261().nonInviteTrying()).isEqualTo(Duration.ofMillis(3_500));
    }
}
