package io.tandem.lb.ingress;

import java.util.Optional;

import io.tandem.lb.screen.OverloadGuard;
import io.tandem.lb.socket.HostPort;
import io.tandem.lb.socket.InsideAddresses;
import io.tandem.lb.step.DropReason;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.lb.target.Proxies;
import io.tandem.lb.topology.ContactToken;
import io.tandem.lb.topology.OwnTag;
import io.tandem.lb.topology.RecordRoutes;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transport.Protocol;

/** Where a request from outside goes: by its Route if that is ours, by the token of its request URI, else to the proxy of its Call-ID. Never elsewhere. */
public final class InwardRouting {

    private final RecordRoutes routes;
    private final ContactToken tokens;
    private final InsideAddresses inside;
    private final Proxies proxies;
    private final OverloadGuard overload;
    private final OwnTag ownTag;

    public InwardRouting(RecordRoutes routes, ContactToken tokens, InsideAddresses inside, Proxies proxies, OverloadGuard overload, OwnTag ownTag) {
        this.routes = routes;
        this.tokens = tokens;
        this.inside = inside;
        this.proxies = proxies;
        this.overload = overload;
        this.ownTag = ownTag;
    }

    /** Takes our Route values and our token off, and decides the target. */
    public Verdict route(Passage passage) {
        SipMessage message = passage.message();
        boolean byRoute = message.has(HeaderNames.ROUTE) && routes.takeOwn(message).isPresent();
        SipUri requestUri = SipUri.parse(message.requestUri());
        boolean byToken = ContactToken.isToken(requestUri);
        if (byToken) {
            Optional<SipUri> revealed = tokens.reveal(requestUri);
            if (revealed.isEmpty()) {
                return Verdict.answer(403, "Relaying Denied");
            }
            message.requestUri(revealed.get().toString());
        }
        if (!passage.isInDialog()) {
            return message.has(HeaderNames.ROUTE) ? Verdict.answer(403, "Preload Route Denied") : toProxy(passage);
        }
        return byRoute || byToken ? inDialog(passage, byToken) : strayInDialog(passage);
    }

    private Verdict inDialog(Passage passage, boolean byToken) {
        SipMessage message = passage.message();
        Optional<SipUri> next = RecordRoutes.topRoute(message);
        if (next.isPresent()) {
            return inside.contains(next.get()) ? to(passage, next.get()) : Verdict.answer(403, "Relaying Denied");
        }
        return byToken || inside.contains(SipUri.parse(message.requestUri())) ? toProxy(passage) : Verdict.answer(403, "Relaying Denied");
    }

    private static Verdict to(Passage passage, SipUri uri) {
        passage.target(new HostPort(uri.host(), uri.port() < 0 ? Protocol.UDP.defaultPort() : uri.port()), false);
        return Verdict.NEXT;
    }

    /** An ACK to a failure has a To tag and no Route (RFC 3261 §17.1.1.3): the proxy that sent the failure waits for it. */
    private Verdict strayInDialog(Passage passage) {
        SipMessage message = passage.message();
        if (!message.method().equals(Methods.ACK) || message.has(HeaderNames.ROUTE)) {
            return Verdict.answer(481, "Call/Transaction Does Not Exist");
        }
        return ownTag.isOurs(message) ? Verdict.drop(DropReason.ACK_OF_OUR_ANSWER) : toProxy(passage);
    }

    private Verdict toProxy(Passage passage) {
        String callId = passage.message().callId();
        Optional<HostPort> proxy = proxies.forCallId(callId);
        if (proxy.isEmpty()) {
            return overload.unavailable(callId);
        }
        passage.target(proxy.get(), false);
        return Verdict.NEXT;
    }
}
