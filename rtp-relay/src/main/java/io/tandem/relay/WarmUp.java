package io.tandem.relay;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

import io.tandem.relay.port.PortProperties;
import io.tandem.relay.session.SessionProperties;
import io.tandem.rtp.RtpPacket;
import io.tandem.sdp.SessionDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls and packets through a relay of our own on loopback before the real one opens its ports: code that has not been compiled yet
 * costs a command 50 times, and a packet ten times what it does later, and the first callers would pay.
 */
final class WarmUp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final int BURST = 32;
    private static final int TIMEOUT_MILLIS = 1000;

    private final RelayNode relay;
    private final DatagramSocket client = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0));
    private final DatagramSocket[] parties = {new DatagramSocket(new InetSocketAddress(LOOPBACK, 0)),
            new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))};
    private int cookie;

    private WarmUp(MediaProperties media, PortProperties ports) throws IOException {
        MediaProperties onLoopback = new MediaProperties(List.of(new MediaProperties.Interface("warm-up", LOOPBACK, Optional.empty())),
                media.trafficClass(), media.receiveBufferBytes(), media.endpointLearning(), media.engine(), 1, 0, 0);
        SessionProperties session = new SessionProperties(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1),
                Duration.ZERO, Duration.ZERO, Integer.MAX_VALUE);
        PortProperties unrested = new PortProperties(ports.first(), ports.last(), Duration.ZERO);
        relay = new RelayNode(new ControlProperties(LOOPBACK.getHostAddress(), 0), onLoopback, unrested, session, InstantSource.system());
        client.setSoTimeout(TIMEOUT_MILLIS);
        for (DatagramSocket party : parties) {
            party.setSoTimeout(TIMEOUT_MILLIS);
        }
    }

    /** Never keeps a relay from starting: a failure costs the first callers some milliseconds, and is logged. */
    static void run(MediaProperties media, PortProperties ports) {
        if (media.warmUpCalls() == 0) return;
        long start = System.nanoTime();
        try (WarmUp warmUp = new WarmUp(media, ports)) {
            for (int call = 0; call < media.warmUpCalls(); call++) {
                warmUp.call("warm-up-" + call, call == 0 ? media.warmUpPackets() : 0);
            }
            LOG.info("warmed up in {} ms", (System.nanoTime() - start) / 1_000_000);
        } catch (IOException | RuntimeException e) {
            LOG.warn("warm-up failed, the first calls will be slow: {}", e.toString());
        }
    }

    private void call(String callId, int packets) throws IOException {
        int portOfB = command("offer", callId, parties[0].getLocalPort());
        int portOfA = command("answer", callId, parties[1].getLocalPort());
        for (int sent = 0; sent < packets; sent += 2 * BURST) {
            burst(0, portOfA, sent);
            burst(1, portOfB, sent);
        }
        exchange("d7:command6:delete" + text("call-id", callId) + "e");
    }

    /** @return the port in the description that comes back */
    private int command(String command, String callId, int port) throws IOException {
        String sdp = """
                v=0
                o=- 1 1 IN IP4 127.0.0.1
                s=-
                c=IN IP4 127.0.0.1
                t=0 0
                m=audio %d RTP/AVP 8 0 101
                a=rtpmap:8 PCMA/8000
                a=rtpmap:101 telephone-event/8000
                a=sendrecv
                """.formatted(port);
        String reply = exchange("d" + text("command", command) + text("call-id", callId) + text("from-tag", "a") + text("to-tag", "b")
                + text("sdp", sdp) + "5:flagsl13:trust-addresse7:replacel6:originee");
        return SessionDescription.parse(reply.substring(reply.indexOf("v=0"), reply.lastIndexOf("\r\n") + 2)).media().getFirst().port();
    }

    private static String text(String key, String value) {
        return key.length() + ":" + key + value.length() + ":" + value;
    }

    private String exchange(String payload) throws IOException {
        byte[] request = ("w" + cookie++ + " " + payload).getBytes(StandardCharsets.ISO_8859_1);
        client.send(new DatagramPacket(request, request.length, relay.controlAddress()));
        DatagramPacket reply = new DatagramPacket(new byte[4096], 4096);
        client.receive(reply);
        return new String(reply.getData(), 0, reply.getLength(), StandardCharsets.ISO_8859_1);
    }

    private void burst(int from, int relayPort, int sequence) throws IOException {
        for (int i = 0; i < BURST; i++) {
            byte[] packet = new RtpPacket(8, false, sequence + i & 0xFFFF, (sequence + i) * 160, from, new byte[160]).toBytes();
            parties[from].send(new DatagramPacket(packet, packet.length, LOOPBACK, relayPort));
        }
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        for (int i = 0; i < BURST; i++) {
            parties[1 - from].receive(packet);
        }
    }

    @Override
    public void close() {
        relay.close();
        client.close();
        for (DatagramSocket party : parties) {
            party.close();
        }
    }
}
