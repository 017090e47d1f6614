package io.tandem.lb.egress;

import java.util.Optional;

import io.tandem.lb.ingress.SelfOptions;
import io.tandem.lb.nat.SourceVia;
import io.tandem.lb.sanity.LoopGuard;
import io.tandem.lb.sanity.MaxForwards;
import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.step.DropReason;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Plan;
import io.tandem.lb.step.Verdict;
import io.tandem.lb.topology.ContactToken;
import io.tandem.lb.topology.InternalHeaders;
import io.tandem.lb.topology.OwnVia;
import io.tandem.lb.topology.OwnVia.Direction;
import io.tandem.lb.topology.RecordRoutes;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;

import static io.tandem.lb.step.Plan.step;

/** What happens to a message from inside, in this order. Inside is trusted: no sanity, no limits. */
public final class EgressPlan {

    private final LbSockets sockets;
    private final OwnVia ownVia;
    private final RecordRoutes routes;
    private final ContactToken tokens;
    private final Plan requests;
    private final Plan responses;

    public EgressPlan(LbSockets sockets, OwnVia ownVia, RecordRoutes routes, ContactToken tokens, InternalHeaders internalHeaders, OutwardRouting routing) {
        this.sockets = sockets;
        this.ownVia = ownVia;
        this.routes = routes;
        this.tokens = tokens;
        this.requests = Plan.of(
                step("note the source in the top Via, if it differs", SourceVia::noteIfDifferent),
                step("Max-Forwards", MaxForwards::countDown),
                step("in a dialog?", EgressPlan::noteDialog),
                step("OPTIONS to us", new SelfOptions(sockets)::answer),
                step("loop?", new LoopGuard(ownVia, Direction.OUTWARD)::check),
                step("P-D-Uri, Route or request URI", routing::route),
                step("delete internal headers", internalHeaders::strip),
                step("hide Contact", this::hideContact),
                step("Record-Route pair", this::recordRoute),
                step("our Via", this::pushVia),
                step("to the outside", this::forward));
        this.responses = Plan.of(
                step("our Via?", this::checkVia),
                step("100 ends here", EgressPlan::dropTrying),
                step("P-Out-Socket", this::chooseSocket),
                step("delete internal headers", internalHeaders::strip),
                step("hide Contact", this::hideContact),
                step("take our Via off", EgressPlan::popVia),
                step("back by the next Via", this::respond));
    }

    public Plan requests() {
        return requests;
    }

    public Plan responses() {
        return responses;
    }

    private static Verdict noteDialog(Passage passage) {
        passage.inDialog(passage.message().toTag().isPresent());
        return Verdict.NEXT;
    }

    private static LbSocket departure(Passage passage) {
        return passage.departure().orElseThrow(() -> new IllegalStateException("no step has chosen a socket"));
    }

    private Verdict hideContact(Passage passage) {
        tokens.hide(passage, departure(passage));
        return Verdict.NEXT;
    }

    private Verdict recordRoute(Passage passage) {
        if (RecordRoutes.isWanted(passage)) {
            routes.add(passage, departure(passage), true);
        }
        return Verdict.NEXT;
    }

    private Verdict pushVia(Passage passage) {
        ownVia.push(passage.message(), departure(passage), passage.arrival(), Direction.OUTWARD);
        return Verdict.NEXT;
    }

    private Verdict forward(Passage passage) {
        return passage.target().<Verdict>map(target -> new Verdict.Forward(departure(passage), target, passage.mayConnect()))
                .orElseGet(OutwardRouting::unresolvable);
    }

    private Verdict checkVia(Passage passage) {
        Optional<Integer> index = ownVia.arrivalOf(passage.message(), passage.arrival(), Direction.INWARD);
        if (index.isEmpty()) {
            return Verdict.drop(DropReason.FOREIGN_VIA);
        }
        Optional<LbSocket> socket = sockets.byIndex(index.get());
        socket.ifPresent(passage::departure);
        return socket.isPresent() ? Verdict.NEXT : Verdict.drop(DropReason.NO_ROUTE);
    }

    /** Hop by hop: the sender has had ours. */
    private static Verdict dropTrying(Passage passage) {
        return passage.message().status() == 100 ? Verdict.drop(DropReason.TRYING_FROM_INSIDE) : Verdict.NEXT;
    }

    private Verdict chooseSocket(Passage passage) {
        passage.message().header(InternalHeaders.OUT_SOCKET)
                .flatMap(label -> sockets.byLabel(label, departure(passage).protocol()))
                .filter(socket -> socket.protocol() == departure(passage).protocol())
                .ifPresent(passage::departure);
        return Verdict.NEXT;
    }

    private static Verdict popVia(Passage passage) {
        SipMessage message = passage.message().removeFirst(HeaderNames.VIA);
        return message.has(HeaderNames.VIA) ? Verdict.NEXT : Verdict.drop(DropReason.NO_NEXT_VIA);
    }

    private Verdict respond(Passage passage) {
        return new Verdict.Forward(departure(passage), SourceVia.responseTarget(passage.message()), false);
    }
}
