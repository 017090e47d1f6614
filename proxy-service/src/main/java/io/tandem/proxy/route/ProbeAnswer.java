package io.tandem.proxy.route;

import io.tandem.proxy.call.Replies;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transaction.TransactionLayer;
import io.tandem.sip.transport.FilteringReceiver;
import io.tandem.sip.transport.Flow;

/** Stands before the transactions and answers {@code OPTIONS} to the proxy itself without one (RFC 3261 §11.2, §8.2.7): load balancers ask
 * all the time, and an idle proxy shall show no transactions. Event loop only. */
public final class ProbeAnswer extends FilteringReceiver {
    private final TransactionLayer layer;
    private final Replies replies;

    public ProbeAnswer(TransactionLayer layer, Replies replies) {
        super(layer);
        this.layer = layer;
        this.replies = replies;
    }

    @Override
    public void onMessage(SipMessage message, Flow flow) {
        if (isProbe(message)) {
            layer.sendStateless(replies.of(message, 200, "Alive"), flow);
        } else {
            next.onMessage(message, flow);
        }
    }

    private static boolean isProbe(SipMessage message) {
        if (!message.isRequest() || !message.method().equals(Methods.OPTIONS)) {
            return false;
        }
        try {
            return SipUri.parse(message.requestUri()).user().isEmpty() && message.topVia().branch().isPresent() && message.toTag().isEmpty()
                    && !message.callId().isEmpty() && message.cSeq() >= 0;
        } catch (MalformedMessageException malformed) {
            return false; // the transaction layer counts it
        }
    }
}
