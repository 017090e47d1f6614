package io.tandem.lb.egress;

import io.tandem.lb.guard.Screens;
import io.tandem.lb.ingress.SelfOptions;
import io.tandem.lb.nat.SourceVia;
import io.tandem.lb.sanity.HeaderSanity;
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
import io.tandem.lb.wire.HeaderCode;
import io.tandem.lb.wire.MethodCode;
import io.tandem.lb.wire.UriView;
import io.tandem.lb.wire.ViaView;
import io.tandem.lb.wire.WireMessage;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.bytes.Bytes;
import io.tandem.sip.transport.Protocol;

import static io.tandem.lb.step.Plan.step;

/** What happens to a message from inside, in this order. Inside is trusted: no sanity, no limits. */
public final class EgressPlan {

    private static final Verdict BAD_REQUEST = Verdict.answer(400, "Bad Request");
    private static final Verdict UNREADABLE_TARGET = Verdict.answer(479, "Regretfully, we were not able to process the URI (479/SL)");
    private static final Verdict FOREIGN_VIA = Verdict.drop(DropReason.FOREIGN_VIA);
    private static final Verdict NO_ROUTE = Verdict.drop(DropReason.NO_ROUTE);
    private static final Verdict TRYING = Verdict.drop(DropReason.TRYING_FROM_INSIDE);
    private static final Verdict NO_NEXT_VIA = Verdict.drop(DropReason.NO_NEXT_VIA);
    private static final int SERVICE_UNAVAILABLE = 503;
    private static final Verdict MALFORMED = Verdict.drop(DropReason.MALFORMED);

    private final LbSockets sockets;
    private final OwnVia ownVia;
    private final RecordRoutes routes;
    private final ContactToken tokens;
    private final SourceVia sourceVia;
    private final Screens screens;
    private final ViaView nextVia = new ViaView();
    private final Plan requests;
    private final Plan responses;

    public EgressPlan(LbSockets sockets, OwnVia ownVia, RecordRoutes routes, SourceVia sourceVia, ContactToken tokens, OutwardRouting routing,
                      Screens screens) {
        this.sockets = sockets;
        this.ownVia = ownVia;
        this.routes = routes;
        this.tokens = tokens;
        this.sourceVia = sourceVia;
        this.screens = screens;
        this.requests = Plan.of(
                step("note the source in the top Via, if it differs", sourceVia::noteIfDifferent),
                step("Max-Forwards", MaxForwards::countDown),
                step("From, To and request URI", EgressPlan::read),
                step("OPTIONS to us", new SelfOptions(sockets)::answer),
                step("loop?", new LoopGuard(ownVia, Direction.OUTWARD)::check),
                step("P-D-Uri, Route or request URI", routing::route),
                step("delete internal headers", InternalHeaders::strip),
                step("hide Contact", this::hideContact),
                step("Record-Route pair", this::recordRoute),
                step("our Via", this::pushVia),
                step("to the outside", _ -> Verdict.FORWARD));
        this.responses = Plan.of(
                step("our Via?", this::checkVia),
                step("100 ends here", EgressPlan::dropTrying),
                step("P-Out-Socket", this::chooseSocket),
                step("delete internal headers", InternalHeaders::strip),
                step("hide Contact", this::hideContact),
                step("take our Via off", EgressPlan::popVia),
                step("back by the next Via", this::respond),
                step("did credentials prove right?", new AuthenticationReport(screens.accounts())::read),
                step("does the proxy refuse calls?", this::noteRefusal),
                step("to the outside", _ -> Verdict.FORWARD));
    }

    public Plan requests() {
        return requests;
    }

    public Plan responses() {
        return responses;
    }

    private static Verdict read(Passage passage) {
        WireMessage message = passage.message();
        if (message.first(HeaderCode.TO) < 0 || !HeaderSanity.readTo(passage) || message.first(HeaderCode.FROM) < 0 || !HeaderSanity.readFrom(passage)
                || message.first(HeaderCode.CALL_ID) < 0) {
            return BAD_REQUEST;
        }
        UriView.Kind kind = passage.requestUri().read(message.data(), message.uriStart(), message.uriEnd());
        return kind == UriView.Kind.INVALID ? UNREADABLE_TARGET : Verdict.NEXT;
    }

    private Verdict hideContact(Passage passage) {
        if (tokens.hide(passage, passage.departure().chosenSocket())) {
            return Verdict.NEXT;
        }
        return passage.message().isRequest() ? BAD_REQUEST : MALFORMED;
    }

    private Verdict recordRoute(Passage passage) {
        routes.add(passage, passage.departure().chosenSocket(), true);
        return Verdict.NEXT;
    }

    private Verdict pushVia(Passage passage) {
        ownVia.push(passage, passage.departure().chosenSocket(), Direction.OUTWARD);
        return Verdict.NEXT;
    }

    private Verdict checkVia(Passage passage) {
        int index = ownVia.arrivalOf(passage, Direction.INWARD);
        if (index < 0) {
            return FOREIGN_VIA;
        }
        LbSocket socket = sockets.byIndex(index);
        if (socket == null) {
            return NO_ROUTE;
        }
        passage.departure().by(socket);
        return Verdict.NEXT;
    }

    /** Hop by hop: the sender has had ours. */
    private static Verdict dropTrying(Passage passage) {
        return passage.message().status() == 100 ? TRYING : Verdict.NEXT;
    }

    private Verdict chooseSocket(Passage passage) {
        int start = passage.valueStart(HeaderCode.P_OUT_SOCKET);
        if (start >= 0) {
            Protocol protocol = passage.departure().chosenSocket().protocol();
            LbSocket socket = sockets.byLabel(passage.message().data(), start, passage.valueEnd(HeaderCode.P_OUT_SOCKET), protocol);
            if (socket != null && socket.protocol() == protocol) {
                passage.departure().by(socket);
            }
        }
        return Verdict.NEXT;
    }

    private static Verdict popVia(Passage passage) {
        passage.popVia();
        return passage.hasNextVia() ? Verdict.NEXT : NO_NEXT_VIA;
    }

    private Verdict respond(Passage passage) {
        if (!passage.readNextVia(nextVia)) {
            return MALFORMED;
        }
        PeerAddress target = sourceVia.responseTarget(nextVia);
        if (target != null) {
            passage.departure().to(target);
        } else {
            passage.departure().to(Bytes.text(nextVia.data(), nextVia.hostStart(), nextVia.hostEnd()), SourceVia.responsePort(nextVia));
        }
        return Verdict.NEXT;
    }

    /** Then fewer strangers are let in. A 503 to an INVITE may be a peer's, and says nothing about the proxy. */
    private Verdict noteRefusal(Passage passage) {
        if (passage.message().status() == SERVICE_UNAVAILABLE && passage.message().cSeqMethod() != MethodCode.INVITE) {
            screens.admission().refusedInside();
        }
        return Verdict.NEXT;
    }
}
