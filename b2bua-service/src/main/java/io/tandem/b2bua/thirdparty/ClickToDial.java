package io.tandem.b2bua.thirdparty;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.tandem.b2bua.session.CallContext;
import io.tandem.b2bua.session.Transferor;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** Calls that are asked for over the control port. Loop thread only.
 * @param proxy      takes both INVITEs of such a call
 * @param maxRinging of either party */
public record ClickToDial(CallContext context, SipUri proxy, Duration maxRinging) {
    /** Calls the subscriber's phones and, when one is answered, the destination.
     * @return completes on the loop with the first news of the phones */
    public CompletableFuture<DialProgress> dial(DialRequest request) {
        String callId = context.tokens().tag() + context.tokens().tag();
        SipMessage toPhone = ThirdPartyInvites.toPhone(request, callId, context);
        SipMessage next = ThirdPartyInvites.asSubscriber(request.subscriber(), request.phone(), request.destination(), callId + "-call", context);
        return new DialledCall(toPhone, next, proxy, maxRinging, new Transferor(request.subscriber(), request.phone()), context).start();
    }
}
