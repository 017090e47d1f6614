package io.tandem.relay;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Optional;

import io.tandem.rtp.RtpPacket;

/** One socket of a phone in the lab. */
final class LabPhone implements AutoCloseable {
    private static final int AWAIT_MILLIS = 2000;
    private static final int SILENCE_MILLIS = 200;

    private final DatagramSocket socket;
    private final InetAddress host;
    private final int ssrc;
    private int sequence;
    private InetSocketAddress relay = new InetSocketAddress(0);

    LabPhone(VethLab lab, String address, int ssrc) throws Exception {
        host = InetAddress.ofLiteral(address);
        socket = lab.amongPhones(() -> new DatagramSocket(new InetSocketAddress(host, 0)));
        this.ssrc = ssrc;
    }

    String sdp() {
        String family = host.getHostAddress().contains(":") ? "IP6 " : "IP4 ";
        return "v=0\r\no=- 1 1 IN " + family + host.getHostAddress() + "\r\ns=-\r\nc=IN " + family + host.getHostAddress()
                + "\r\nt=0 0\r\nm=audio " + socket.getLocalPort() + " RTP/AVP 8\r\n";
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
        sendsRaw(new RtpPacket(8, false, ++sequence & 0xFFFF, sequence * 160, ssrc, new byte[] {(byte) payload, 0, 0, 0}).toBytes());
    }

    void sendsRaw(byte[] octets) throws IOException {
        socket.send(new DatagramPacket(octets, octets.length, relay));
    }

    /** The payload arrives, from the relay's port towards this phone. */
    void expects(int payload) throws IOException {
        DatagramPacket packet = receive(AWAIT_MILLIS).orElseThrow(() -> new AssertionError("no packet " + payload));
        byte[] octets = Arrays.copyOf(packet.getData(), packet.getLength());
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
