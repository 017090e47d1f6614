package io.tandem.b2bua.thirdparty;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.tandem.b2bua.session.CallContext;
import io.tandem.b2bua.session.Cause;
import io.tandem.b2bua.session.HandedOver;
import io.tandem.b2bua.session.Session;
import io.tandem.b2bua.session.Transferor;
import io.tandem.sip.dialog.Dialog;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** Click-to-dial until the subscriber has answered its phone (RFC 3725 §4.4, flow IV, steps 1 to 3); a {@link ThirdPartyCall} goes on from there. Loop thread
 * only. */
final class DialledCall implements Session, InvitedParty.Watch {
    private final CallContext context;
    private final InvitedParty phone;
    private final SipMessage next;
    private final SipUri proxy;
    private final Duration maxRinging;
    private final Transferor caller;
    private final CompletableFuture<DialProgress> progress = new CompletableFuture<>();
    private boolean over;

    /** @param toPhone INVITE for the subscriber's own phones
     * @param next    INVITE to whom it calls
     * @param proxy   takes both
     * @param caller  the subscriber */
    DialledCall(SipMessage toPhone, SipMessage next, SipUri proxy, Duration maxRinging, Transferor caller, CallContext context) {
        this.context = context;
        this.next = next;
        this.proxy = proxy;
        this.maxRinging = maxRinging;
        this.caller = caller;
        this.phone = new InvitedParty(toPhone, context, this);
    }

    /** Calls the phones.
     * @return completes on the loop with the first news of them */
    CompletableFuture<DialProgress> start() {
        context.table().open(this);
        phone.start(proxy, maxRinging);
        return progress;
    }

    @Override public void hangUp(int status, String reason) {
        over = true;
        phone.drop(Cause.of(reason));
        finishIfOver();
    }

    @Override public void onProgress(SipMessage provisional) {
        progress.complete(new DialProgress(provisional.status(), provisional.reason()));
    }

    @Override public void onAnswer(SipMessage success) {
        phone.acknowledge(Optional.empty());
        progress.complete(new DialProgress(success.status(), success.reason()));
        Dialog dialog = phone.dialog();
        context.table().close(this);
        new ThirdPartyCall(new Payer(caller), next, context).startWith(HandedOver.endless(dialog), proxy, maxRinging);
    }

    @Override public void onLeft(int status, Cause cause) {
        progress.complete(new DialProgress(status, cause.refusal().map(SipMessage::reason).orElse("Not Reached")));
        over = true;
    }

    @Override public void onSettled() {
        finishIfOver();
    }

    /** The subscriber, once it has answered its phone. */
    private record Payer(Transferor self) implements ThirdPartyCall.Standing {
        @Override public Optional<HandedOver> take() {
            return Optional.empty();
        }

        @Override public Optional<Transferor> subscriber() {
            return Optional.of(self);
        }
    }

    private void finishIfOver() {
        if (over && phone.isSettled()) context.table().close(this);
    }
}
