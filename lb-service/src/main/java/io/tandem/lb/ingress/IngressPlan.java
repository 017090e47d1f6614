package io.tandem.lb.ingress;

import io.tandem.lb.nat.ContactAlias;
import io.tandem.lb.nat.NatTest;
import io.tandem.lb.nat.RegistrationPath;
import io.tandem.lb.nat.SourceVia;
import io.tandem.lb.sanity.HeaderSanity;
import io.tandem.lb.sanity.LoopGuard;
import io.tandem.lb.sanity.MaxForwards;
import io.tandem.lb.sanity.ViaSanity;
import io.tandem.lb.socket.InsideAddresses;
import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.step.DropReason;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.lb.topology.InternalHeaders;
import io.tandem.lb.topology.OwnVia;
import io.tandem.lb.topology.OwnVia.Direction;
import io.tandem.lb.topology.RecordRoutes;
import io.tandem.lb.wire.ViaView;
import io.tandem.net.peer.PeerAddress;

import static io.tandem.lb.step.Verdict.NEXT;

/** What happens to a message from outside, in this order (signalling.md §1.2). Written out, not kept as a list of steps: so the compiler sees through it. */
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
    private final NatTest natTest;
    private final ViaSanity viaSanity = new ViaSanity();
    private final LoopGuard loopGuard;
    private final AgentGuard agents;
    private final AccountGuard accounts;
    private final SelfOptions options;
    private final InternalHeaders internalHeaders;
    private final InwardRouting routing;
    private final RegistrationPath path;

    public IngressPlan(LbSockets sockets, InsideAddresses inside, OwnVia ownVia, RecordRoutes routes, SourceVia sourceVia, NatTest natTest,
                       AgentGuard agents, AccountGuard accounts, InternalHeaders internalHeaders, InwardRouting routing) {
        this.sockets = sockets;
        this.inside = inside;
        this.ownVia = ownVia;
        this.routes = routes;
        this.sourceVia = sourceVia;
        this.natTest = natTest;
        this.agents = agents;
        this.accounts = accounts;
        this.internalHeaders = internalHeaders;
        this.routing = routing;
        loopGuard = new LoopGuard(ownVia, Direction.INWARD);
        options = new SelfOptions(sockets);
        path = new RegistrationPath(sockets);
    }

    /** A request, step by step until one decides. */
    public Verdict request(Passage passage) {
        natTest.note(passage);                                           // behind NAT?
        SourceVia.note(passage);                                         // the source in the top Via
        Verdict verdict = MaxForwards.countDown(passage);
        verdict = verdict == NEXT ? HeaderSanity.check(passage) : verdict;
        verdict = verdict == NEXT ? viaSanity.check(passage) : verdict;  // Via values below the first
        verdict = verdict == NEXT ? agents.check(passage) : verdict;     // User-Agent
        verdict = verdict == NEXT ? loopGuard.check(passage) : verdict;
        verdict = verdict == NEXT ? options.answer(passage) : verdict;   // OPTIONS to us
        verdict = verdict == NEXT ? accounts.check(passage) : verdict;   // account banned?
        verdict = verdict == NEXT ? routing.admit(passage) : verdict;    // overload?
        return verdict == NEXT ? inward(passage) : verdict;
    }

    private Verdict inward(Passage passage) {
        InternalHeaders.strip(passage);
        Verdict verdict = routing.route(passage);                        // Route, token or Call-ID
        if (verdict != NEXT) {
            return verdict;
        }
        ContactAlias.add(passage);
        path.add(passage);                                               // of a REGISTER
        routes.add(passage, passage.arrival(), false);                   // Record-Route pair
        internalHeaders.add(passage);
        ownVia.push(passage, sockets.internal(), Direction.INWARD);
        passage.departure().by(sockets.internal());
        return Verdict.FORWARD;
    }

    /** A response, step by step until one decides. */
    public Verdict response(Passage passage) {
        if (ownVia.arrivalOf(passage, Direction.OUTWARD) < 0) {
            return FOREIGN_VIA;
        }
        InternalHeaders.strip(passage);
        ContactAlias.add(passage);
        passage.popVia();
        return passage.hasNextVia() ? respond(passage) : NO_NEXT_VIA;
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
