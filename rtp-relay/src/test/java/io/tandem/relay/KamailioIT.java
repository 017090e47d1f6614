package io.tandem.relay;

import java.io.File;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/** Debian's Kamailio drives the relay through a call by its rtpengine module; both phones are scripted. */
class KamailioIT {
    private static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.1");
    private static final Path PROGRAM = Path.of("/usr/sbin/kamailio");

    @TempDir Path folder;
    private RelayNode relay;
    private Process kamailio;
    private int port;
    private DatagramSocket alice;
    private DatagramSocket bob;

    @BeforeEach
    void start() throws Exception {
        Programs.require(PROGRAM.toString(), "kamailio");
        relay = TestRelay.on(23_000);
        alice = phone();
        bob = phone();
        try (DatagramSocket free = phone()) {
            port = free.getLocalPort();
        }
        Path config = folder.resolve("kamailio.cfg");
        try (var in = getClass().getResourceAsStream("kamailio.cfg")) {
            Files.writeString(config, new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("SIP_PORT", "" + port)
                    .replace("NG_PORT", "" + relay.controlAddress().getPort()));
        }
        kamailio = new ProcessBuilder(PROGRAM.toString(), "-f", config.toString(), "-DD", "-E", "-m", "32", "-M", "4", "-Y", folder.toString(),
                "-P", folder.resolve("pid").toString()).redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile())
                .redirectInput(new File("/dev/null")).start();
    }

    private static DatagramSocket phone() throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(HOST, 0));
        socket.setSoTimeout(10_000);
        return socket;
    }

    @AfterEach
    void stop() throws Exception {
        if (kamailio != null) {
            kamailio.destroy();
            if (!kamailio.waitFor(10, TimeUnit.SECONDS)) kamailio.destroyForcibly();
        }
        for (AutoCloseable open : new AutoCloseable[] {alice, bob, relay}) {
            if (open != null) open.close();
        }
    }

    private String request(String method, String toTag, int cseq, String body) {
        return """
                %1$s sip:bob@127.0.0.1:%2$d SIP/2.0
                Via: SIP/2.0/UDP 127.0.0.1:%3$d;branch=z9hG4bK%1$s%4$d;rport
                Max-Forwards: 70
                From: <sip:alice@example.org>;tag=alice
                To: <sip:bob@example.org>%5$s
                Call-ID: kamailio-call
                CSeq: %4$d %1$s
                Contact: <sip:alice@127.0.0.1:%3$d>
                """.formatted(method, bob.getLocalPort(), alice.getLocalPort(), cseq, toTag).replace("\n", "\r\n") + end(body);
    }

    private static String end(String body) {
        String type = body.isEmpty() ? "" : "Content-Type: application/sdp\r\n";
        return type + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** A 200 to what Bob got. */
    private String ok(String request, String body) {
        String copied = String.join("\r\n", request.lines().filter(line -> line.matches("(?i)(Via|From|Call-ID|CSeq):.*")).toList());
        return "SIP/2.0 200 OK\r\n" + copied + "\r\nTo: <sip:bob@example.org>;tag=bob\r\nContact: <sip:bob@127.0.0.1:" + bob.getLocalPort() + ">\r\n"
                + end(body);
    }

    private void send(DatagramSocket phone, String message) throws IOException {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        phone.send(new DatagramPacket(bytes, bytes.length, HOST, port));
    }

    /** The next message that begins so; repeats and provisional responses before it are passed over. */
    private String receive(DatagramSocket phone, String start) throws IOException {
        while (true) {
            DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
            try {
                phone.receive(packet);
            } catch (IOException e) {
                throw new AssertionError("no " + start + "; Kamailio says: " + Files.readString(folder.resolve("log")), e);
            }
            String message = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
            if (message.startsWith(start)) return message;
        }
    }

    private static String body(String message) {
        return message.substring(message.indexOf("\r\n\r\n") + 4);
    }

    /** Kamailio takes a moment to open its port; an INVITE sent before that is lost, and repeated (RFC 3261 §17.1.1.2). */
    private String invite(String sdp) throws IOException {
        for (int i = 0; i < 20; i++) {
            send(alice, request("INVITE", "", 1, sdp));
            bob.setSoTimeout(500);
            try {
                return receive(bob, "INVITE");
            } catch (AssertionError e) {
                assertThat(kamailio.isAlive()).as(Files.readString(folder.resolve("log"))).isTrue();
            } finally {
                bob.setSoTimeout(10_000);
            }
        }
        throw new AssertionError("Bob got no INVITE; Kamailio says: " + Files.readString(folder.resolve("log")));
    }

    @Test
    void aCallThroughKamailioHasItsMediaInTheRelay() throws Exception {
        try (RtpParty a = new RtpParty(0xAAAA); RtpParty b = new RtpParty(0xBBBB)) {
            String invite = invite(a.sdp().replace("\n", "\r\n"));             // A ── INVITE ─▶ Kamailio ── INVITE ─▶ B
            b.got(body(invite));
            assertThat(b.relayRtp()).isBetween(23_000, 23_099);
            assertThat(relay.sessions()).isEqualTo(1);
            send(bob, ok(invite, b.sdp().replace("\n", "\r\n")));              // A ◀── 200 ── Kamailio ◀── 200 ── B
            a.got(body(receive(alice, "SIP/2.0 200")));
            assertThat(a.relayRtp()).isBetween(23_000, 23_099);
            send(alice, request("ACK", ";tag=bob", 1, ""));
            receive(bob, "ACK");
            for (int i = 1; i <= 20; i++) {
                a.sends(i);                                                    // A ═ RTP ═▶ relay ═ RTP ═▶ B
                b.expects(i);
                b.sends(i);
                a.expects(i);
            }
            send(alice, request("BYE", ";tag=bob", 2, ""));                    // A ── BYE ─▶ Kamailio ── BYE ─▶ B
            send(bob, ok(receive(bob, "BYE"), ""));
            receive(alice, "SIP/2.0 200");
            assertThat(relay.sessions()).isZero();
            assertThat(Files.readString(folder.resolve("log")).lines().filter(line -> line.contains("ERROR: rtpengine"))).isEmpty();
        }
    }
}
