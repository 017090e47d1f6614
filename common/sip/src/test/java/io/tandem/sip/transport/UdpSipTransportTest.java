package io.tandem.sip.transport;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.tandem.net.EventLoop;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UdpSipTransportTest {

    private static final String REQUEST = "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP c;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n"
            + "To: <sip:a@b>\r\nCall-ID: x\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";

    private final EventLoop loop = EventLoop.open("test");
    private final Inbox inbox = new Inbox();
    private UdpSipTransport transport;
    private DatagramSocket phone;

    @BeforeEach
    void opens() throws Exception {
        transport = new UdpSipTransport(loop, new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), inbox);
        phone = new DatagramSocket(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        phone.setSoTimeout(10_000);
    }

    @AfterEach
    void closes() {
        phone.close();
        loop.close();
    }

    private void phoneSends(String text) throws Exception {
        byte[] bytes = text.getBytes(US_ASCII);
        phone.send(new DatagramPacket(bytes, bytes.length, transport.localAddress()));
    }

    private String phoneReceives() throws Exception {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        phone.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), US_ASCII);
    }

    @Test
    void deliversAMessageWithItsFlowAndAnswersOverIt() throws Exception {
        phoneSends(REQUEST);
        Inbox.Received received = inbox.next();
        assertThat(received.message().callId()).isEqualTo("x");
        assertThat(received.flow()).isEqualTo(Flow.udp(transport.localAddress(), (InetSocketAddress) phone.getLocalSocketAddress()));
        transport.send(SipMessage.response(received.message(), 200, "Alive"), received.flow());
        assertThat(phoneReceives()).startsWith("SIP/2.0 200 Alive\r\n").contains("Call-ID: x\r\n");
        assertThat(transport.counters().sent()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "\r\n\r\n", "\0\0\0\0", "jaK", "abcd", "\r\n\r\n\r\n\r\n", "\0\0\0\0\0\0\0\0"})
    void ignoresKeepAlives(String junk) throws Exception {
        phoneSends(junk);
        phoneSends(REQUEST);
        inbox.next();
        assertThat(inbox.isEmpty()).isTrue();
        assertThat(transport.counters().keepAlives()).isEqualTo(1);
        assertThat(transport.counters().malformed()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "GET / HTTP/1.1\r\n\r\n", "OPTIONS sip:a@b SIP/2.0\r\nVia", "\u0001\u0002\u0003\u0004\u0005\u007f"})
    void reportsWhatIsNoMessage(String junk) throws Exception {
        phoneSends(junk);
        assertThat(inbox.event()).isEqualTo("malformed");
        phoneSends(REQUEST);
        assertThat(inbox.next().message().method()).isEqualTo("OPTIONS");
        assertThat(transport.counters().malformed()).isEqualTo(1);
    }

    @Test
    void refusesWhatDoesNotFitADatagram() throws Exception {
        SipMessage large = SipMessage.parse(REQUEST.getBytes(US_ASCII)).body("text/plain", new byte[65_000]);
        Flow flow = Flow.udp(transport.localAddress(), (InetSocketAddress) phone.getLocalSocketAddress());
        transport.send(large, flow);
        assertThat(phoneReceives()).hasSize(large.writtenLength());
        assertThatThrownBy(() -> transport.send(large.body("text/plain", new byte[65_507]), flow)).isInstanceOf(UnreachableFlowException.class)
                .hasMessageContaining("do not fit a datagram");
    }
}
