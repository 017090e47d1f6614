package io.tandem.sip.rehearsal;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.Via;

/** A party on loopback, UDP, that waits for what has to come. One thread. */
public final class Party implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int LARGEST = 65_507;
    private static final byte[] SDP = """
        v=0
        o=- 1 1 IN IP4 127.0.0.1
        s=-
        c=IN IP4 127.0.0.1
        t=0 0
        m=audio 9 RTP/AVP 8 0 101
        a=rtpmap:8 PCMA/8000
        a=rtpmap:0 PCMU/8000
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-16
        a=sendrecv
        """.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);

    private final DatagramSocket socket;
    private final DatagramPacket received = new DatagramPacket(new byte[LARGEST], LARGEST);
    private int branches;

    /** @throws IOException if there is no port */
    public Party() throws IOException {
        socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    public InetSocketAddress address() { return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort()); }

    /** {@code ip:port}. */
    public String hostPort() { return "127.0.0.1:" + socket.getLocalPort(); }

    /** {@code SIP/2.0/UDP ip:port;branch=...}, another one each time. */
    public String via() { return "SIP/2.0/UDP " + hostPort() + ";branch=z9hG4bK-warm-up-" + socket.getLocalPort() + "-" + ++branches; }

    /** A request with all that RFC 3261 §8.1.1 asks for, and a Contact.
     * @param from with tag
     * @param to   with tag inside of a dialog */
    public SipMessage request(String method, String uri, String callId, long cSeq, String from, String to) {
        return SipMessage.request(method, uri).header("Via", via()).header("Max-Forwards", "70").header("From", from).header("To", to)
            .header("Call-ID", callId).header("CSeq", cSeq + " " + method).header("Contact", "<sip:" + hostPort() + ">").build();
    }

    /** Puts a description of a plain call into it. */
    public static SipMessage withSdp(SipMessage message) { return message.body("application/sdp", SDP); }

    /** Sends it there. */
    public void sends(SipMessage message, InetSocketAddress to) throws IOException {
        byte[] bytes = message.toBytes();
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }

    /** Answers a request; a 200 for an INVITE has a description. */
    public void answers(SipMessage request, int status, String reason, String tag) throws IOException {
        SipMessage response = SipMessage.response(request, status, reason);
        if (request.toTag().isEmpty()) response.set("To", request.to().withTag(tag).toString());
        response.set("Contact", "<sip:" + hostPort() + ">");
        Via via = request.topVia();
        sends(status == 200 && request.method().equals(Methods.INVITE) ? withSdp(response) : response,
            new InetSocketAddress(InetAddress.ofLiteral(via.host()), via.port()));
    }

    /** The request, or the response such as {@code 200 INVITE}, that comes for this call; passes over all else: repetitions, 100, other calls.
     * @param callId or how it begins
     * @throws IOException if it does not come */
    public SipMessage expects(String what, String callId) throws IOException {
        try {
            while (true) {
                socket.receive(received);
                SipMessage message = SipMessage.parse(received.getData(), received.getOffset(), received.getLength());
                String is = message.isRequest() ? message.method() : message.status() + " " + message.method();
                if (is.equals(what) && message.callId().startsWith(callId)) return message;
            }
        } catch (SocketTimeoutException e) {
            throw new IOException("no " + what + " in call " + callId, e);
        }
    }

    @Override public void close() { socket.close(); }
}
