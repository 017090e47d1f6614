package io.tandem.sip.message;

import java.nio.charset.StandardCharsets;

/** Messages the tests of this package read and edit. */
final class Samples {
    static final String INVITE = crlf("""
            INVITE sip:bob@biloxi.example.com;transport=udp SIP/2.0
            Via: SIP/2.0/UDP pc33.atlanta.example.com:5066;branch=z9hG4bKnashds8;rport, SIP/2.0/TCP [2001:db8::9]:5061;branch=z9hG4bKb
            v: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKc
            Record-Route: <sip:p1.example.com;lr>,<sip:p2.example.com;lr>
            mAx-forwARDS :70
            From: "Alice, \\"the\\" first" <sip:alice@atlanta.example.com>;tag=1928301774
            t: Bob <sip:bob@biloxi.example.com>
            Call-ID: a84b4c76e66710@pc33
            CSeq: 314159 INVITE
            Contact: <sip:alice@192.0.2.4?Subject=a,b>;expires=60, "x,y" <sip:alice@192.0.2.5>
            Subject: one, two
            X-Unknown-Thing:  kept   as it is\t
            Organization: first line
            \tsecond line
              third line
            c: application/sdp
            Content-Length: 5

            v=0
            """);

    private Samples() {}

    static SipMessage invite() {
        return parse(INVITE);
    }

    static SipMessage parse(String text) {
        return SipMessage.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    static String crlf(String text) {
        return text.replace("\r\n", "\n").replace("\n", "\r\n");
    }
}
