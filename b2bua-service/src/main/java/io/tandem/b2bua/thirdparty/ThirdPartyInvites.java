package io.tandem.b2bua.thirdparty;

import io.tandem.b2bua.message.SdpText;
import io.tandem.b2bua.session.CallContext;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** INVITEs that the B2BUA sends of its own accord. Loop thread only, for the tags. */
public final class ThirdPartyInvites {
    /** Names the subscriber whose call it is; the proxy believes it of the B2BUA alone, and load balancers let it in from nowhere. */
    public static final String THIRD_PARTY_CALL = "P-Third-Party-Call";
    /** Of a dialog with a phone, as in calls that were dialled: a request without Route is known by it. */
    private static final String LEG_B_SUFFIX = "_pbx-1";

    private ThirdPartyInvites() {}

    /** To the phones of who is to call, which show the destination; with an offer of silence. */
    static SipMessage toPhone(DialRequest request, String callId, CallContext context) {
        byte[] silence = SdpText.silence(context.outlet().local().getAddress().getHostAddress(), 1 + (long) context.tokens().below(Integer.MAX_VALUE));
        return invite(request.phone(), request.destination(), callId + LEG_B_SUFFIX, context).body(SdpText.TYPE, silence);
    }

    /** To whom a subscriber calls, without an offer.
     * @param subscriber UUID of who pays
     * @param from       its address */
    public static SipMessage asSubscriber(String subscriber, SipUri from, SipUri target, String callId, CallContext context) {
        return invite(target, from, callId, context).set(THIRD_PARTY_CALL, subscriber);
    }

    private static SipMessage invite(SipUri target, SipUri from, String callId, CallContext context) {
        SipMessage invite = request(Methods.INVITE, target, from, callId, context)
            .header(HeaderNames.CONTACT, context.messages().contact())
            .header(HeaderNames.ALLOW, context.messages().allow()).build();
        return context.messages().own(invite);
    }

    /** The headers of every first request (RFC 3261 §8.1.1). */
    static SipMessage.Builder request(String method, SipUri target, SipUri from, String callId, CallContext context) {
        return SipMessage.request(method, target.toString())
            .header(HeaderNames.MAX_FORWARDS, "70")
            .header(HeaderNames.FROM, NameAddr.of(from).withTag(context.tokens().tag()).toString())
            .header(HeaderNames.TO, NameAddr.of(target).toString())
            .header(HeaderNames.CALL_ID, callId)
            .header(HeaderNames.CSEQ, "1 " + method);
    }
}
