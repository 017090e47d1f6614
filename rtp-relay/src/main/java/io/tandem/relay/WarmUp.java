package io.tandem.relay;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

import io.tandem.codec.WavFile;
import io.tandem.relay.callback.CallbackProperties;
import io.tandem.relay.kernel.KernelProperties;
import io.tandem.relay.latch.LearningProperties;
import io.tandem.relay.offload.KernelRelay;
import io.tandem.relay.player.PlayerProperties;
import io.tandem.relay.port.PortProperties;
import io.tandem.relay.record.RecordingProperties;
import io.tandem.relay.session.LoadProperties;
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
    private static final int TIMEOUT_MILLIS = 5000;
    /** Of so many calls one has SDES keys and one is of WebRTC. */
    private static final int SECURE_EVERY = 6;
    /** Of so many calls one plays a sound. */
    private static final int SOUND_EVERY = 30;
    private static final int SOUND_PACKETS = 2;
    private static final int SOUND_SAMPLES = 1600;
    private static final String SOUND = new String(WavFile.encode(new short[SOUND_SAMPLES]), StandardCharsets.ISO_8859_1);
    /** Of the packets, those that are encrypted. */
    private static final int SECURE_SHARE = 4;
    private static final long PATH_NANOS = 5_000_000_000L;
    private static final int ATTEMPT_MILLIS = 20;
    /** Behind those that look for a path. */
    private static final int FIRST_SEQUENCE = 1000;
    private static final String PLAIN = text("ICE", "remove") + text("transport-protocol", "RTP/AVP");
    private static final String SDES = text("ICE", "remove") + text("transport-protocol", "RTP/SAVP");
    private static final String WEBRTC = text("ICE", "force") + text("transport-protocol", "UDP/TLS/RTP/SAVPF") + "8:rtcp-muxl5:offere";

    /** Calls whose streams go into the kernel together, and how often. */
    private static final int KERNEL_CALLS = 8;
    private static final int KERNEL_ROUNDS = 8;
    private static final long KERNEL_NANOS = 2_000_000_000L;
    private static final int POLL_MILLIS = 2;

    private final KernelRelay kernel;
    private final RelayNode relay;
    private final DatagramSocket client = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0));
    private final DatagramSocket[] parties = {new DatagramSocket(new InetSocketAddress(LOOPBACK, 0)),
            new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))};
    private int cookie;

    WarmUp(MediaProperties media, PortProperties ports, KernelProperties way) throws IOException {
        MediaProperties onLoopback = new MediaProperties(List.of(new MediaProperties.Interface("warm-up", LOOPBACK, Optional.empty())),
                media.trafficClass(), media.receiveBufferBytes(), media.endpointLearning(), media.engine(), 1, 0, 0);
        SessionProperties session = new SessionProperties(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1),
                Duration.ZERO, Duration.ZERO, Integer.MAX_VALUE);
        PortProperties unrested = new PortProperties(ports.first(), ports.last(), Duration.ZERO);
        kernel = KernelRelay.rehearsal(way, media.addresses());
        relay = new RelayNode(new ControlProperties(LOOPBACK.getHostAddress(), 0), onLoopback, unrested, session, LearningProperties.DEFAULT,
                CallbackProperties.NONE, LoadProperties.NONE, PlayerProperties.NONE, RecordingProperties.NONE, kernel, InstantSource.system());
        client.setSoTimeout(TIMEOUT_MILLIS);
        for (DatagramSocket party : parties) {
            party.setSoTimeout(TIMEOUT_MILLIS);
        }
    }

    /** Never keeps a relay from starting: a failure costs the first callers some milliseconds, and is logged. */
    static void run(MediaProperties media, PortProperties ports, KernelProperties kernel) {
        if (media.warmUpCalls() == 0) return;
        long start = System.nanoTime();
        try (WarmUp warmUp = new WarmUp(media, ports, kernel)) {
            for (int call = 0; call < media.warmUpCalls(); call++) {
                warmUp.call(call, media.warmUpPackets());
            }
            for (int round = 0; round < KERNEL_ROUNDS; round++) {
                warmUp.intoKernelAndBack(round);
            }
            LOG.info("warmed up in {} ms", (System.nanoTime() - start) / 1_000_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            LOG.warn("warm-up failed, the first calls will be slow", e);
        }
    }

    /** Most calls are plain; of the others the first ones have media, too. */
    private void call(int number, int packets) throws IOException {
        switch (number % SECURE_EVERY) {
            case 1 -> secure("sdes-" + number, SDES, number < SECURE_EVERY ? packets / SECURE_SHARE : 0);
            case 2 -> secure("webrtc-" + number, WEBRTC, number < SECURE_EVERY ? packets / SECURE_SHARE : 0);
            default -> plain("plain-" + number, number == 0 ? packets : 0, number % SOUND_EVERY == 0);
        }
    }

    private void plain(String callId, int packets, boolean sound) throws IOException {
        String shownToB = command("offer", callId, sdp(parties[0]), PLAIN);
        String shownToA = command("answer", callId, sdp(parties[1]), PLAIN);
        media(port(shownToA), port(shownToB), packets);
        if (sound) play(callId);
        delete(callId);
    }

    /** The first look moves the streams, the next one reads their figures; the end of the calls takes them out. */
    void intoKernelAndBack(int round) throws IOException, InterruptedException {
        if (kernel.name().equals("none")) return;
        for (int call = 0; call < KERNEL_CALLS; call++) {
            String callId = "kernel-" + round + "-" + call;
            String shownToB = command("offer", callId, sdp(parties[0]), PLAIN);
            String shownToA = command("answer", callId, sdp(parties[1]), PLAIN);
            media(port(shownToA), port(shownToB), 1);
        }
        long end = System.nanoTime() + KERNEL_NANOS;
        do {
            relay.control().execute(kernel::everySecond);
            Thread.sleep(POLL_MILLIS);
        } while (kernel.flows() < 2 * KERNEL_CALLS && System.nanoTime() - end < 0);
        if (kernel.flows() < 2 * KERNEL_CALLS) throw new IOException("of " + 2 * KERNEL_CALLS + " streams " + kernel.flows() + " are in the kernel");
        for (int call = 0; call < KERNEL_CALLS; call++) {
            delete("kernel-" + round + "-" + call);
        }
    }

    /** Ways into the kernel and streams there. */
    KernelRelay kernel() {
        return kernel;
    }

    /** Packets that are on their way when the call ends belong to nobody: the next one's have other numbers, and its sockets are the same. */
    private void play(String callId) throws IOException {
        exchange("d" + text("command", "play media") + text("call-id", callId) + text("from-tag", "a") + text("blob", SOUND) + "e");
        for (int i = 0; i < SOUND_PACKETS; i++) {
            receive(0);
        }
        exchange("d" + text("command", "stop media") + text("call-id", callId) + text("from-tag", "a") + "e");
    }

    /** Two calls behind each other, with a protected line between them: the relay is both of its parties, and does all that either has to do. */
    private void secure(String callId, String between, int packets) throws IOException {
        String far = callId + "-far";
        String offered = command("offer", callId, sdp(parties[0]), between);
        String shownToB = command("offer", far, offered, PLAIN);
        String answered = command("answer", far, sdp(parties[1]), between);
        String shownToA = command("answer", callId, answered, PLAIN);
        if (packets > 0) awaitPath(port(shownToA));
        media(port(shownToA), port(shownToB), packets);
        delete(callId);
        delete(far);
    }

    /** Checks and handshakes take their time. What was sent meanwhile has all arrived on return, and nobody takes it for the next call's. */
    private void awaitPath(int relayPort) throws IOException {
        long end = System.nanoTime() + PATH_NANOS;
        parties[1].setSoTimeout(ATTEMPT_MILLIS);
        boolean open = false;
        for (int sequence = 0; ; sequence++) {
            if (!open) send(0, relayPort, sequence);
            boolean arrived = arrives();
            if (open && !arrived) break;
            open |= arrived;
            if (!open && System.nanoTime() > end) throw new SocketTimeoutException("no packet has gone through a protected line");
        }
        parties[1].setSoTimeout(TIMEOUT_MILLIS);
    }

    private boolean arrives() throws IOException {
        try {
            receive(1);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private void media(int portOfA, int portOfB, int packets) throws IOException {
        for (int sent = 0; sent < packets; sent += 2 * BURST) {
            burst(0, portOfA, FIRST_SEQUENCE + sent);
            burst(1, portOfB, FIRST_SEQUENCE + sent);
        }
    }

    private static String sdp(DatagramSocket party) {
        return """
                v=0
                o=- 1 1 IN IP4 127.0.0.1
                s=-
                c=IN IP4 127.0.0.1
                t=0 0
                m=audio %d RTP/AVP 8 0 101
                a=rtpmap:8 PCMA/8000
                a=rtpmap:0 PCMU/8000
                a=rtpmap:101 telephone-event/8000
                a=fmtp:101 0-16
                a=ptime:20
                a=sendrecv
                """.formatted(party.getLocalPort());
    }

    private static int port(String sdp) {
        return SessionDescription.parse(sdp).media().getFirst().port();
    }

    /** @param options more of the dictionary
     *  @return the description that comes back */
    private String command(String command, String callId, String sdp, String options) throws IOException {
        String reply = exchange("d" + text("command", command) + text("call-id", callId) + text("from-tag", "a") + text("to-tag", "b")
                + text("sdp", sdp) + "7:replacel6:origine" + options + "e");
        int at = reply.indexOf("3:sdp");
        if (at < 0) throw new IOException(command + " refused: " + reply);
        int colon = reply.indexOf(':', at + 5);
        return reply.substring(colon + 1, colon + 1 + Integer.parseInt(reply.substring(at + 5, colon)));
    }

    private void delete(String callId) throws IOException {
        exchange("d" + text("command", "delete") + text("call-id", callId) + text("from-tag", "a") + "e");
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
            send(from, relayPort, sequence + i);
        }
        for (int i = 0; i < BURST; i++) {
            receive(1 - from);
        }
    }

    private void send(int from, int relayPort, int sequence) throws IOException {
        byte[] packet = new RtpPacket(8, false, sequence & 0xFFFF, sequence * 160, from, new byte[160]).toBytes();
        parties[from].send(new DatagramPacket(packet, packet.length, LOOPBACK, relayPort));
    }

    private void receive(int party) throws IOException {
        parties[party].receive(new DatagramPacket(new byte[2048], 2048));
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
