package io.tandem.lb.ingress;

import java.net.InetSocketAddress;
import java.util.Optional;

import io.tandem.lb.nat.ContactAlias;
import io.tandem.lb.nat.NatTest;
import io.tandem.lb.nat.RegistrationPath;
import io.tandem.lb.nat.SourceVia;
import io.tandem.lb.sanity.HeaderSanity;
import io.tandem.lb.sanity.LoopGuard;
import io.tandem.lb.sanity.MaxForwards;
import io.tandem.lb.screen.OverloadGuard;
import io.tandem.lb.socket.HostPort;
import io.tandem.lb.socket.InsideAddresses;
import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.socket.Literals;
import io.tandem.lb.step.DropReason;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Plan;
import io.tandem.lb.step.Verdict;
import io.tandem.lb.topology.InternalHeaders;
import io.tandem.lb.topology.OwnVia;
import io.tandem.lb.topology.OwnVia.Direction;
import io.tandem.lb.topology.RecordRoutes;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;

import static io.tandem.lb.step.Plan.step;

/** What happens to a message from outside, in this order (signalling.md §1.2). */
public final class IngressPlan {

    private final LbSockets sockets;
    private final InsideAddresses inside;
    private final Literals literals;
    private final OwnVia ownVia;
    private final RecordRoutes routes;
    private final Plan requests;
    private final Plan responses;

    public IngressPlan(LbSockets sockets, Literals literals, InsideAddresses inside, OwnVia ownVia, RecordRoutes routes, NatTest natTest,
                       OverloadGuard overload, InternalHeaders internalHeaders, InwardRouting routing) {
        this.sockets = sockets;
        this.inside = inside;
        this.literals = literals;
        this.ownVia = ownVia;
        this.routes = routes;
        this.requests = Plan.of(
                step("behind NAT?", natTest::check),
                step("note the source in the top Via", SourceVia::note),
                step("Max-Forwards", MaxForwards::countDown),
                step("sanity", HeaderSanity::check),
                step("loop?", new LoopGuard(ownVia, Direction.INWARD)::check),
                step("OPTIONS to us", new SelfOptions(sockets)::answer),
                step("overload?", overload::check),
                step("delete internal headers", internalHeaders::strip),
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
                step("delete internal headers", internalHeaders::strip),
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
        if (RecordRoutes.isWanted(passage)) {
            routes.add(passage, passage.arrival(), false);
        }
        return Verdict.NEXT;
    }

    /** The caller need not repeat the INVITE (RFC 3261 §17.1.1.2): we keep no state to absorb that. */
    private static Verdict trying(Passage passage) {
        if (passage.message().method().equals(Methods.INVITE)) {
            passage.trying(SipMessage.response(passage.message(), 100, "Trying"));
        }
        return Verdict.NEXT;
    }

    private Verdict pushVia(Passage passage) {
        ownVia.push(passage.message(), sockets.internal(), passage.arrival(), Direction.INWARD);
        return Verdict.NEXT;
    }

    private Verdict forward(Passage passage) {
        HostPort target = passage.target().orElseThrow(() -> new IllegalStateException("no step has chosen a target"));
        return new Verdict.Forward(sockets.internal(), target, false);
    }

    private Verdict checkVia(Passage passage) {
        boolean ours = ownVia.arrivalOf(passage.message(), passage.arrival(), Direction.OUTWARD).isPresent();
        return ours ? Verdict.NEXT : Verdict.drop(DropReason.FOREIGN_VIA);
    }

    private static Verdict popVia(Passage passage) {
        SipMessage message = passage.message().removeFirst(HeaderNames.VIA);
        return message.has(HeaderNames.VIA) ? Verdict.NEXT : Verdict.drop(DropReason.NO_NEXT_VIA);
    }

    /** Only to an element of ours: else anybody could have us send responses anywhere. */
    private Verdict respond(Passage passage) {
        HostPort target = SourceVia.responseTarget(passage.message());
        Optional<InetSocketAddress> address = literals.address(target);
        return address.isPresent() && inside.contains(address.get()) ? new Verdict.Forward(sockets.internal(), target, false)
                : Verdict.drop(DropReason.NOT_FOR_INSIDE);
    }
}
