package io.tandem.sip.transport;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.tandem.net.EventLoop;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class TcpSipTransportTest {

    private static final String REQUEST = "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP c;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n"
            + "To: <sip:a@b>\r\nCall-ID: %s\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";

    private final EventLoop loop = EventLoop.open("test");
    private final Inbox inbox = new Inbox();
    private TcpSipTransport transport = transport(TcpLimits.DEFAULT);

    private TcpSipTransport transport(TcpLimits limits) {
        return new TcpSipTransport(loop, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), inbox, limits);
    }

    private void restart(TcpLimits limits) {
        transport.close();
        transport = transport(limits);
    }

    @AfterEach
    void closes() {
        transport.close();
        loop.close();
    }

    private Socket phone() throws IOException {
        Socket phone = new Socket(transport.localAddress().getAddress(), transport.localAddress().getPort());
        phone.setSoTimeout(10_000);
        return phone;
    }

    private static void sends(Socket phone, String text) throws IOException {
        phone.getOutputStream().write(text.getBytes(US_ASCII));
    }

    private static String receives(Socket phone, int bytes) throws IOException {
        return new String(phone.getInputStream().readNBytes(bytes), US_ASCII);
    }

    private static SipMessage request(String callId) {
        return SipMessage.parse(REQUEST.formatted(callId).getBytes(US_ASCII));
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** The peer has closed: end of stream or reset. */
    private static boolean isCut(Socket phone) throws IOException {
        InputStream in = phone.getInputStream();
        try {
            while (in.read() >= 0) {
                continue;
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void deliversMessagesInOrderAndAnswersOnTheirConnection() throws Exception {
        try (Socket phone = phone()) {
            sends(phone, REQUEST.formatted("1") + REQUEST.formatted("2"));
            Inbox.Received first = inbox.next();
            assertThat(first.message().callId()).isEqualTo("1");
            assertThat(first.flow().remote()).isEqualTo(phone.getLocalSocketAddress());
            assertThat(first.flow().local()).isEqualTo(transport.localAddress());
            assertThat(first.flow().protocol()).isEqualTo(Protocol.TCP);
            assertThat(inbox.next().message().callId()).isEqualTo("2");
            String answer = SipMessage.response(first.message(), 200, "Alive").toString();
            transport.send(SipMessage.response(first.message(), 200, "Alive"), first.flow());
            assertThat(receives(phone, answer.length())).isEqualTo(answer);
        }
        assertThat(inbox.event()).isEqualTo("closed");
        assertThat(transport.connections()).isZero();
    }

    @Test
    void answersTwoLineEndsWithOne() throws Exception {
        try (Socket phone = phone()) {
            sends(phone, "\r\n\r\n");
            assertThat(receives(phone, 2)).isEqualTo("\r\n");
            assertThat(transport.counters().keepAlives()).isEqualTo(1);
        }
    }

    @Test
    void aMalformedMessageWithSoundFramingKeepsTheConnection() throws Exception {
        try (Socket phone = phone()) {
            sends(phone, "garbage here\r\nContent-Length: 3\r\n\r\nabc" + REQUEST.formatted("after"));
            assertThat(inbox.event()).isEqualTo("malformed");
            assertThat(inbox.next().message().callId()).isEqualTo("after");
        }
    }

    @Test
    void aStreamWithoutFramingIsCut() throws Exception {
        try (Socket phone = phone()) {
            sends(phone, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(isCut(phone)).isTrue();
            assertThat(transport.counters().cutConnections()).isEqualTo(1);
        }
    }

    @Test
    void reusesTheConnectionThatAPeerOpened() throws Exception {
        try (Socket phone = phone()) {
            sends(phone, REQUEST.formatted("1"));
            Flow flow = inbox.next().flow();
            assertThat(transport.connectionTo(flow.remote())).contains(flow);
            transport.send(request("back"), flow.to(flow.remote()));
            assertThat(receives(phone, REQUEST.formatted("back").length())).contains("Call-ID: back");
            assertThat(transport.connections()).isEqualTo(1);
        }
    }

    @Test
    void opensOneConnectionForSeveralMessagesFromItsAddress() throws Exception {
        try (ServerSocket peer = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.5"))) {
            Flow flow = new Flow(Protocol.TCP, transport.localAddress(), (InetSocketAddress) peer.getLocalSocketAddress(), Flow.ANY_CONNECTION);
            transport.send(request("1"), flow);
            transport.send(request("2"), flow);
            try (Socket accepted = peer.accept()) {
                assertThat(accepted.getInetAddress()).isEqualTo(transport.localAddress().getAddress());
                int length = REQUEST.formatted("1").length();
                assertThat(receives(accepted, 2 * length)).contains("Call-ID: 1").contains("Call-ID: 2");
                sends(accepted, REQUEST.formatted("answer"));
                assertThat(inbox.next().flow().local()).isEqualTo(transport.localAddress());
            }
        }
        assertThat(inbox.event()).isEqualTo("closed");
    }

    @Test
    void tellsWhatCouldNotBeDelivered() throws Exception {
        int unused;
        try (ServerSocket peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = peer.getLocalPort();
        }
        InetSocketAddress remote = new InetSocketAddress(InetAddress.getLoopbackAddress(), unused);
        transport.send(request("lost"), new Flow(Protocol.TCP, transport.localAddress(), remote, Flow.ANY_CONNECTION));
        assertThat(inbox.event()).isEqualTo("undelivered OPTIONS");
    }

    @Test
    void aFlowWhoseConnectionIsGoneIsUnreachable() throws Exception {
        Flow flow;
        try (Socket phone = phone()) {
            sends(phone, REQUEST.formatted("1"));
            flow = inbox.next().flow();
        }
        assertThat(inbox.event()).isEqualTo("closed");
        Flow gone = flow;
        assertThatThrownBy(() -> transport.send(request("2"), gone)).isInstanceOf(UnreachableFlowException.class).hasMessageContaining("closed");
    }

    @Test
    void cutsAPeerThatNeverFinishesAMessageOrNeverStartsOne() throws Exception {
        restart(TcpLimits.DEFAULT.withTimeouts(Duration.ofSeconds(1), Duration.ofMillis(100), Duration.ofSeconds(30)));
        try (Socket silent = phone(); Socket slow = phone()) {
            sends(slow, REQUEST.formatted("1") + "OPTIONS sip:a@b");
            inbox.next();
            assertThat(isCut(silent)).isTrue();
            assertThat(isCut(slow)).isTrue();
        }
    }

    @Test
    void cutsAnIdlePeer() throws Exception {
        restart(TcpLimits.DEFAULT.withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofMillis(200)));
        try (Socket phone = phone()) {
            sends(phone, REQUEST.formatted("1"));
            inbox.next();
            assertThat(isCut(phone)).isTrue();
        }
    }

    @Test
    void cutsAPeerThatDoesNotRead() throws Exception {
        restart(TcpLimits.DEFAULT.withMaxUnsentBytes(100_000));
        try (Socket phone = phone()) {
            sends(phone, REQUEST.formatted("1"));
            Flow flow = inbox.next().flow();
            SipMessage large = request("large").body("text/plain", new byte[60_000]);
            for (int i = 0; i < 2_000 && transport.connections() > 0; i++) {
                try {
                    transport.send(large, flow);
                } catch (UnreachableFlowException e) {
                    break;
                }
            }
            await(() -> transport.connections() == 0);
            assertThat(transport.counters().cutConnections()).isEqualTo(1);
        }
    }

    @Test
    void refusesMoreConnectionsThanAllowed() throws Exception {
        restart(TcpLimits.DEFAULT.withMaxConnections(1));
        try (Socket first = phone()) {
            sends(first, REQUEST.formatted("1"));
            inbox.next();
            try (Socket second = phone()) {
                assertThat(isCut(second)).isTrue();
            }
            assertThat(transport.counters().refusedConnections()).isEqualTo(1);
            sends(first, REQUEST.formatted("2"));
            assertThat(inbox.next().message().callId()).isEqualTo("2");
        }
    }

    @Test
    void aFloodOfSmallMessagesPausesReadingAndLosesNone() throws Exception {
        try (Socket phone = phone()) {
            String one = REQUEST.formatted("flood");
            Thread writer = Thread.startVirtualThread(() -> {
                try {
                    for (int i = 0; i < 3_000; i++) {
                        sends(phone, one);
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            for (int i = 0; i < 3_000; i++) {
                inbox.next();
            }
            writer.join();
            assertThat(transport.counters().received()).isEqualTo(3_000);
        }
    }
}
