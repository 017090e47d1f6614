package io.tandem.e2e.wire;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.tandem.sip.message.SipMessage;

/** A phone or peer whose every message the test writes: for what SIPp cannot say, such as the answer to a request that is not the last one. One thread. */
final class UdpPhone implements AutoCloseable {
    private static final int PATIENCE_MS = 10_000;
    private static final int MAX_DATAGRAM = 65_535;

    private final Party party;
    private final DatagramSocket socket;
    private SocketAddress last = new InetSocketAddress("127.0.0.1", 5060);

    UdpPhone(Party party) throws IOException {
        this.party = party;
        socket = new DatagramSocket(new InetSocketAddress(party.address(), party.port()));
        socket.setSoTimeout(PATIENCE_MS);
    }

    /** The next request with this method; others, and what is repeated, are passed over. */
    SipMessage expects(String method) throws IOException {
        while (true) {
            SipMessage message = next();
            if (message.isRequest() && message.method().equals(method)) {
                return message;
            }
        }
    }

    /** The next response with this status to a request with this method. */
    SipMessage expects(int status, String method) throws IOException {
        while (true) {
            SipMessage message = next();
            if (!message.isRequest() && message.status() == status && message.cSeqMethod().equals(method)) {
                return message;
            }
        }
    }

    private SipMessage next() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
        do {
            socket.receive(packet);
        } while (packet.getLength() < 20); // keep-alive
        last = packet.getSocketAddress();
        return SipMessage.parse(Arrays.copyOf(packet.getData(), packet.getLength()));
    }

    /** Sends to whoever sent the last message; to the load balancer at first. */
    void sends(SipMessage message) throws IOException {
        byte[] data = message.toBytes();
        socket.send(new DatagramPacket(data, data.length, last));
    }

    /** A response with a tag and a Contact of its own, not yet sent. */
    SipMessage response(SipMessage request, int status, String reason) {
        SipMessage response = SipMessage.response(request, status, reason).set("Contact", "<" + party.contact() + ">");
        return request.toTag().isPresent() ? response : response.set("To", request.header("To").orElseThrow() + ";tag=udp-phone");
    }

    /** Adds a session description with one voice stream. */
    SipMessage withSdp(SipMessage message) {
        String sdp = "v=0\r\no=- 1 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %1$s\r\nt=0 0\r\nm=audio 20000 RTP/AVP 8 0\r\na=sendrecv\r\n".formatted(party.address());
        return message.body("application/sdp", sdp.getBytes(StandardCharsets.US_ASCII));
    }

    @Override public void close() {
        socket.close();
    }
}
