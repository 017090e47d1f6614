package io.tandem.proxy.leg;

import io.tandem.proxy.auth.AuthenticationReport;
import io.tandem.proxy.call.Replies;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.peer.PeerReply;
import io.tandem.proxy.plan.Attempt;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ServerTransaction;

/** Final responses as the caller of one INVITE gets them. */
record FinalWords(Replies replies, ServerTransaction transaction) {

    /** Whoever has given up hears that, not that nobody was there (RFC 3261 §9.2). */
    SipMessage shown(SipMessage refusal, boolean cancelled) {
        return refusal.status() != 408 ? refusal : replies.of(transaction.request(), cancelled ? 487 : 480);
    }

    /** A phone's 503 counts for forwards and announcements as it is; whoever called hears of a failure of that call alone (RFC 3261 §16.7 step 6). */
    SipMessage ofPhone(SipMessage response, Attempt attempt) {
        return attempt.localCallee().isPresent() ? replies.passedOn(transaction.request(), response) : response;
    }

    /** As the caller wants to hear it. What it has heard already stays. */
    SipMessage told(SipMessage refusal, Attempt attempt) {
        PeerReply wanted = PeerReply.to(attempt.original().caller().flatMap(Caller::peer), refusal.status(), refusal.reason());
        boolean same = transaction.isCompleted() || wanted.status() == refusal.status() && wanted.reason().equals(refusal.reason());
        return same ? refusal : replies.of(transaction.request(), wanted.status(), wanted.reason());
    }

    /** The load balancer hears that the password was right. */
    static SipMessage authorized(SipMessage response, Attempt attempt) {
        attempt.original().caller().filter(Caller::hasPassword).ifPresent(caller ->
                AuthenticationReport.succeeded(attempt.request(), caller.userName() + "@" + caller.realm())
                        .forEach(header -> response.set(header.name(), header.value())));
        return response;
    }
}
