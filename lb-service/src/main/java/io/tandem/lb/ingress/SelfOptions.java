package io.tandem.lb.ingress;

import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** OPTIONS to the load balancer itself (RFC 3261 §11): it lives. */
public final class SelfOptions {

    private final LbSockets sockets;

    public SelfOptions(LbSockets sockets) {
        this.sockets = sockets;
    }

    public Verdict answer(Passage passage) {
        SipMessage message = passage.message();
        if (!message.method().equals(Methods.OPTIONS) || passage.isInDialog()) {
            return Verdict.NEXT;
        }
        SipUri uri = SipUri.parse(message.requestUri());
        return uri.user().isEmpty() && sockets.isOurs(uri) ? Verdict.answer(200, "Alive") : Verdict.NEXT;
    }
}
