package io.tandem.relay;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.tandem.relay.cipher.Workspace;
import io.tandem.relay.sdes.CryptoAttribute;
import io.tandem.relay.srtp.CryptoSuite;
import io.tandem.relay.srtp.MasterKey;
import io.tandem.relay.srtp.SessionParameters;
import io.tandem.relay.srtp.SrtpReceiver;
import io.tandem.relay.srtp.SrtpSender;
import io.tandem.rtp.RtpPacket;
import io.tandem.sdp.SessionDescription;

/** One socket of a phone in the lab. */
final class LabPhone implements AutoCloseable {
    private static final int AWAIT_MILLIS = 2000;
    private static final int SILENCE_MILLIS = 200;

    private final DatagramSocket socket;
    private final InetAddress host;
    private final int ssrc;
    private final Workspace work = new Workspace();
    private Optional<CryptoAttribute> own = Optional.empty();
    private Optional<SrtpSender> sender = Optional.empty();
    private Optional<SrtpReceiver> receiver = Optional.empty();
    private int sequence;
    private int sent;
    private int lost;
    private InetSocketAddress relay = new InetSocketAddress(0);

    LabPhone(PhoneLab lab, String address, int ssrc) throws Exception {
        host = InetAddress.ofLiteral(address);
        socket = lab.amongPhones(() -> new DatagramSocket(new InetSocketAddress(host, 0)));
        this.ssrc = ssrc;
    }

    String sdp() {
        String family = host.getHostAddress().contains(":") ? "IP6 " : "IP4 ";
        return "v=0\r\no=- 1 1 IN " + family + host.getHostAddress() + "\r\ns=-\r\nc=IN " + family + host.getHostAddress()
                + "\r\nt=0 0\r\nm=audio " + socket.getLocalPort() + (own.isPresent() ? " RTP/SAVP 8\r\n" : " RTP/AVP 8\r\n")
                + own.map(line -> "a=crypto:" + line.write(false, false) + "\r\n").orElse("");
    }

    /** Speaks SRTP with this suite: the phone offers it. */
    LabPhone encrypts(CryptoSuite suite) {
        own = Optional.of(new CryptoAttribute(1, suite, List.of(MasterKey.random(suite)), SessionParameters.NONE));
        return this;
    }

    LabPhone beginsAt(int firstSequence) {
        sequence = firstSequence;
        return this;
    }

    /** Takes the relay's port and key from the SDP this phone got. */
    LabPhone got(SessionDescription sdp) {
        var audio = sdp.media().getFirst();
        audio.attribute("crypto").flatMap(CryptoAttribute::parse).ifPresent(line -> {
            receiver = Optional.of(new SrtpReceiver(line.state()));
            sender = Optional.of(new SrtpSender(own.orElseThrow().state()));
        });
        return sendsTo(sdp.connectionOf(audio).orElseThrow().address(), audio.port());
    }

    /** Packets so far. */
    int sent() {
        return sent;
    }

    /** Packets so far that nobody heard, as far as {@link #sendsUntilHeardBy} tells. */
    int lost() {
        return lost;
    }

    /** A packet in 20 ms, as phones do, until the other one hears one. */
    void sendsUntilHeardBy(LabPhone other) throws IOException {
        for (int i = 0; i < 250; i++) {
            sends(i & 0x3F);
            if (other.receive(20).isPresent()) {
                while (other.receive(50).isPresent()) lost--;
                return;
            }
            lost++;
        }
        throw new AssertionError("nothing is heard for 5 s");
    }

    /** Forgets what has arrived. */
    void drains() throws IOException {
        Optional<DatagramPacket> old = receive(20);
        while (old.isPresent()) {
            old = receive(20);
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    LabPhone sendsTo(String address, int port) {
        relay = new InetSocketAddress(InetAddress.ofLiteral(address), port);
        return this;
    }

    InetSocketAddress relay() {
        return relay;
    }

    void sends(int payload) throws IOException {
        byte[] plain = new RtpPacket(8, false, ++sequence & 0xFFFF, sequence * 160, ssrc, new byte[] {(byte) payload, 0, 0, 0}).toBytes();
        sent++;
        sendsRaw(sender.map(keyed -> through(plain, keyed::protectRtp)).orElse(plain));
    }

    private interface Cipher {
        int pass(Workspace work, int length);
    }

    private byte[] through(byte[] packet, Cipher cipher) {
        System.arraycopy(packet, 0, work.packet, 0, packet.length);
        int length = cipher.pass(work, packet.length);
        if (length < 0) throw new AssertionError("SRTP result " + length);
        return Arrays.copyOf(work.packet, length);
    }

    void sendsRaw(byte[] octets) throws IOException {
        socket.send(new DatagramPacket(octets, octets.length, relay));
    }

    /** The payload arrives, from the relay's port towards this phone. */
    void expects(int payload) throws IOException {
        DatagramPacket packet = receive(AWAIT_MILLIS).orElseThrow(() -> new AssertionError("no packet " + payload));
        byte[] arrived = Arrays.copyOf(packet.getData(), packet.getLength());
        byte[] octets = receiver.map(keyed -> through(arrived, keyed::unprotectRtp)).orElse(arrived);
        int got = RtpPacket.parse(octets, 0, octets.length).orElseThrow(() -> new AssertionError("no RTP")).payload()[0];
        if (got != payload) throw new AssertionError("payload " + got + " instead of " + payload);
        if (!packet.getSocketAddress().equals(relay)) throw new AssertionError("from " + packet.getSocketAddress() + " instead of " + relay);
    }

    void expectsNothing() throws IOException {
        receive(SILENCE_MILLIS).ifPresent(packet -> {
            throw new AssertionError("a packet of " + packet.getLength() + " octets");
        });
    }

    byte[] expectsRaw() throws IOException {
        DatagramPacket packet = receive(AWAIT_MILLIS).orElseThrow(() -> new AssertionError("no packet"));
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private Optional<DatagramPacket> receive(int millis) throws IOException {
        socket.setSoTimeout(millis);
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        try {
            socket.receive(packet);
            return Optional.of(packet);
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
