package io.tandem.proxy.setup;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;

/** One INVITE on its way, as another process needs it. Pure.
 * @param received the caller's, as the load balancer passed it on; empty if it came from an element of this pair, which is gone as well
 * @param cancel   for whom it was sent to; empty if that is such an element */
record SetUp(Optional<SipMessage> received, Optional<SipMessage> cancel) {
    /** Next hop for the load balancer inside the system. */
    private static final String NEXT_HOP = "P-D-Uri";
    private static final String END = "\r\n\r\n";

    static SetUp of(Optional<SipMessage> invite, Optional<SipMessage> sent) {
        return new SetUp(invite, sent.map(request -> sameBranch(Methods.CANCEL, request)));
    }

    /** A request of the same hop (RFC 3261 §9.1, §17.1.1.3). */
    private static SipMessage sameBranch(String method, SipMessage invite) {
        SipMessage.Builder request = SipMessage.request(method, invite.requestUri()).header(HeaderNames.VIA, invite.header(HeaderNames.VIA).orElseThrow());
        invite.headers(HeaderNames.ROUTE).forEach(route -> request.header(HeaderNames.ROUTE, route));
        invite.header(NEXT_HOP).ifPresent(uri -> request.header(NEXT_HOP, uri));
        return request.header(HeaderNames.FROM, invite.header(HeaderNames.FROM).orElseThrow())
                .header(HeaderNames.TO, invite.header(HeaderNames.TO).orElseThrow()).header(HeaderNames.CALL_ID, invite.callId())
                .header(HeaderNames.CSEQ, invite.cSeq() + " " + method).header(HeaderNames.MAX_FORWARDS, "70").build();
    }

    /** ACK for the response that the CANCEL brings about. */
    static SipMessage ack(SipMessage cancel, SipMessage response) {
        return sameBranch(Methods.ACK, cancel).set(HeaderNames.TO, response.header(HeaderNames.TO).orElseThrow());
    }

    /** The CANCEL, which has no body, then the INVITE, which may have one; a character an octet. */
    String text() {
        return cancel.map(SetUp::text).orElse("") + received.map(SetUp::text).orElse("");
    }

    private static String text(SipMessage message) {
        return new String(message.toBytes(), StandardCharsets.ISO_8859_1);
    }

    /** @throws io.tandem.sip.message.MalformedMessageException if it is no such text */
    static SetUp parse(String text) {
        int invite = text.startsWith(Methods.CANCEL) ? text.indexOf(END) + END.length() : 0;
        return new SetUp(message(text.substring(invite)), message(text.substring(0, invite)));
    }

    private static Optional<SipMessage> message(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(SipMessage.parse(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
