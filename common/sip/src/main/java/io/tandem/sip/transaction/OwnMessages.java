package io.tandem.sip.transaction;

import java.util.Optional;

import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;

/** The requests and responses that the layer makes itself. Pure. */
final class OwnMessages {
    /** Next hop for the load balancer inside the system; like Route it must take CANCEL and ACK the way of their INVITE. */
    private static final String NEXT_HOP = "P-D-Uri";

    private OwnMessages() {}

    /** ACK for a 3xx-6xx (RFC 3261 §17.1.1.3): Via, Route and P-D-Uri of the INVITE, To of the response. */
    static SipMessage ackFor(SipMessage invite, SipMessage response) {
        return onSameBranch(Methods.ACK, invite, response.header(HeaderNames.TO).or(() -> invite.header(HeaderNames.TO)));
    }

    /** CANCEL for an INVITE (RFC 3261 §9.1), with the Reason of RFC 3326 if there is one. */
    static SipMessage cancelFor(SipMessage invite, Optional<String> reason) {
        SipMessage cancel = onSameBranch(Methods.CANCEL, invite, invite.header(HeaderNames.TO));
        reason.ifPresent(text -> cancel.add(HeaderNames.REASON, text));
        return cancel;
    }

    private static SipMessage onSameBranch(String method, SipMessage invite, Optional<String> to) {
        SipMessage.Builder request = SipMessage.request(method, invite.requestUri())
                .header(HeaderNames.VIA, invite.header(HeaderNames.VIA).orElseThrow());
        invite.headers(HeaderNames.ROUTE).forEach(route -> request.header(HeaderNames.ROUTE, route));
        invite.header(NEXT_HOP).ifPresent(uri -> request.header(NEXT_HOP, uri));
        invite.header(HeaderNames.FROM).ifPresent(from -> request.header(HeaderNames.FROM, from));
        to.ifPresent(value -> request.header(HeaderNames.TO, value));
        return request.header(HeaderNames.CALL_ID, invite.callId())
                .header(HeaderNames.CSEQ, invite.cSeq() + " " + method)
                .header(HeaderNames.MAX_FORWARDS, "70").build();
    }

    /** A response with a To tag, which every response but 100 needs (RFC 3261 §8.2.6.2). */
    static SipMessage response(SipMessage request, int status, String reason, String toTag) {
        SipMessage response = SipMessage.response(request, status, reason);
        if (request.toTag().isEmpty()) response.set(HeaderNames.TO, response.to().withTag(toTag).toString());
        return response;
    }
}
