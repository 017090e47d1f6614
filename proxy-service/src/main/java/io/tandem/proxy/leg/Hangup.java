package io.tandem.proxy.leg;

import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;

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
