package io.tandem.lb.ingress;

import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.lb.wire.MethodCode;

/** OPTIONS to the load balancer itself (RFC 3261 §11): it lives. */
public final class SelfOptions {

    private static final Verdict ALIVE = Verdict.answer(200, "Alive");

    private final LbSockets sockets;

    public SelfOptions(LbSockets sockets) {
        this.sockets = sockets;
    }

    /** After the request URI and the To tag have been read. */
    public Verdict answer(Passage passage) {
        boolean toUs = passage.message().method() == MethodCode.OPTIONS && !passage.isInDialog() && !passage.requestUri().hasUser()
                && sockets.isOurs(passage.requestUri());
        return toUs ? ALIVE : Verdict.NEXT;
    }
}
