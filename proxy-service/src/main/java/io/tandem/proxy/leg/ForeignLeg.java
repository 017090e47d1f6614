package io.tandem.proxy.leg;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.proxy.call.ForwardedRequest;
import io.tandem.proxy.call.ResponseFilter;
import io.tandem.proxy.call.Target;
import io.tandem.proxy.dns.SipTarget;
import io.tandem.proxy.dns.SipTargets;
import io.tandem.proxy.route.Elements;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transaction.ServerTransaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Second leg of a call to a domain of others: where the DNS says, one place after the other until one answers (RFC 3263 §4). Event loop only. */
final class ForeignLeg {
    private static final Logger LOG = LoggerFactory.getLogger(ForeignLeg.class);

    private final ForwardedRequest.Forwarding forwarding;
    private final SipTargets targets;
    private final Elements elements;
    private final OutgoingInvite outgoing;
    private final ActiveInvites active;
    private final SipUri loadBalancer;
    private final Set<String> ownHosts;

    /** @param loadBalancer {@code sip:ip:port;lr} of the one that sends */
    ForeignLeg(ForwardedRequest.Forwarding forwarding, SipTargets targets, Elements elements, OutgoingInvite outgoing, ActiveInvites active,
               SipUri loadBalancer) {
        this.forwarding = forwarding;
        this.targets = targets;
        this.elements = elements;
        this.outgoing = outgoing;
        this.active = active;
        this.loadBalancer = loadBalancer;
        this.ownHosts = elements.hosts();
    }

    /** Takes an INVITE. */
    void start(ServerTransaction transaction, SipUri callee) {
        SipUri uri = ForeignTarget.onWire(callee);
        forwarding.answers().when(targets.of(uri), found -> start(transaction, uri, found), failure -> {
            LOG.warn("call {} cannot be sent to {}, caller gets 503: {}", transaction.request().callId(), uri.host(), failure.getMessage());
            forwarding.replies().refuse(transaction, 503, "DNS Unavailable");
        });
    }

    /** Whoever makes a name of his lead here must not reach what listens beside this proxy. */
    private void start(ServerTransaction transaction, SipUri uri, List<SipTarget> found) {
        List<SipTarget> places = found.stream().filter(place -> !ownHosts.contains(place.address().getHostAddress())).toList();
        if (transaction.isCompleted()) {
            return; // cancelled meanwhile
        }
        if (places.isEmpty()) {
            LOG.info("call {}: {} leads {}", transaction.request().callId(), uri.host(), found.isEmpty() ? "nowhere" : "to this system");
            forwarding.replies().refuse(transaction, 404, "Not Found");
            return;
        }
        new Call(transaction, places).next();
    }

    private final class Call {
        private final ServerTransaction transaction;
        private final Deque<SipTarget> left;
        private boolean cancelled;
        private boolean rang;

        Call(ServerTransaction transaction, List<SipTarget> places) {
            this.transaction = transaction;
            this.left = new ArrayDeque<>(places);
        }

        void next() {
            SipUri dUri = ForeignTarget.dUri(loadBalancer, left.remove());
            Target target = new Target(outgoing.toForeignDomain(transaction.request(), dUri), elements.flowTo(elements.loadBalancer(dUri)));
            ForwardedRequest request = new ForwardedRequest(forwarding, transaction, List.of(target),
                    ResponseFilter.of(this::filter, () -> ResponseFilter.NONE), () -> active.remove(transaction),
                    this::goesOn);
            active.add(transaction, reason -> {
                cancelled = true;
                request.cancel(reason);
            });
            request.start();
        }

        /** A place that is dead or overloaded (RFC 3263 §4.3). */
        private boolean goesOn(SipMessage refusal) {
            boolean dead = refusal.status() == 503 || (refusal.status() == 408 && !rang);
            if (!dead || cancelled || left.isEmpty() || transaction.isCompleted()) {
                return false;
            }
            LOG.info("call {}: {} {}, next place is {}", refusal.callId(), refusal.status(), refusal.reason(), left.getFirst());
            rang = false;
            next();
            return true;
        }

        private CompletionStage<SipMessage> filter(SipMessage response) {
            rang |= response.status() < 200;
            return CompletableFuture.completedFuture(forwarding.replies().passedOn(transaction.request(), response));
        }
    }
}
