package io.tandem.lb.ingress;

import java.net.InetSocketAddress;
import java.util.Optional;

import io.tandem.lb.screen.OverloadGuard;
import io.tandem.lb.socket.HostPort;
import io.tandem.lb.socket.InsideAddresses;
import io.tandem.lb.socket.Literals;
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

/** Where a request from outside goes: by its Route if that is ours, by the token of its request URI, else to the proxy of its Call-ID. Never elsewhere. */
public final class InwardRouting {

    private final RecordRoutes routes;
    private final ContactToken tokens;
    private final Literals literals;
    private final InsideAddresses inside;
    private final Proxies proxies;
    private final OverloadGuard overload;
    private final OwnTag ownTag;

    public InwardRouting(RecordRoutes routes, ContactToken tokens, Literals literals, InsideAddresses inside, Proxies proxies,
                         OverloadGuard overload, OwnTag ownTag) {
        this.routes = routes;
        this.tokens = tokens;
        this.literals = literals;
        this.inside = inside;
        this.proxies = proxies;
        this.overload = overload;
        this.ownTag = ownTag;
    }

    /** Takes our Route values and our token off, and decides the target. */
    public Verdict route(Passage passage) {
        SipMessage message = passage.message();
        boolean byRoute = message.has(HeaderNames.ROUTE) && routes.dropOwn(message);
        boolean byToken = ContactToken.mayBeToken(message.requestUri()) && ContactToken.isToken(SipUri.parse(message.requestUri()));
        if (byToken) {
            Optional<SipUri> revealed = tokens.reveal(SipUri.parse(message.requestUri()));
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
        Optional<String> next = message.header(HeaderNames.ROUTE);
        if (next.isPresent()) {
            HostPort target = RecordRoutes.target(next.get());
            Optional<InetSocketAddress> address = literals.address(target);
            if (address.isEmpty() || !inside.contains(address.get())) {
                return Verdict.answer(403, "Relaying Denied");
            }
            passage.target(target, false);
            return Verdict.NEXT;
        }
        return byToken || inside.contains(SipUri.parse(message.requestUri())) ? toProxy(passage) : Verdict.answer(403, "Relaying Denied");
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
