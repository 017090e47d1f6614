package io.tandem.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.tandem.relay.cipher.Workspace;
import io.tandem.relay.dtls.DtlsAssociation;
import io.tandem.relay.dtls.DtlsKeys;
import io.tandem.relay.dtls.DtlsListener;
import io.tandem.relay.dtls.Fingerprint;
import io.tandem.relay.dtls.NodeCertificate;
import io.tandem.relay.ice.Candidate;
import io.tandem.relay.ice.IceAgent;
import io.tandem.relay.ice.IceCredentials;
import io.tandem.relay.ice.IceOutput;
import io.tandem.relay.os.Endpoint;
import io.tandem.relay.sdes.CryptoAttribute;
import io.tandem.relay.sdes.SdesPolicy;
import io.tandem.relay.srtp.CryptoSuite;
import io.tandem.relay.srtp.SrtpReceiver;
import io.tandem.relay.srtp.SrtpSender;
import io.tandem.relay.srtp.SrtpState;
import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.SessionDescription;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** A phone with one RTP port on loopback that speaks plain RTP, or SRTP keyed by SDES or DTLS, with or without ICE. */
final class SecureParty implements AutoCloseable, IceOutput, DtlsListener {
    private static final int HEADER = 12;
    private static final NodeCertificate CERTIFICATE = NodeCertificate.create(Instant.now());

    private final DatagramSocket socket;
    private final int ssrc = new Random().nextInt();
    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> reports = new LinkedBlockingQueue<>();
    private final CompletableFuture<DtlsKeys> keys = new CompletableFuture<>();
    private final CompletableFuture<Endpoint> path = new CompletableFuture<>();
    private final Workspace sending = new Workspace();
    private final Workspace receiving = new Workspace();
    private volatile @Nullable SrtpSender sender;
    private volatile @Nullable SrtpReceiver receiver;
    private volatile @Nullable DtlsAssociation association;
    private volatile @Nullable InetSocketAddress relay;
    private @Nullable IceAgent agent;
    private List<CryptoAttribute> offered = List.of();
    private int sequence = 65_530;

    SecureParty() throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        Thread.ofVirtual().start(this::receive);
    }

    static void exchange(SecureParty a, SecureParty b) throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            a.sends(i);
            b.expects(i);
            b.sends(100 + i);
            a.expects(100 + i);
        }
    }

    private String sdp(String profile, String... lines) {
        StringBuilder sdp = new StringBuilder("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio ")
                .append(socket.getLocalPort()).append(' ').append(profile).append(" 8\r\na=rtpmap:8 PCMA/8000\r\n");
        for (String line : lines) {
            if (!line.isEmpty()) sdp.append(line).append("\r\n");
        }
        return sdp.toString();
    }

    String plain(String profile) {
        return sdp(profile);
    }

    void gotPlain(SessionDescription sdp) {
        relay = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), sdp.media().getFirst().port());
    }

    String offersSdes() {
        if (offered.isEmpty()) offered = SdesPolicy.DEFAULT.offer(List.of());
        return sdp("RTP/SAVP", offered.stream().map(line -> "a=crypto:" + line.write(false, true)).toArray(String[]::new));
    }

    void gotSdes(SessionDescription sdp) {
        CryptoAttribute answer = CryptoAttribute.parse(sdp.media().getFirst().attribute("crypto").orElseThrow()).orElseThrow();
        CryptoAttribute own = offered.stream().filter(line -> line.tag() == answer.tag()).findFirst().orElseThrow();
        sender = new SrtpSender(own.state());
        receiver = new SrtpReceiver(answer.state());
        gotPlain(sdp);
    }

    String answersSdes(SessionDescription offer, String suite) {
        CryptoAttribute line = offer.media().getFirst().attributes("crypto").stream().map(CryptoAttribute::parse).flatMap(Optional::stream)
                .filter(l -> l.suite() == CryptoSuite.valueOf(suite)).findFirst().orElseThrow();
        CryptoAttribute answer = SdesPolicy.answerTo(line);
        receiver = new SrtpReceiver(line.state());
        sender = new SrtpSender(answer.state());
        gotPlain(offer);
        return sdp("RTP/SAVP", "a=crypto:" + answer.write(true, false));
    }

    String offersDtls(String setup, boolean ice) {
        String[] lines = {"a=rtcp-mux", "a=setup:" + setup, "a=fingerprint:" + CERTIFICATE.fingerprint("sha-256").text(), "a=rtcp-fb:8 nack", ""};
        if (ice) lines[4] = iceLines(true);
        return sdp("UDP/TLS/RTP/SAVPF", lines);
    }

    String answersDtls(SessionDescription offer, String setup, String more) {
        gotPlain(offer);
        beginDtls(offer, setup.equals("active"));
        return sdp("UDP/TLS/RTP/SAVPF", "a=rtcp-mux", "a=setup:" + setup, "a=fingerprint:" + CERTIFICATE.fingerprint("sha-256").text(), more);
    }

    void gotDtls(SessionDescription answer) {
        gotPlain(answer);
        if (agent != null) knows(answer);
        beginDtls(answer, answer.media().getFirst().attribute("setup").orElseThrow().equals("passive"));
    }

    private void beginDtls(SessionDescription sdp, boolean client) {
        Fingerprint relays = Fingerprint.parse(sdp.media().getFirst().attribute("fingerprint").orElseThrow()).orElseThrow();
        association = DtlsAssociation.start(CERTIFICATE, client, List.of(relays), CryptoSuite.forDtls(), this);
    }

    void handshakes() throws Exception {
        DtlsKeys agreed = keys.get(15, TimeUnit.SECONDS);
        receiver = new SrtpReceiver(SrtpState.fresh(agreed.suite(), agreed.remote()));
        sender = new SrtpSender(SrtpState.fresh(agreed.suite(), agreed.local()));
        TimeUnit.MILLISECONDS.sleep(200); // the relay's own end may be a flight later
    }

    private IceAgent agent() {
        return Objects.requireNonNull(agent, "no ICE");
    }

    private String iceLines(boolean controlling) {
        Endpoint own = Endpoint.of(InetAddress.ofLiteral("127.0.0.1"), socket.getLocalPort());
        IceAgent made = new IceAgent(IceCredentials.random(), List.of(Candidate.host(1, own, 0)), new IceAgent.Mode(false, controlling), this,
                new Random());
        agent = made;
        return "a=ice-ufrag:" + made.local().userFragment() + "\r\na=ice-pwd:" + made.local().password() + "\r\na=candidate:"
                + made.candidates().getFirst().text();
    }

    String answersIce(SessionDescription offer) {
        gotPlain(offer);
        String lines = iceLines(false);
        knows(offer);
        return sdp("RTP/AVP", "a=rtcp-mux", lines);
    }

    private synchronized void knows(SessionDescription sdp) {
        MediaDescription section = sdp.media().getFirst();
        IceCredentials theirs = IceCredentials.of(section.attribute("ice-ufrag").orElseThrow(), section.attribute("ice-pwd").orElseThrow())
                .orElseThrow();
        agent().peer(theirs, false, section.attributes("candidate").stream().map(Candidate::parse).flatMap(Optional::stream).toList());
    }

    void checksConnectivity() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (agent().nominated(1).isEmpty()) {
            assertThat(System.nanoTime()).as("connectivity checks take too long").isLessThan(end);
            synchronized (this) {
                agent().run(System.nanoTime());
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        path.get(1, TimeUnit.SECONDS);
    }

    /** Payload is the mark, sealed if there are keys. */
    void sends(int mark) {
        sends(rtp(mark));
    }

    /** @param packet plain RTP; sealed if there are keys */
    void sends(byte[] packet) {
        SrtpSender keyed = sender;
        if (keyed == null) {
            send(packet);
            return;
        }
        System.arraycopy(packet, 0, sending.packet, 0, packet.length);
        int length = keyed.protectRtp(sending, packet.length);
        send(Arrays.copyOf(sending.packet, length));
    }

    /** @param packet plain RTCP; sealed by the keys */
    void sendsControl(byte[] packet) {
        System.arraycopy(packet, 0, sending.packet, 0, packet.length);
        int length = Objects.requireNonNull(sender).protectRtcp(sending, packet.length);
        send(Arrays.copyOf(sending.packet, length));
    }

    int ssrc() {
        return ssrc;
    }

    void sendsPlain(int mark) {
        send(rtp(mark));
    }

    void sendsDamaged(int mark) {
        byte[] packet = rtp(mark);
        System.arraycopy(packet, 0, sending.packet, 0, packet.length);
        int length = Objects.requireNonNull(sender).protectRtp(sending, packet.length);
        sending.packet[HEADER] ^= 1;
        send(Arrays.copyOf(sending.packet, length));
    }

    private byte[] rtp(int mark) {
        sequence++;
        return ByteBuffer.allocate(HEADER + 20).put((byte) 0x80).put((byte) 8).putShort((short) sequence).putInt(sequence * 160).putInt(ssrc)
                .putInt(mark).array();
    }

    void expects(int mark) throws InterruptedException {
        byte[] packet = Objects.requireNonNull(received.poll(3, TimeUnit.SECONDS), "no packet with mark " + mark);
        assertThat(ByteBuffer.wrap(packet).getInt(HEADER)).isEqualTo(mark);
        assertThat(packet).hasSize(HEADER + 20);
    }

    /** Plain RTP of all that came, until nothing comes for so long. */
    List<byte[]> hears(int millis) throws InterruptedException {
        List<byte[]> packets = new ArrayList<>();
        for (byte[] packet = received.poll(millis, TimeUnit.MILLISECONDS); packet != null; packet = received.poll(millis, TimeUnit.MILLISECONDS)) {
            packets.add(packet);
        }
        return packets;
    }

    private void receive() {
        DatagramPacket datagram = new DatagramPacket(new byte[2048], 2048);
        while (!socket.isClosed()) {
            try {
                datagram.setLength(2048);
                socket.receive(datagram);
                take(Arrays.copyOf(datagram.getData(), datagram.getLength()), (InetSocketAddress) datagram.getSocketAddress());
            } catch (SocketException e) {
                return;                                                // closed
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void take(byte[] packet, InetSocketAddress source) {
        int first = packet.length == 0 ? -1 : packet[0] & 0xFF;
        if (first >= 0 && first <= 3 && agent != null) {
            synchronized (this) {
                agent().receive(1, Endpoint.of(source.getAddress(), source.getPort()), packet, System.nanoTime());
            }
        } else if (first >= 20 && first <= 63 && association != null) {
            Objects.requireNonNull(association).receive(packet);
        } else if (first >= 128 && ((packet[1] & 0x7F) < 72 || (packet[1] & 0x7F) > 76)) {
            media(packet);
        } else if (first >= 128) {
            reports.add(packet);
        }
    }

    /** RTCP as it came. */
    byte[] expectsControl() throws InterruptedException {
        return Objects.requireNonNull(reports.poll(3, TimeUnit.SECONDS), "no RTCP");
    }

    private void media(byte[] packet) {
        SrtpReceiver keyed = receiver;
        if (keyed == null) {
            received.add(packet);
            return;
        }
        System.arraycopy(packet, 0, receiving.packet, 0, packet.length);
        int length = keyed.unprotectRtp(receiving, packet.length);
        assertThat(length).as("result of decryption").isPositive();
        received.add(Arrays.copyOf(receiving.packet, length));
    }

    @Override
    public void send(byte[] datagram) {
        transmit(datagram, Objects.requireNonNull(relay, "no description yet"));
    }

    private void transmit(byte[] datagram, InetSocketAddress to) {
        try {
            socket.send(new DatagramPacket(datagram, datagram.length, to));
        } catch (IOException e) {
            if (!socket.isClosed()) throw new UncheckedIOException(e);
        }
    }

    @Override
    public void send(int component, Endpoint target, byte[] datagram) {
        transmit(datagram, new InetSocketAddress(target.address(), target.port()));
    }

    @Override
    public void accept(int component, Endpoint source) {
        assertThat(source.port()).isNotEqualTo(socket.getLocalPort());
    }

    @Override
    public void direct(int component, Endpoint target) {
        path.complete(target);
    }

    @Override
    public void consentLost(int component) {
        throw new AssertionError("consent lost");
    }

    @Override
    public void keyed(DtlsKeys newKeys) {
        keys.complete(newKeys);
    }

    @Override
    public void ended(String reason) {
        keys.completeExceptionally(new IllegalStateException(reason));
    }

    @Override
    public void close() {
        DtlsAssociation begun = association;
        if (begun != null) begun.close();
        socket.close();
    }
}
