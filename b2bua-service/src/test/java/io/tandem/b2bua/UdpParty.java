package io.tandem.b2bua;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

import io.tandem.sip.message.SipMessage;

import static org.assertj.core.api.Assertions.assertThat;

/** A scripted SIP party on a UDP socket of its own. */
final class UdpParty implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 5_000;

    private final DatagramSocket socket;
    private final InetSocketAddress b2bua;

    UdpParty(InetSocketAddress b2bua) {
        this.b2bua = b2bua;
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            socket.setSoTimeout(PATIENCE_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String hostPort() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    SipMessage request(String method, String callId, long cSeq, String from, String to) {
        return SipMessage.request(method, "sip:bob@example.org").header("Via", "SIP/2.0/UDP " + hostPort() + ";branch=z9hG4bK" + System.nanoTime())
            .header("Max-Forwards", "70").header("From", from).header("To", to).header("Call-ID", callId).header("CSeq", cSeq + " " + method)
            .header("Contact", "<sip:x@" + hostPort() + ">").build();
    }

    void sends(SipMessage message) {
        sends(message.toBytes());
    }

    void sends(String text) {
        sends(text.getBytes(StandardCharsets.UTF_8));
    }

    private void sends(byte[] bytes) {
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, b2bua));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SipMessage expects(String methodOrStatus) {
        SipMessage message = next(methodOrStatus);
        assertThat(message.isRequest() ? message.method() : Integer.toString(message.status())).isEqualTo(methodOrStatus);
        return message;
    }

    SipMessage expectsAny() {
        return next("anything");
    }

    /** The next message that is no 100. */
    private SipMessage next(String what) {
        var packet = new DatagramPacket(new byte[65_507], 65_507);
        try {
            do {
                socket.receive(packet);
            } while (new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8).startsWith("SIP/2.0 100"));
        } catch (IOException e) {
            throw new UncheckedIOException("waiting for " + what, e);
        }
        return SipMessage.parse(packet.getData(), 0, packet.getLength());
    }

    SipMessage answers(SipMessage request, int status) {
        SipMessage response = SipMessage.response(request, status, "Because");
        if (request.toTag().isEmpty()) response.set("To", request.header("To").orElseThrow() + ";tag=bob");
        if (request.method().equals("INVITE")) response.set("Contact", "<sip:bob@" + hostPort() + ">");
        sends(response);
        return response;
    }

    @Override public void close() {
        socket.close();
    }
}
