package io.tandem.proxy.route;

import java.net.InetSocketAddress;
import java.util.List;

import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.TransactionLayer;
import io.tandem.sip.transport.FilteringReceiver;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.MessageReceiver;

/**
 * Stands before the transactions. While the node is about to hand over by order, and until its stores are promoted, an INVITE from outside that begins a call
 * gets none: over UDP it is left unanswered, and its caller repeats it (RFC 3261 §17.1.1.2), to whom the address belongs then; any other is answered with 503
 * and Retry-After. What this system itself begins, and whatever belongs to a call, passes. Event loop only, but for {@link #close}.
 */
public final class CallGate extends FilteringReceiver {
    private final TransactionLayer layer;
    private final List<InetSocketAddress> loadBalancers;
    private volatile boolean closed;

    public CallGate(MessageReceiver next, TransactionLayer layer, Elements elements) {
        super(next);
        this.layer = layer;
        this.loadBalancers = elements.loadBalancers();
    }

    /** Any thread. */
    public void close(boolean now) {
        closed = now;
    }

    @Override
    public void onMessage(SipMessage message, Flow source) {
        if (!closed || !begins(message, source)) {
            next.onMessage(message, source);
        } else if (message.header("P-NGCP-Src-Proto").filter("udp"::equals).isEmpty()) {
            layer.turnAway(message, source);
        }
    }

    private boolean begins(SipMessage message, Flow source) {
        try {
            return message.isRequest() && message.method().equals(Methods.INVITE) && loadBalancers.contains(source.remote()) && message.toTag().isEmpty()
                    && !layer.knows(message);
        } catch (MalformedMessageException malformed) {
            return false; // the transaction layer counts it
        }
    }
}
