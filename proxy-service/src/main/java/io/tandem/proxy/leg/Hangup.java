package io.tandem.proxy.leg;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** Ends a call that was answered but could not be given to its caller: ACK and BYE as the caller would send them. Pure.
 * @param ack without Via
 * @param bye without Via */
record Hangup(SipMessage ack, SipMessage bye) {

    /** @param success the 2xx as it came from the next element, which is the end of this dialog */
    static Hangup after(SipMessage success) {
        String target = success.header(HeaderNames.CONTACT).map(contact -> NameAddr.parse(contact).uri().toString())
                .orElseGet(() -> success.to().uri().toString());
        return new Hangup(request(Methods.ACK, target, success, success.cSeq()), request(Methods.BYE, target, success, success.cSeq() + 1));
    }

    /** BYE of whoever calls in an early dialog (RFC 3261 §15), from this proxy on; empty if the phone has not said enough for one.
     * @param invite      as it left
     * @param provisional as it came from the load balancer
     * @param self        says which Record-Route is this proxy's
     * @param reason      value of Reason */
    static Optional<SipMessage> early(SipMessage invite, SipMessage provisional, Predicate<SipUri> self, String reason) {
        if (provisional.toTag().isEmpty() || !provisional.has(HeaderNames.CONTACT)) {
            return Optional.empty();
        }
        String target = NameAddr.parse(provisional.header(HeaderNames.CONTACT).orElseThrow()).uri().toString();
        SipMessage bye = request(Methods.BYE, target, provisional, invite.cSeq() + 1).set(HeaderNames.REASON, reason);
        List<String> recorded = provisional.headers(HeaderNames.RECORD_ROUTE);
        List<String> behind = recorded.stream().takeWhile(route -> !self.test(NameAddr.parse(route).uri())).toList();
        behind.forEach(route -> bye.addFirst(HeaderNames.ROUTE, route)); // in reverse (§12.1.2)
        return Optional.of(bye);
    }

    private static SipMessage request(String method, String target, SipMessage success, long cSeq) {
        return SipMessage.request(method, target)
                .header(HeaderNames.FROM, success.header(HeaderNames.FROM).orElseThrow())
                .header(HeaderNames.TO, success.header(HeaderNames.TO).orElseThrow())
                .header(HeaderNames.CALL_ID, success.callId())
                .header(HeaderNames.CSEQ, cSeq + " " + method)
                .header(HeaderNames.MAX_FORWARDS, "70")
                .header(HeaderNames.REASON, "SIP;cause=500;text=\"Media relay unavailable\"").build();
    }
}
