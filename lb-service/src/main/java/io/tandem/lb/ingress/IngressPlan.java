package io.tandem.lb.ingress;

import io.tandem.lb.nat.ContactAlias;
import io.tandem.lb.nat.NatTest;
import io.tandem.lb.nat.RegistrationPath;
import io.tandem.lb.nat.SourceVia;
import io.tandem.lb.sanity.HeaderSanity;
import io.tandem.lb.sanity.LoopGuard;
import io.tandem.lb.sanity.MaxForwards;
import io.tandem.lb.socket.InsideAddresses;
import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.step.DropReason;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Plan;
import io.tandem.lb.step.Verdict;
import io.tandem.lb.topology.InternalHeaders;
import io.tandem.lb.topology.OwnVia;
import io.tandem.lb.topology.OwnVia.Direction;
import io.tandem.lb.topology.RecordRoutes;
import io.tandem.lb.wire.MethodCode;
import io.tandem.lb.wire.ViaView;
import io.tandem.net.peer.PeerAddress;

import static io.tandem.lb.step.Plan.step;

/** What happens to a message from outside, in this order (signalling.md §1.2). */
public final class IngressPlan {

    private static final Verdict FOREIGN_VIA = Verdict.drop(DropReason.FOREIGN_VIA);
    private static final Verdict NO_NEXT_VIA = Verdict.drop(DropReason.NO_NEXT_VIA);
    private static final Verdict NOT_FOR_INSIDE = Verdict.drop(DropReason.NOT_FOR_INSIDE);

    private final LbSockets sockets;
    private final InsideAddresses inside;
    private final OwnVia ownVia;
    private final RecordRoutes routes;
    private final SourceVia sourceVia;
    private final ViaView nextVia = new ViaView();
    private final Plan requests;
    private final Plan responses;

    public IngressPlan(LbSockets sockets, InsideAddresses inside, OwnVia ownVia, RecordRoutes routes, SourceVia sourceVia, NatTest natTest,
                       AgentGuard agents, AccountGuard accounts, InternalHeaders internalHeaders, InwardRouting routing) {
        this.sockets = sockets;
        this.inside = inside;
        this.ownVia = ownVia;
        this.routes = routes;
        this.sourceVia = sourceVia;
        this.requests = Plan.of(
                step("behind NAT?", natTest::check),
                step("note the source in the top Via", SourceVia::note),
                step("Max-Forwards", MaxForwards::countDown),
                step("sanity", HeaderSanity::check),
                step("User-Agent", agents::check),
                step("loop?", new LoopGuard(ownVia, Direction.INWARD)::check),
                step("OPTIONS to us", new SelfOptions(sockets)::answer),
                step("account banned?", accounts::check),
                step("overload?", routing::admit),
                step("delete internal headers", InternalHeaders::strip),
                step("Route, token or Call-ID", routing::route),
                step("alias on Contact", ContactAlias::add),
                step("Path of a REGISTER", new RegistrationPath(sockets)::add),
                step("Record-Route pair", this::recordRoute),
                step("add internal headers", internalHeaders::add),
                step("100 to an INVITE", IngressPlan::trying),
                step("our Via", this::pushVia),
                step("to the proxy", this::forward));
        this.responses = Plan.of(
                step("our Via?", this::checkVia),
                step("delete internal headers", InternalHeaders::strip),
                step("alias on Contact", ContactAlias::add),
                step("take our Via off", IngressPlan::popVia),
                step("back by the next Via", this::respond));
    }

    public Plan requests() {
        return requests;
    }

    public Plan responses() {
        return responses;
    }

    private Verdict recordRoute(Passage passage) {
        routes.add(passage, passage.arrival(), false);
        return Verdict.NEXT;
    }

    /** The caller need not repeat the INVITE (RFC 3261 §17.1.1.2): we keep no state to absorb that. */
    private static Verdict trying(Passage passage) {
        if (passage.message().method() == MethodCode.INVITE) {
            passage.sendTrying();
        }
        return Verdict.NEXT;
    }

    private Verdict pushVia(Passage passage) {
        ownVia.push(passage, sockets.internal(), Direction.INWARD);
        return Verdict.NEXT;
    }

    private Verdict forward(Passage passage) {
        passage.departure().by(sockets.internal());
        return Verdict.FORWARD;
    }

    private Verdict checkVia(Passage passage) {
        return ownVia.arrivalOf(passage, Direction.OUTWARD) >= 0 ? Verdict.NEXT : FOREIGN_VIA;
    }

    private static Verdict popVia(Passage passage) {
        passage.popVia();
        return passage.hasNextVia() ? Verdict.NEXT : NO_NEXT_VIA;
    }

    /** Only to an element of ours: else anybody could have us send responses anywhere. */
    private Verdict respond(Passage passage) {
        PeerAddress target = passage.readNextVia(nextVia) ? sourceVia.responseTarget(nextVia) : null;
        if (target == null || !inside.contains(target)) {
            return NOT_FOR_INSIDE;
        }
        passage.departure().by(sockets.internal());
        passage.departure().to(target);
        return Verdict.FORWARD;
    }
}
