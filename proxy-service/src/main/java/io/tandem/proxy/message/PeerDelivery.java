package io.tandem.proxy.message;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

import io.tandem.data.pattern.PatternTooCostlyException;
import io.tandem.net.Scheduler;
import io.tandem.proxy.call.LoopAnswers;
import io.tandem.proxy.call.Target;
import io.tandem.proxy.leg.PeerTarget;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.peer.Failover;
import io.tandem.proxy.peer.PeerRoute;
import io.tandem.proxy.plan.Attempt;
import io.tandem.proxy.trunk.Trunk;
import io.tandem.proxy.trunk.Trunks;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transaction.ClientTransaction;
import io.tandem.sip.transaction.ClientTransactionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One message on its way to somebody that peers reach: to the first server that decides on it (§2.16). Event loop only. */
final class PeerDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(PeerDelivery.class);

    /** Ways to peers.
     * @param failover whether the next server is tried */
    record Ways(LoopAnswers answers, Trunks trunks, Failover failover) {}

    /** Hears how it ends, once. */
    interface End {
        /** @param asked    of the server that has decided
         * @param response its final response */
        void decided(Attempt asked, SipMessage response);

        /** @param last of the server that was asked last; the message itself if none could be */
        void undecided(Attempt last);
    }

    private final Messages.Way way;
    private final Ways peers;
    private final Duration patience;
    private final Deque<PeerRoute> left;
    private final Callee.Peers callee;
    private final End end;
    private Attempt asked;

    /** @param message  whose callee is this
     * @param patience how long each server may be silent */
    PeerDelivery(Messages.Way way, Ways peers, Duration patience, Attempt message, Callee.Peers callee, End end) {
        this.way = way;
        this.peers = peers;
        this.patience = patience;
        this.left = new ArrayDeque<>(callee.routes());
        this.callee = callee;
        this.end = end;
        this.asked = message;
    }

    void next() {
        if (left.isEmpty()) {
            end.undecided(asked);
            return;
        }
        PeerRoute route = left.remove();
        SipMessage message;
        SipUri dUri;
        try {
            asked = PeerTarget.attempt(asked, callee, route);
            message = OutgoingMessage.toPeer(asked, (Callee.Peer) asked.callee().orElseThrow());
            dUri = PeerTarget.dUri(way.elements().defaultPath(), route.host());
            message.set("P-D-Uri", dUri.toString());
        } catch (MalformedMessageException | IllegalArgumentException | PatternTooCostlyException spoiled) {
            LOG.error("message {} cannot be written, correct the settings of peer {}: {}", asked.received().callId(), route, spoiled.getMessage());
            next();
            return;
        }
        Optional<String> sender = asked.caller().map(caller -> caller.subscriber().uuid());
        peers.answers().when(peers.trunks().of(route.host(), sender, message.callId()), (Trunk trunk) -> send(new Sent(route),
                peers.trunks().initial(message, way.elements().flowTo(way.elements().loadBalancer(dUri)), trunk)), _ -> next());
    }

    private void send(Sent sent, Target target) {
        sent.target = Optional.of(target);
        way.layer().send(target.request(), target.flow(), sent);
    }

    /** What one server says. */
    private final class Sent implements ClientTransactionListener {
        private final PeerRoute route;
        private final Scheduler.Timeout silence;
        private Optional<Target> target = Optional.empty();
        private boolean over;

        Sent(PeerRoute route) {
            this.route = route;
            this.silence = way.scheduler().schedule(patience.toNanos(), () -> failed("silence for " + patience));
        }

        @Override
        public void onResponse(ClientTransaction tx, SipMessage response) {
            int status = response.status();
            if (status < 200 || over) {
                return;
            }
            Optional<Target> again = status == 401 || status == 407 ? target.flatMap(sent -> sent.challenged().after(tx.request(), response))
                    : Optional.empty();
            if (again.isPresent()) {
                send(this, again.get());
            } else if (status >= 300 && peers.failover().isWanted(route, status, response.reason())) {
                failed(status + " " + response.reason());
            } else {
                over = true;
                silence.cancel();
                end.decided(asked, response);
            }
        }

        @Override
        public void onTimeout(ClientTransaction tx) {
            failed("silence");
        }

        @Override
        public void onTransportError(ClientTransaction tx, Exception cause) {
            failed(cause.toString());
        }

        private void failed(String why) {
            if (!over) {
                over = true;
                silence.cancel();
                LOG.info("message {}: peer {} answers {}, {} left", asked.received().callId(), route, why, left.size());
                next();
            }
        }
    }
}
