package io.tandem.proxy.message;

import java.util.List;
import java.util.UUID;

import io.tandem.proxy.header.ShownAgent;
import io.tandem.proxy.identity.CallerIdentity;
import io.tandem.proxy.identity.Privacy;
import io.tandem.proxy.leg.PeerTarget;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.location.FlowToContact;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.plan.Attempt;
import io.tandem.proxy.route.LooseRoute;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** MESSAGE requests as they leave the proxy, and their answers. Pure; each is made anew from what may pass: all else would show a sender who hides, or
 * claim what nobody vouches for. */
final class OutgoingMessage {
    private static final List<String> OF_REQUEST = List.of("Subject", "Date", HeaderNames.EXPIRES, "Priority", "Accept-Language", HeaderNames.SUPPORTED,
            HeaderNames.REQUIRE, "Content-Disposition", "Content-Encoding", "Content-Language", "MIME-Version");
    private static final List<String> OF_RESPONSE = List.of("Accept", "Accept-Encoding", "Accept-Language", HeaderNames.ALLOW, HeaderNames.UNSUPPORTED,
            HeaderNames.RETRY_AFTER, "Date", HeaderNames.EXPIRES);

    private OutgoingMessage() {}

    /** For whichever phone of the callee: it shows the sender as a call would (§2.9). */
    static SipMessage of(Attempt attempt) {
        SipMessage received = attempt.received();
        CallerIdentity identity = attempt.identity().orElseThrow();
        String token = UUID.randomUUID().toString();
        SipMessage onward = SipMessage.request(Methods.MESSAGE, received.requestUri())
                .header(HeaderNames.MAX_FORWARDS, Integer.toString(LooseRoute.hopsLeft(received) - 1))
                .header(HeaderNames.FROM, identity.from().withTag("m" + token).toString())
                .header(HeaderNames.TO, received.to().toString())
                .header(HeaderNames.CALL_ID, "message-" + token)
                .header(HeaderNames.CSEQ, "1 " + Methods.MESSAGE).build();
        passes(received, onward, OF_REQUEST);
        if (!identity.exposed()) {
            passes(received, onward, List.of(HeaderNames.PRIVACY));
        }
        if (identity.anonymous() && !Privacy.of(onward).hidesIdentity()) {
            onward.add(HeaderNames.PRIVACY, "id");
        }
        if (!identity.anonymous()) { // RFC 3323 §4.1
            passes(received, onward, List.of(HeaderNames.USER_AGENT));
            ShownAgent.of(attempt.original().ofCaller().own()).applied(onward);
        }
        if (!Privacy.of(onward).hidesIdentity()) { // a phone is not trusted (RFC 3325 §7)
            identity.asserted().ifPresent(asserted -> onward.set(HeaderNames.P_ASSERTED_IDENTITY, asserted.toString()));
        }
        return received.hasBody() ? onward.body(received.contentType().orElse("application/octet-stream"), received.body()) : onward;
    }

    /** For a peer's server: it is trusted with the sender's number (RFC 3325). */
    static SipMessage toPeer(Attempt attempt, Callee.Peer peer) {
        SipUri to = SipUri.of(peer.sent(), peer.route().host().shownHost(), -1);
        SipMessage onward = of(attempt).requestUri(PeerTarget.of(peer).toString()).set(HeaderNames.TO, NameAddr.of(to).toString());
        attempt.identity().orElseThrow().asserted().ifPresent(asserted -> onward.set(HeaderNames.P_ASSERTED_IDENTITY, asserted.toString()));
        return onward;
    }

    private static void passes(SipMessage from, SipMessage to, List<String> names) {
        names.forEach(name -> from.lines(name).forEach(line -> to.add(name, line)));
    }

    /** To one phone. */
    static SipMessage to(SipMessage message, Binding binding, FlowToContact way) {
        SipMessage onward = message.copy().requestUri(binding.contact().toString());
        way.routes().reversed().forEach(route -> onward.addFirst(HeaderNames.ROUTE, route));
        return onward.set("P-D-Uri", way.dUri().toString());
    }

    /** What the sender hears of a phone's answer: in the names that it has used itself. */
    static SipMessage response(SipMessage received, SipMessage ofPhone) {
        SipMessage response = SipMessage.response(received, ofPhone.status(), ofPhone.reason());
        ofPhone.toTag().ifPresent(tag -> response.set(HeaderNames.TO, received.to().withTag(tag).toString()));
        passes(ofPhone, response, OF_RESPONSE);
        return response;
    }
}
