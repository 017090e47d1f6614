package io.tandem.appserver;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

import io.tandem.sip.message.SipMessage;

/** A caller with a UDP socket of its own, as plain as can be. */
final class TestCaller implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final DatagramSocket socket;
    private final InetSocketAddress server;
    private final String callId;
    private int cSeq;

    TestCaller(InetSocketAddress server, String callId) throws IOException {
        this.server = server;
        this.callId = callId;
        this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.67.0.2"), 0));
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    void sends(String method, String uri, String toTag, String contentType, String body, String... headers) throws IOException {
        String me = "127.67.0.2:" + socket.getLocalPort();
        int number = method.equals("ACK") ? cSeq : ++cSeq;
        SipMessage request = SipMessage.request(method, uri).header("Via", "SIP/2.0/UDP " + me + ";branch=z9hG4bK" + callId + number + method)
                .header("From", "\"Alice\" <sip:431001@example.org>;tag=a1").header("To", "<" + uri + ">" + (toTag.isEmpty() ? "" : ";tag=" + toTag))
                .header("Call-ID", callId).header("CSeq", number + " " + method).header("Contact", "<sip:alice@" + me + ">")
                .header("Max-Forwards", "70").build().body(contentType, body.getBytes(StandardCharsets.UTF_8));
        for (String header : headers) {
            request.add(header.split(": ", 2)[0], header.split(": ", 2)[1]);
        }
        sendRaw(request);
    }

    void answers(SipMessage request) throws IOException {
        sendRaw(SipMessage.response(request, 200, "OK"));
    }

    private void sendRaw(SipMessage message) throws IOException {
        byte[] bytes = message.toBytes();
        socket.send(new DatagramPacket(bytes, bytes.length, server));
    }

    /** The final response to a request of ours; what else arrives is a retransmission. @throws IOException if none comes for 10 s */
    SipMessage response(String method) throws IOException {
        SipMessage message = next();
        while (message.isRequest() || !message.method().equals(method) || message.status() < 200) message = next();
        return message;
    }

    /** A request of the server. @throws IOException if none comes for 10 s */
    SipMessage request(String method) throws IOException {
        SipMessage message = next();
        while (!message.isRequest() || !message.method().equals(method)) message = next();
        return message;
    }

    private SipMessage next() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        return SipMessage.parse(packet.getData(), 0, packet.getLength());
    }

    @Override
    public void close() {
        socket.close();
    }
}
