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

import io.tandem.rtp.RtcpCompound;
import io.tandem.rtp.RtcpPacket;
import io.tandem.rtp.RtpPacket;
import io.tandem.sdp.Connection;
import io.tandem.sdp.SessionDescription;

import static org.assertj.core.api.Assertions.assertThat;

/** A phone's media side: an RTP and an RTCP socket, and the relay's ports as its SDP says. */
final class RtpParty implements AutoCloseable {
    private static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.1");
    private static final int AWAIT_MILLIS = 2000;
    private static final int SILENCE_MILLIS = 150;

    private final InetAddress host;
    private final DatagramSocket rtp;
    private final DatagramSocket rtcp;
    private final int ssrc;
    private int relayRtp;
    private int relayRtcp;
    private int sequence = 1;

    RtpParty(int ssrc) throws IOException {
        this(ssrc, HOST);
    }

    RtpParty(int ssrc, InetAddress host) throws IOException {
        this.ssrc = ssrc;
        this.host = host;
        this.rtp = new DatagramSocket(new InetSocketAddress(host, 0));
        this.rtcp = new DatagramSocket(new InetSocketAddress(host, 0));
    }

    String sdp(String... more) {
        String address = Connection.of(host).addressType() + " " + host.getHostAddress();
        return """
                v=0
                o=- 1 1 IN %1$s
                s=-
                c=IN %1$s
                t=0 0
                m=audio %2$d RTP/AVP 8
                a=rtcp:%3$d
                """.formatted(address, rtp.getLocalPort(), rtcp.getLocalPort()) + String.join("\n", more) + "\n";
    }

    /** SDP that names ports nobody has, as behind a NAT. */
    String sdpOfNat(int port) {
        return sdp().replace("m=audio " + rtp.getLocalPort(), "m=audio " + port).replace("a=rtcp:" + rtcp.getLocalPort(), "a=rtcp:"
                + (port + 1));
    }

    int port() {
        return rtp.getLocalPort();
    }

    /** Takes the relay's ports from the SDP this party got. */
    RtpParty got(String sdp) {
        var audio = SessionDescription.parse(sdp).media().getFirst();
        relayRtp = audio.port();
        relayRtcp = audio.attribute("rtcp").map(Integer::valueOf).orElse(relayRtp);
        return this;
    }

    int relayRtp() {
        return relayRtp;
    }

    int relayRtcp() {
        return relayRtcp;
    }

    void sends(int payload) throws IOException {
        byte[] packet = new RtpPacket(8, false, sequence & 0xFFFF, sequence++ * 160, ssrc, new byte[] {(byte) payload}).toBytes();
        rtp.send(new DatagramPacket(packet, packet.length, host, relayRtp));
    }

    /** 20 ms of silence in G.711 A-law. */
    void sendsFrame() throws IOException {
        byte[] silence = new byte[160];
        Arrays.fill(silence, (byte) 0xD5);
        byte[] packet = new RtpPacket(8, false, sequence & 0xFFFF, sequence++ * 160, ssrc, silence).toBytes();
        rtp.send(new DatagramPacket(packet, packet.length, host, relayRtp));
    }

    RtpPacket expectsPacket() throws IOException {
        byte[] data = receive(rtp, AWAIT_MILLIS).orElseThrow(() -> new AssertionError("no RTP packet"));
        return RtpPacket.parse(data, 0, data.length).orElseThrow();
    }

    void sendsRtcp(RtcpPacket packet) throws IOException {
        byte[] bytes = RtcpCompound.toBytes(List.of(packet));
        rtcp.send(new DatagramPacket(bytes, bytes.length, host, relayRtcp));
    }

    /** RTCP from the RTP port (RFC 5761). */
    void sendsMuxed(RtcpPacket packet) throws IOException {
        byte[] bytes = RtcpCompound.toBytes(List.of(packet));
        rtp.send(new DatagramPacket(bytes, bytes.length, host, relayRtp));
    }

    void sendsRaw(byte[] octets) throws IOException {
        rtp.send(new DatagramPacket(octets, octets.length, host, relayRtp));
    }

    void expects(int payload) throws IOException {
        byte[] data = receive(rtp, AWAIT_MILLIS).orElseThrow(() -> new AssertionError("no RTP packet " + payload));
        assertThat(RtpPacket.parse(data, 0, data.length).orElseThrow().payload()[0]).isEqualTo((byte) payload);
    }

    boolean receivesEmpty() throws IOException {
        return receive(rtp, AWAIT_MILLIS).filter(data -> data.length == 0).isPresent();
    }

    void expectsNothing() throws IOException {
        assertThat(receive(rtp, SILENCE_MILLIS)).isEmpty();
    }

    List<RtcpPacket> expectsRtcp() throws Exception {
        byte[] data = receive(rtcp, AWAIT_MILLIS).orElseThrow(() -> new AssertionError("no RTCP packet"));
        return RtcpCompound.parse(data, 0, data.length);
    }

    List<RtcpPacket> expectsMuxed() throws Exception {
        byte[] data = receive(rtp, AWAIT_MILLIS).orElseThrow(() -> new AssertionError("no RTCP packet on the RTP port"));
        return RtcpCompound.parse(data, 0, data.length);
    }

    private static Optional<byte[]> receive(DatagramSocket socket, int millis) throws IOException {
        socket.setSoTimeout(millis);
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        }
        return Optional.of(Arrays.copyOf(packet.getData(), packet.getLength()));
    }

    @Override
    public void close() {
        rtp.close();
        rtcp.close();
    }
}
