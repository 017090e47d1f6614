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

import static io.tandem.lb.step.Verdict.NEXT;

/** What happens to a message from inside, in this order. Inside is trusted: no sanity, no limits. */
public final class EgressPlan {

    private static final Verdict BAD_REQUEST = Verdict.answer(400, "Bad Request");
    private static final Verdict FOREIGN_VIA = Verdict.drop(DropReason.FOREIGN_VIA);
    private static final Verdict NO_ROUTE = Verdict.drop(DropReason.NO_ROUTE);
    private static final Verdict TRYING = Verdict.drop(DropReason.TRYING_FROM_INSIDE);
    private static final Verdict NO_NEXT_VIA = Verdict.drop(DropReason.NO_NEXT_VIA);
    private static final int TRYING_STATUS = 100;
    private static final int SERVICE_UNAVAILABLE = 503;
    private static final Verdict MALFORMED = Verdict.drop(DropReason.MALFORMED);

    private final LbSockets sockets;
    private final OwnVia ownVia;
    private final RecordRoutes routes;
    private final ContactToken tokens;
    private final SourceVia sourceVia;
    private final Screens screens;
    private final ViaView nextVia = new ViaView();
    private final LoopGuard loopGuard;
    private final SelfOptions options;
    private final OutwardRouting routing;
    private final AuthenticationReport authentication;
    private final OwnTrying ownTrying;

    public EgressPlan(LbSockets sockets, OwnVia ownVia, RecordRoutes routes, SourceVia sourceVia, ContactToken tokens, OutwardRouting routing,
                      Screens screens, OwnTrying ownTrying) {
        this.sockets = sockets;
        this.ownVia = ownVia;
        this.routes = routes;
        this.tokens = tokens;
        this.sourceVia = sourceVia;
        this.screens = screens;
        this.routing = routing;
        this.ownTrying = ownTrying;
        loopGuard = new LoopGuard(ownVia, Direction.OUTWARD);
        options = new SelfOptions(sockets);
        authentication = new AuthenticationReport(screens.accounts());
    }

    /** A request, step by step until one decides. */
    public Verdict request(Passage passage) {
        sourceVia.noteIfDifferent(passage);
        Verdict verdict = MaxForwards.countDown(passage);
        verdict = verdict == NEXT ? read(passage) : verdict;             // From, To and request URI
        verdict = verdict == NEXT ? options.answer(passage) : verdict;   // OPTIONS to us
        verdict = verdict == NEXT ? loopGuard.check(passage) : verdict;
        verdict = verdict == NEXT ? routing.route(passage) : verdict;    // P-D-Uri, Route or request URI
        if (verdict != NEXT) {
            return verdict;
        }
        InternalHeaders.strip(passage);
        LbSocket external = passage.departure().chosenSocket();
        if (!tokens.hide(passage, external)) {                           // Contact
            return BAD_REQUEST;
        }
        routes.add(passage, external, true);                             // Record-Route pair
        ownVia.push(passage, external, Direction.OUTWARD);
        return Verdict.FORWARD;
    }

    /** A response, step by step until one decides. */
    public Verdict response(Passage passage) {
        Verdict verdict = checkVia(passage);
        if (verdict != NEXT) {
            return verdict;
        }
        if (passage.message().status() == TRYING_STATUS) {
            if (passage.message().cSeqMethod() != MethodCode.INVITE) {
                return TRYING;                                           // RFC 4320 §4.1
            }
            ownTrying.claim(passage);
        }
        chooseSocket(passage);                                           // P-Out-Socket
        InternalHeaders.strip(passage);
        if (!tokens.hide(passage, passage.departure().chosenSocket())) { // Contact
            return MALFORMED;
        }
        passage.popVia();
        if (!passage.hasNextVia()) {
            return NO_NEXT_VIA;
        }
        if (!passage.readNextVia(nextVia)) {
            return MALFORMED;
        }
        respond(passage);                                                // back by the next Via
        authentication.read(passage);                                    // did credentials prove right?
        noteRefusal(passage);                                            // does the proxy refuse calls?
        return Verdict.FORWARD;
    }

    private static Verdict read(Passage passage) {
        WireMessage message = passage.message();
        if (message.first(HeaderCode.TO) < 0 || !HeaderSanity.readTo(passage) || message.first(HeaderCode.FROM) < 0 || !HeaderSanity.readFrom(passage)
                || message.first(HeaderCode.CALL_ID) < 0) {
            return BAD_REQUEST;
        }
        UriView.Kind kind = passage.requestUri().read(message.data(), message.uriStart(), message.uriEnd());
        return kind == UriView.Kind.INVALID ? OutwardRouting.UNREADABLE_TARGET : Verdict.NEXT;
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

    private void chooseSocket(Passage passage) {
        int start = passage.valueStart(HeaderCode.P_OUT_SOCKET);
        if (start >= 0) {
            Protocol protocol = passage.departure().chosenSocket().protocol();
            LbSocket socket = sockets.byLabel(passage.message().data(), start, passage.valueEnd(HeaderCode.P_OUT_SOCKET), protocol);
            if (socket != null && socket.protocol() == protocol) {
                passage.departure().by(socket);
            }
        }
    }

    private void respond(Passage passage) {
        PeerAddress target = sourceVia.responseTarget(nextVia);
        if (target != null) {
            passage.departure().to(target);
        } else {
            passage.departure().to(Bytes.text(nextVia.data(), nextVia.hostStart(), nextVia.hostEnd()), SourceVia.responsePort(nextVia));
        }
    }

    /** Then fewer strangers are let in. A 503 to an INVITE may be a peer's, and says nothing about the proxy. */
    private void noteRefusal(Passage passage) {
        if (passage.message().status() == SERVICE_UNAVAILABLE && passage.message().cSeqMethod() != MethodCode.INVITE) {
            screens.admission().refusedInside();
        }
    }
}
