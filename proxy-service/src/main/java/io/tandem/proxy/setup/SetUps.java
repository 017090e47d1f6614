package io.tandem.proxy.setup;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

import io.tandem.net.Scheduler;
import io.tandem.proxy.call.IgnoredOutcome;
import io.tandem.proxy.call.InviteWatch;
import io.tandem.proxy.call.LoopAnswers;
import io.tandem.proxy.leg.Hangup;
import io.tandem.proxy.route.Elements;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.TransactionLayer;
import io.tandem.sip.transport.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** INVITEs on their way, kept for the other node. Their transactions end with the node; a caller that has heard 100 would wait, and a phone ring, for minutes.
 * The node that takes over cancels at the phones and begins these calls again, which their callers do not notice. Event loop only, but for {@link #keptIn} and {@link #takenOver}. */
public final class SetUps implements InviteWatch {
    private static final Logger LOG = LoggerFactory.getLogger(SetUps.class);
    private static final String SOURCE = "P-NGCP-Src-Proto";
    private static final String REASON = "SIP;cause=503;text=\"Node failed\"";
    private static final int SIP = 5060;
    /** UDP may lose one. */
    private static final List<Duration> TIMES = List.of(Duration.ZERO, Duration.ofMillis(500), Duration.ofMillis(1500));
    /** After which a phone that was cancelled takes the call once more. */
    private static final Duration CANCELLED = Duration.ofMillis(250);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int ATTEMPTS = 20;
    /** 64*T1: as long as a phone repeats its response. */
    private static final Duration REMEMBERED = Duration.ofSeconds(32);

    private final Office office;
    private final Map<String, SipMessage> cancelled = new HashMap<>();
    private final Set<String> obeyed = new HashSet<>();
    private volatile SetUpStore store = SetUpStore.NONE;

    /** What it works with.
     * @param receiver takes what load balancers send */
    public record Office(TransactionLayer layer, Elements elements, Scheduler scheduler, LoopAnswers answers, BiConsumer<SipMessage, Flow> receiver) {}

    public SetUps(Office office) {
        this.office = office;
    }

    /** Of a node with a peer. Any thread. */
    public void keptIn(SetUpStore shared) {
        store = shared;
    }

    @Override
    public void sent(SipMessage received, Flow source, SipMessage sent, Flow target) {
        if (store != SetUpStore.NONE) {
            SetUp setUp = SetUp.of(Optional.of(received).filter(_ -> isLoadBalancer(source)), Optional.of(sent).filter(_ -> isLoadBalancer(target)));
            if (setUp.received().isPresent() || setUp.cancel().isPresent()) {
                store.put(branch(sent), setUp.text());
            }
        }
    }

    @Override
    public void over(SipMessage sent) {
        if (store != SetUpStore.NONE) {
            store.remove(branch(sent));
        }
    }

    private static String branch(SipMessage message) {
        return message.topVia().branch().orElse("");
    }

    private boolean isLoadBalancer(Flow flow) {
        return office.elements().loadBalancers().contains(flow.remote());
    }

    /** This node is active: what the other one, or an earlier process, was setting up begins again. Any thread. */
    public void takenOver() {
        office.scheduler().execute(() -> take(1));
    }

    private void take(int attempt) {
        office.answers().when(store.take(), this::begin, failure -> {
            if (attempt < ATTEMPTS) {
                office.scheduler().schedule(AGAIN.toNanos(), () -> take(attempt + 1));
            } else {
                LOG.warn("calls that the other node was setting up do not begin again: {}", failure.toString());
            }
        });
    }

    private void begin(List<String> left) {
        Map<String, SipMessage> invites = new HashMap<>();
        int phones = 0;
        for (String text : left) {
            try {
                SetUp setUp = SetUp.parse(text);
                setUp.received().ifPresent(invite -> invites.put(branch(invite), invite)); // one may have gone to several
                setUp.cancel().ifPresent(this::cancel);
                phones += setUp.cancel().isPresent() ? 1 : 0;
            } catch (MalformedMessageException e) {
                LOG.error("an INVITE that the other node has left cannot be read: {}", e.getMessage());
            }
        }
        invites.values().removeIf(invite -> !invite.header(SOURCE).orElse("").equals("udp")); // that connection is gone
        invites.values().forEach(invite -> office.scheduler().schedule(CANCELLED.toNanos(), () -> again(invite)));
        if (!left.isEmpty()) {
            LOG.info("take-over: {} calls that were being set up begin again, {} phones were cancelled", invites.size(), phones);
        }
    }

    /** As if the caller had repeated it: its transaction goes on, and a second one is none if it really does. */
    private void again(SipMessage invite) {
        office.receiver().accept(invite, office.elements().flowTo(office.elements().loadBalancer(Elements.uri(Elements.address(
                invite.topVia().host() + ":" + (invite.topVia().port() < 0 ? SIP : invite.topVia().port()))))));
    }

    private void cancel(SipMessage cancel) {
        String branch = branch(cancel);
        cancelled.put(branch, cancel);
        office.scheduler().schedule(REMEMBERED.toNanos(), () -> forget(branch));
        Flow flow = office.elements().flowTo(office.elements().loadBalancers().getFirst());
        SipMessage reasoned = cancel.copy().set(HeaderNames.REASON, REASON);
        TIMES.forEach(after -> office.scheduler().schedule(after.toNanos(), () -> repeat(branch, reasoned, flow)));
    }

    private void forget(String branch) {
        cancelled.remove(branch);
        obeyed.remove(branch);
    }

    private void repeat(String branch, SipMessage cancel, Flow flow) {
        if (!obeyed.contains(branch)) {
            office.layer().sendStateless(cancel.copy(), flow);
        }
    }

    /** A response that belongs to no transaction of this process. Who has been cancelled gets its ACK, and who has answered all the same is hung up. */
    public void stray(SipMessage response) {
        SipMessage cancel = cancelled.get(branch(response));
        if (cancel == null || response.status() < 200 || !response.cSeqMethod().equals(Methods.INVITE)) {
            return;
        }
        obeyed.add(branch(response));
        Flow loadBalancer = office.elements().flowTo(office.elements().loadBalancers().getFirst());
        if (response.status() >= 300) {
            office.layer().sendStateless(SetUp.ack(cancel, response), loadBalancer);
            return;
        }
        Hangup hangup = Hangup.late(response, office.elements()::isSelf, REASON);
        office.layer().sendAck(hangup.ack(), loadBalancer);
        office.layer().send(hangup.bye(), loadBalancer, new IgnoredOutcome());
    }
}
