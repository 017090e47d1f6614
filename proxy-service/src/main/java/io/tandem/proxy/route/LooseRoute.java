package io.tandem.proxy.route;

import java.net.InetSocketAddress;
import java.util.Optional;

import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** Where a request inside a dialog goes (RFC 3261 §16.4, §16.6): our own Route off, then the next Route, else the request URI, which the load
 * balancer decoded from its Contact token if a phone sent no Route at all. Pure. */
public sealed interface LooseRoute {
    /** Parameter of our Record-Route on leg A: what its parties learn of each other's phones, caller's and callee's with a dot between them. */
    String AGENTS = "tandem-agents";
    /** Added by the B2BUA to the Call-ID of leg B. */
    String LEG_B_SUFFIX = "_pbx-1";
    /** Parameter of our Record-Route on leg B. */
    String LEG_B = "leg_b";
    /** Parameter of our Record-Route: tag of whoever began the dialog. */
    String FROM_TAG = "ftag";
    /** Parameter of our Record-Route on leg A: codecs that its parties take. */
    String CODECS = "tandem-codecs";
    /** Parameter of our Record-Route on leg A: what its parties want of the media relay. */
    String MEDIA = "tandem-media";

    /** Send it.
     * @param request a copy, its Route and Max-Forwards done
     * @param legB    inside a leg B dialog, whose media leg A takes care of
     * @param caller  our Route if who sends this began the dialog, too */
    record Onward(SipMessage request, InetSocketAddress target, boolean legB, Optional<SipUri> caller) implements LooseRoute {}

    /** Its way leads out of this system: somebody guesses dialogs, or uses us as a relay. */
    record Nowhere() implements LooseRoute {}

    /** Decides.
     * @param marks tell which routes are of a leg B */
    static LooseRoute of(SipMessage request, Elements elements, LegMark marks) {
        SipMessage onward = request.copy();
        Optional<SipUri> ours = topRoute(onward).filter(elements::isSelf);
        if (ours.isPresent()) {
            onward.removeFirst(HeaderNames.ROUTE);
        }
        Optional<SipUri> caller = ours.filter(route -> route.parameter(FROM_TAG).equals(request.fromTag()));
        SipUri next = topRoute(onward).orElseGet(() -> SipUri.parse(onward.requestUri()));
        onward.set(HeaderNames.MAX_FORWARDS, Integer.toString(hopsLeft(request) - 1));
        return elements.element(next).<LooseRoute>map(target -> new Onward(onward, target,
                ours.map(route -> marks.isOn(route, request.callId(), tagOfB2bua(request, elements.isB2bua(target))))
                        .orElseGet(() -> request.callId().endsWith(LEG_B_SUFFIX)), caller)).orElseGet(Nowhere::new);
    }

    private static String tagOfB2bua(SipMessage request, boolean toB2bua) {
        return (toB2bua ? request.toTag() : request.fromTag()).orElse("");
    }

    /** The Call-ID of the leg that led to this one. */
    static String callIdOfLegA(String callId) {
        return callId.endsWith(LEG_B_SUFFIX) ? callId.substring(0, callId.length() - LEG_B_SUFFIX.length()) : callId;
    }

    /** Max-Forwards, 70 without one (§16.3 step 3). */
    static int hopsLeft(SipMessage request) {
        return request.maxForwards() < 0 ? 70 : request.maxForwards();
    }

    private static Optional<SipUri> topRoute(SipMessage request) {
        return request.header(HeaderNames.ROUTE).map(route -> NameAddr.parse(route).uri());
    }
}
