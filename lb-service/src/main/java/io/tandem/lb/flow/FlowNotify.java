package io.tandem.lb.flow;

import io.tandem.lb.socket.HostPort;
import io.tandem.lb.target.ProbeBranch;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.transport.Protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** The NOTIFY that tells a proxy about closed connections; no element outside sees it. Pure. */
final class FlowNotify {

    static final ProbeBranch BRANCH = new ProbeBranch("flow");
    private static final String CRLF = "\r\n";

    private FlowNotify() {}

    /** A line of the body. {@code received} is what the Path of a REGISTER over this connection says. */
    static String line(long connection, PeerAddress remote, Protocol protocol) {
        return "connection=" + Long.toHexString(connection) + ";received=sip:" + new String(remote.hostText(), US_ASCII) + ':' + remote.getPort()
                + ";transport=" + protocol.parameter() + CRLF;
    }

    static byte[] message(HostPort internal, PeerAddress proxy, int number, String lines) {
        String target = HostPort.of(proxy).toString();
        String text = "NOTIFY sip:" + target + " SIP/2.0" + CRLF
                + "Via: SIP/2.0/UDP " + internal + ";branch=" + BRANCH.of(0, number) + CRLF
                + "Max-Forwards: 1" + CRLF
                + "From: <sip:flow@" + internal + ">;tag=" + number + CRLF
                + "To: <sip:" + target + '>' + CRLF
                + "Call-ID: flow-" + number + '@' + internal.host() + CRLF
                + "CSeq: 1 NOTIFY" + CRLF
                + "Event: tandem-flow" + CRLF
                + "Content-Type: text/plain" + CRLF
                + "Content-Length: " + lines.length() + CRLF + CRLF + lines;
        return text.getBytes(US_ASCII);
    }
}
