package io.tandem.b2bua.call;

import java.time.Duration;

import io.tandem.b2bua.message.Messages;
import io.tandem.b2bua.message.SdpText;
import io.tandem.b2bua.session.CallContext;
import io.tandem.b2bua.session.HandedOver;
import io.tandem.b2bua.session.Replaceable;
import io.tandem.b2bua.session.Session;
import io.tandem.b2bua.session.Taker;
import io.tandem.sip.dialog.Dialog;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ServerTransaction;

/** An INVITE that takes a call while that rings for somebody else (RFC 3891 with an early dialog): the caller is answered first, then its dialog is replaced as
 * in any other call. Loop thread only. */
final class PickUp implements Session, Taker {
    private final ServerTransaction incoming;
    private final Duration maxLength;
    private final CallContext context;
    private boolean refused;

    PickUp(ServerTransaction incoming, Duration maxLength, CallContext context) {
        this.incoming = incoming;
        this.maxLength = maxLength;
        this.context = context;
    }

    void start(Replaceable ringing) {
        incoming.respond(Messages.trying(incoming.request()));
        context.table().open(incoming, this, _ -> refuse(487));
        if (!ringing.pickUp(this)) refuse(481);
    }

    /** The 200 OK of the phones' INVITE that nobody has sent. */
    static SipMessage silence(SipMessage invite, String tag, SipMessage callers, CallContext context) {
        SipMessage answer = SipMessage.response(invite, 200, "OK");
        answer.set(HeaderNames.TO, answer.to().withTag(tag).toString());
        String host = context.outlet().local().getAddress().getHostAddress();
        return answer.body(SdpText.TYPE, Messages.hasSdp(callers) ? SdpText.onHold(callers, host) : SdpText.silence(host, 1));
    }

    @Override public void talks(HandedOver caller) {
        context.table().close(incoming, this);
        var call = new ReplacingCall(incoming, caller, maxLength, context);
        if (refused) call.hangUp(480, "SIP;cause=487");              // whoever wanted it has gone meanwhile
        else call.start();
    }

    @Override public void over() {
        refuse(480);
    }

    @Override public void hangUp(int status, String reason) {
        refuse(status);
    }

    private void refuse(int status) {
        if (refused) return;
        refused = true;
        incoming.respond(context.messages().respond(incoming.request(), status, context.tokens().tag()));
        context.table().close(incoming, this);
    }
}
