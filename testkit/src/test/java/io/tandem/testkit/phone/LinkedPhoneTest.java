package io.tandem.testkit.phone;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

import io.tandem.sip.message.SipMessage;
import io.tandem.testkit.phone.link.SelfSignedCertificate;
import io.tandem.testkit.phone.link.StreamLink;
import io.tandem.testkit.phone.link.TlsTrust;
import io.tandem.testkit.phone.link.UdpLink;
import io.tandem.testkit.phone.link.WebSocketLink;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** Phones over links against a registrar that takes whatever way its requests come. */
class LinkedPhoneTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Account ALICE = new Account("alice", "demo.test", "secret-a");
    private static final Account BOB = new Account("bob", "demo.test", "secret-b");

    @TempDir private static Path folder;
    private static SelfSignedCertificate server;
    private static SelfSignedCertificate client;

    private final Ladder ladder = new Ladder();

    /** Carries datagrams between one party whose address it is told and whoever else sends some. */
    private static final class Wire implements AutoCloseable {
        private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        private volatile InetSocketAddress one = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);

        Wire() throws IOException {
            Thread.ofVirtual().start(this::carry);
        }

        InetSocketAddress address() {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }

        void leadsTo(String hostPort) {
            int colon = hostPort.lastIndexOf(':');
            one = new InetSocketAddress(hostPort.substring(0, colon), Integer.parseInt(hostPort.substring(colon + 1)));
        }

        private void carry() {
            DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
            SocketAddress other = one;
            try {
                while (true) {
                    packet.setLength(65_535);
                    socket.receive(packet);
                    boolean back = packet.getSocketAddress().equals(one);
                    other = back ? other : packet.getSocketAddress();
                    socket.send(new DatagramPacket(packet.getData(), packet.getLength(), back ? other : one));
                }
            } catch (IOException e) {
                socket.close(); // closed by the test
            }
        }

        @Override public void close() {
            socket.close();
        }
    }

    @BeforeAll static void makeCertificates() throws IOException {
        server = SelfSignedCertificate.create(folder, "server", List.of("ip:127.0.0.1", "dns:sip.demo.test"));
        client = SelfSignedCertificate.create(folder, "client", List.of("dns:client"));
    }

    private static EchoServer secure(Registrar registrar, boolean webSocket, boolean clientCertificate) throws IOException {
        SSLContext context = TlsTrust.of(client.certificate(), server.keyStore(), SelfSignedCertificate.PASSWORD);
        SSLServerSocket listener = (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
        listener.setNeedClientAuth(clientCertificate);
        return new EchoServer(listener, webSocket, registrar::answer);
    }

    @Test void registersOverTls() throws IOException {
        try (Registrar registrar = new Registrar(ALICE); EchoServer tls = secure(registrar, false, false);
             StreamLink link = StreamLink.tls(tls.address(), TlsTrust.of(server.certificate()), Optional.of("sip.demo.test"));
             Phone alice = Phone.open(ALICE, link, ladder)) {
            alice.register(SOON);
            SipMessage request = registrar.registered().getFirst();
            assertThat(request.headers("Via")).singleElement().asString().startsWith("SIP/2.0/TLS " + link.sentBy() + ";");
            assertThat(request.header("Contact")).contains("<sip:alice@" + link.sentBy() + ";transport=tls>");
            assertThat(link.peerCertificate().orElseThrow().getSubjectX500Principal().getName()).isEqualTo("CN=server");
        }
    }

    @Test void showsItsOwnCertificateToAServerThatAsks() throws IOException {
        try (Registrar registrar = new Registrar(ALICE); EchoServer tls = secure(registrar, false, true)) {
            SSLContext identity = TlsTrust.of(server.certificate(), client.keyStore(), SelfSignedCertificate.PASSWORD);
            try (Phone alice = Phone.open(ALICE, StreamLink.tls(tls.address(), identity, Optional.empty()), ladder)) {
                alice.register(SOON);
            }
            assertThat(registrar.registered()).hasSize(1);
        }
    }

    @Test void doesNotTalkToAServerWhoseCertificateIsNotTheTrustedOneOrHasAnotherName() throws IOException {
        try (Registrar registrar = new Registrar(ALICE); EchoServer tls = secure(registrar, false, false)) {
            SSLContext stranger = TlsTrust.of(client.certificate());
            assertThatIOException().isThrownBy(() -> StreamLink.tls(tls.address(), stranger, Optional.empty()));
            SSLContext right = TlsTrust.of(server.certificate());
            assertThatIOException().isThrownBy(() -> StreamLink.tls(tls.address(), right, Optional.of("other.demo.test")));
        }
    }

    @Test void registersOverWebSocketAsRfc7118Says() throws Exception {
        try (Registrar registrar = new Registrar(ALICE); EchoServer ws = new EchoServer(new ServerSocket(), true, registrar::answer);
             WebSocketLink link = WebSocketLink.open(URI.create("ws://127.0.0.1:" + ws.address().getPort() + "/"), Optional.empty());
             Phone alice = Phone.open(ALICE, link, ladder)) {
            alice.register(SOON);
            SipMessage request = registrar.registered().getFirst();
            assertThat(link.sentBy()).endsWith(".invalid");
            assertThat(request.headers("Via")).singleElement().asString().startsWith("SIP/2.0/WS " + link.sentBy() + ";");
            assertThat(request.header("Contact")).contains("<sip:alice@" + link.sentBy() + ";transport=ws>");
            assertThat(link.ping()).isTrue();
        }
    }

    @Test void registersOverSecureWebSocketWithBinaryMessages() throws Exception {
        try (Registrar registrar = new Registrar(ALICE); EchoServer wss = secure(registrar, true, false);
             WebSocketLink link = WebSocketLink.openBinary(URI.create("wss://127.0.0.1:" + wss.address().getPort() + "/"),
                 Optional.of(TlsTrust.of(server.certificate())));
             Phone alice = Phone.open(ALICE, link, ladder)) {
            alice.register(SOON);
            assertThat(registrar.registered().getFirst().headers("Via")).singleElement().asString().startsWith("SIP/2.0/WSS ");
        }
    }

    @Test void registersFromAnotherAddress() throws IOException {
        try (Registrar registrar = new Registrar(ALICE);
             Phone alice = Phone.open(ALICE, UdpLink.open(InetAddress.getByName("127.0.0.77"), registrar.address()), ladder)) {
            alice.register(SOON);
            assertThat(registrar.registered().getFirst().headers("Via")).singleElement().asString().startsWith("SIP/2.0/UDP 127.0.0.77:");
        }
    }

    @Test void aCallOverALinkIsSetUpAndEnded() throws IOException {
        try (Wire wire = new Wire(); UdpLink link = UdpLink.open(InetAddress.getByName("127.0.0.78"), wire.address());
             Phone alice = Phone.open(ALICE, "udp", wire.address(), ladder); Phone bob = Phone.open(BOB, link, ladder)) {
            wire.leadsTo(link.sentBy());
            Call calling = alice.call("sip:bob@demo.test");                   // F1   A ── INVITE ─▶ B
            IncomingCall incoming = bob.awaitIncoming(SOON);
            incoming.ring();                                                  // F2   A ◀─ 180 ──── B
            calling.awaitRinging(SOON);
            Call answered = incoming.answer();                                // F3   A ◀─ 200 ──── B
            calling.awaitAnswered(SOON);                                      // F4   A ── ACK ───▶ B
            calling.hangUp(SOON);                                             // F5-6 A ── BYE/200 ─▶ B
            answered.awaitEnded(SOON);
        }
    }

    @Test void aDoubleLineEndIsAnsweredWithOneAndAClosedConnectionIsNoticed() throws Exception {
        try (Registrar registrar = new Registrar(ALICE); EchoServer tcp = new EchoServer(new ServerSocket(), false, registrar::answer);
             StreamLink link = StreamLink.tcp(tcp.address())) {
            link.send("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(link.awaitBlankLine(SOON)).isTrue();
            tcp.close();
            assertThat(link.awaitClosed(SOON)).isTrue();
        }
    }
}
