package io.tandem.lb.ingress;

import io.tandem.lb.nat.ContactAlias;
import io.tandem.lb.screen.Admission;
import io.tandem.lb.socket.InsideAddresses;
import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.socket.Maddr;
import io.tandem.lb.step.DropReason;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.lb.target.Proxies;
import io.tandem.lb.topology.ContactToken;
import io.tandem.lb.topology.OwnTag;
import io.tandem.lb.topology.RecordRoutes;
import io.tandem.lb.wire.HeaderCode;
import io.tandem.lb.wire.MethodCode;
import io.tandem.lb.wire.UriView;
import io.tandem.net.peer.PeerAddress;
import io.tandem.net.peer.PeerTable;
import io.tandem.sip.bytes.Bytes;
import io.tandem.sip.transport.Protocol;
import org.jspecify.annotations.Nullable;

/** Where a request from outside goes: by its Route if that is ours, by the token of its request URI, else to the proxy of its Call-ID. Never elsewhere. */
public final class InwardRouting {

    private static final Verdict RELAYING_DENIED = Verdict.answer(403, "Relaying Denied");
    private static final Verdict PRELOAD_DENIED = Verdict.answer(403, "Preload Route Denied");
    private static final Verdict NO_CALL = Verdict.answer(481, "Call/Transaction Does Not Exist");
    private static final Verdict UNAVAILABLE = Verdict.answer(503, "Service Unavailable");
    private static final Verdict BAD_REQUEST = Verdict.answer(400, "Bad Request");
    private static final Verdict COMES_AGAIN = Verdict.drop(DropReason.DRAINING);
    private static final Verdict OWN_ACK = Verdict.drop(DropReason.ACK_OF_OUR_ANSWER);

    private final LbSockets sockets;
    private final RecordRoutes routes;
    private final ContactToken tokens;
    private final PeerTable peers;
    private final InsideAddresses inside;
    private final Proxies proxies;
    private final Admission admission;
    private final OwnTag ownTag;

    public InwardRouting(LbSockets sockets, RecordRoutes routes, ContactToken tokens, PeerTable peers, InsideAddresses inside, Proxies proxies,
                         Admission admission, OwnTag ownTag) {
        this.sockets = sockets;
        this.routes = routes;
        this.tokens = tokens;
        this.peers = peers;
        this.inside = inside;
        this.proxies = proxies;
        this.admission = admission;
        this.ownTag = ownTag;
    }

    /** Takes our Route values and our token off, and decides the target. */
    public Verdict route(Passage passage) {
        routes.takeOwn(passage);
        if (!routes.isNextReadable()) {
            return BAD_REQUEST;
        }
        boolean byToken = ContactToken.isToken(passage.requestUri());
        if (byToken && !tokens.reveal(passage)) {
            return RELAYING_DENIED;
        }
        if (!passage.isInDialog()) {
            return routes.hasNext() ? PRELOAD_DENIED : begins(passage);
        }
        return routes.isTaken() || byToken ? inDialog(passage, byToken) : strayInDialog(passage);
    }

    /** The remote target of every dialog through here is one of ours, and hidden in a token: whoever writes another wants to be relayed there. */
    private Verdict inDialog(Passage passage, boolean byToken) {
        UriView uri = passage.requestUri();
        boolean direct = ContactAlias.find(uri) < 0 && Maddr.find(uri) < 0; // these would lead elsewhere, whatever the host
        boolean inward = byToken || direct && inside.contains(uri);
        if (!routes.hasNext()) {
            return inward ? follows(passage) : passage.message().method() == MethodCode.ACK ? acknowledges(passage) : RELAYING_DENIED;
        }
        UriView next = routes.next();
        int port = next.port() < 0 ? Protocol.UDP.defaultPort() : next.port();
        PeerAddress target = next.isSip() ? peers.get(next.data(), next.hostStart(), next.hostEnd(), port) : null;
        boolean ours = inward || direct && sockets.isOurs(uri);
        boolean allowed = ours && target != null && inside.contains(target) && routes.staysInside(passage, inside);
        return allowed ? to(passage, target) : RELAYING_DENIED;
    }

    private Verdict strayInDialog(Passage passage) {
        return passage.message().method() == MethodCode.ACK && !routes.hasNext() ? acknowledges(passage) : NO_CALL;
    }

    /** An ACK to a failure has a To tag, and the Route of its INVITE: none, or only us (RFC 3261 §17.1.1.3). The proxy that sent the failure waits for it. */
    private Verdict acknowledges(Passage passage) {
        return ownTag.isOurs(passage) ? OWN_ACK : follows(passage);
    }

    /** To the proxy that a new Call-ID gets; it owes an answer from then on. */
    private Verdict begins(Passage passage) {
        int method = passage.message().method();
        if (method == MethodCode.ACK || method == MethodCode.CANCEL) {
            return follows(passage);
        }
        if (method == MethodCode.INVITE && proxies.areDraining()) {
            return passage.arrival().protocol() == Protocol.UDP ? COMES_AGAIN : unavailable(passage);
        }
        byte[] data = passage.message().data();
        PeerAddress proxy = proxies.forCallId(data, passage.valueStart(HeaderCode.CALL_ID), passage.valueEnd(HeaderCode.CALL_ID), passage.nowNanos());
        if (proxy != null) {
            proxies.sent(proxy, passage.nowNanos());
        }
        return to(passage, proxy);
    }

    /** To the proxy that has the Call-ID. */
    private Verdict follows(Passage passage) {
        byte[] data = passage.message().data();
        return to(passage, proxies.following(data, passage.valueStart(HeaderCode.CALL_ID), passage.valueEnd(HeaderCode.CALL_ID), passage.nowNanos()));
    }

    private Verdict to(Passage passage, @Nullable PeerAddress target) {
        if (target == null) {
            return unavailable(passage);
        }
        passage.departure().to(target);
        return Verdict.NEXT;
    }

    /** Refuses new requests beyond what we can take; what belongs to a call is never refused. */
    public Verdict admit(Passage passage) {
        int method = passage.message().method();
        boolean exempt = passage.isInDialog() || method == MethodCode.ACK || method == MethodCode.CANCEL;
        return exempt || admission.admit(passage.source(), passage.nowNanos()) ? Verdict.NEXT : unavailable(passage);
    }

    /** 503, to be repeated after a time that differs from caller to caller. */
    private Verdict unavailable(Passage passage) {
        byte[] data = passage.message().data();
        passage.retryAfter(admission.retryAfterSeconds(Bytes.hash(data, passage.valueStart(HeaderCode.CALL_ID), passage.valueEnd(HeaderCode.CALL_ID), 0)));
        return UNAVAILABLE;
    }
}
