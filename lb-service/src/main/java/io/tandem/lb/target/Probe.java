package io.tandem.lb.target;

import java.net.InetSocketAddress;

import io.tandem.lb.socket.HostPort;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** The OPTIONS that asks a proxy whether it lives (RFC 3261 §11). Pure. */
final class Probe {

    static final ProbeBranch BRANCH = new ProbeBranch("probe");
    private static final String CRLF = "\r\n";

    private Probe() {}

    /** @param internal our socket, where the answer comes to */
    static byte[] options(HostPort internal, InetSocketAddress target, int index, int number) {
        String to = HostPort.of(target).toString();
        String text = "OPTIONS sip:" + to + " SIP/2.0" + CRLF
                + "Via: SIP/2.0/UDP " + internal + ";branch=" + BRANCH.of(index, number) + CRLF
                + "Max-Forwards: 1" + CRLF
                + "From: <sip:probe@" + internal + ">;tag=" + number + CRLF
                + "To: <sip:" + to + '>' + CRLF
                + "Call-ID: probe-" + index + '-' + number + '@' + internal.host() + CRLF
                + "CSeq: " + number + " OPTIONS" + CRLF
                + "Content-Length: 0" + CRLF + CRLF;
        return text.getBytes(US_ASCII);
    }
}
