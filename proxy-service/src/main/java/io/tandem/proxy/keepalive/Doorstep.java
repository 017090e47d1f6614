package io.tandem.proxy.keepalive;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

import io.tandem.proxy.call.LoopAnswers;
import io.tandem.proxy.call.Replies;
import io.tandem.proxy.location.ClosedFlow;
import io.tandem.proxy.location.Locations;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.FilteringReceiver;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.MessageReceiver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands before everything else and takes what needs no transaction: notices of closed connections, and answers to pings. Event loop only,
 * but for the count. */
public final class Doorstep extends FilteringReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(Doorstep.class);

    private final List<InetSocketAddress> loadBalancers;
    private final Pinger pinger;
    private final Locations locations;
    private final LoopAnswers answers;
    private final Replies replies;
    private final Pinger.Sender sender;
    private final LongAdder closed = new LongAdder();

    public Doorstep(MessageReceiver next, Pinger.Wire wire, Pinger pinger, Locations locations, LoopAnswers answers, Replies replies) {
        super(next);
        this.loadBalancers = wire.elements().loadBalancers();
        this.pinger = pinger;
        this.locations = locations;
        this.answers = answers;
        this.replies = replies;
        this.sender = wire.sender();
    }

    @Override
    public void onMessage(SipMessage message, Flow source) {
        try {
            if (message.isRequest() ? isNotice(message, source) : pinger.take(message)) {
                if (message.isRequest()) {
                    close(message, source);
                }
                return;
            }
        } catch (MalformedMessageException malformed) {
            LOG.trace("left to the transaction layer, which counts it", malformed);
        }
        next.onMessage(message, source);
    }

    private boolean isNotice(SipMessage message, Flow source) {
        return loadBalancers.contains(source.remote()) && FlowNotice.isNotice(message);
    }

    /** Answered when Redis has it; without an answer the load balancer comes again, which does no harm. */
    private void close(SipMessage notice, Flow source) {
        List<ClosedFlow> flows = FlowNotice.flows(notice.body());
        answers.when(locations.flowsClosed(flows), removed -> {
            closed.add(removed);
            LOG.debug("{} connections closed, {} bindings removed", flows.size(), removed);
            sender.send(replies.of(notice, 200), source);
        }, failure -> {
            LOG.debug("bindings of {} closed connections not removed yet: {}", flows.size(), failure.toString());
            sender.send(replies.of(notice, 503), source);
        });
    }

    /** Bindings removed because their connection closed. Any thread. */
    public long closed() {
        return closed.sum();
    }
}
