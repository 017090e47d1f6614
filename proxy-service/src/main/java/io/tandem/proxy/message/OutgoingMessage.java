package io.tandem.proxy.message;

import java.util.List;

import io.tandem.proxy.identity.CallerIdentity;
import io.tandem.proxy.identity.Privacy;
import io.tandem.proxy.leg.InternalHeaders;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.location.FlowToContact;
import io.tandem.proxy.plan.Attempt;
import io.tandem.proxy.route.LooseRoute;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** MESSAGE requests as they leave the proxy. Pure; each is a copy. */
final class OutgoingMessage {
    private OutgoingMessage() {}

    /** For whichever phone of the callee: it shows the sender as a call would (§2.9). */
    static SipMessage of(Attempt attempt) {
        SipMessage onward = InternalHeaders.strip(attempt.received().copy());
        CallerIdentity identity = attempt.identity().orElseThrow();
        List.of(HeaderNames.ROUTE, HeaderNames.RECORD_ROUTE, HeaderNames.CONTACT, HeaderNames.P_PREFERRED_IDENTITY, HeaderNames.P_ASSERTED_IDENTITY)
                .forEach(onward::remove); // RFC 3428 §4: no Contact
        onward.set(HeaderNames.FROM, identity.from().withTag(attempt.received().fromTag().orElse("")).toString())
                .set(HeaderNames.MAX_FORWARDS, Integer.toString(LooseRoute.hopsLeft(attempt.received()) - 1));
        if (identity.exposed()) {
            onward.remove(HeaderNames.PRIVACY);
        } else if (identity.anonymous() && !Privacy.of(onward).hidesIdentity()) {
            onward.add(HeaderNames.PRIVACY, "id");
        }
        if (!Privacy.of(onward).hidesIdentity()) { // a phone is not trusted (RFC 3325 §7)
            identity.asserted().ifPresent(asserted -> onward.set(HeaderNames.P_ASSERTED_IDENTITY, asserted.toString()));
        }
        return onward;
    }

    /** To one phone. */
    static SipMessage to(SipMessage message, Binding binding, FlowToContact way) {
        SipMessage onward = message.copy().requestUri(binding.contact().toString());
        way.routes().reversed().forEach(route -> onward.addFirst(HeaderNames.ROUTE, route));
        return onward.set("P-D-Uri", way.dUri().toString());
    }

    /** How that phone is reached. */
    static FlowToContact way(Binding binding, SipUri defaultPath) {
        return FlowToContact.of(binding, binding.socket().isEmpty() ? defaultPath : defaultPath.withParameter("socket", binding.socket()));
    }

    /** What the sender hears of a phone's answer: in the names that it has used itself. */
    static SipMessage response(SipMessage received, SipMessage ofPhone) {
        SipMessage response = ofPhone.removeFirst(HeaderNames.VIA).remove(HeaderNames.CONTACT).set(HeaderNames.FROM, received.from().toString());
        return response.set(HeaderNames.TO, ofPhone.toTag().map(tag -> received.to().withTag(tag)).orElseGet(received::to).toString());
    }
}
