package io.tandem.proxy.route;

import java.util.List;

import io.tandem.sip.message.SipUri;

/** What our Record-Route says of a leg, signed. A party of leg A that could write that of leg B would end its call without a stop record; one
 * that could write that of leg A would have codecs, recordings, interfaces and sounds that nobody gave it. One thread. */
public final class LegMark {
    /** Parameter of our Record-Route on leg B. */
    static final String DIALOG = "did";
    /** Parameter of our Record-Route on leg A. */
    private static final String SEAL = "tandem-seal";
    private static final List<String> SEALED = List.of(LooseRoute.CODECS, LooseRoute.MEDIA, LooseRoute.AGENTS);
    private static final int BYTES = 4;

    private final RouteSeal seal;
    private final RouteSeal sealOfA;

    /** @param secret the same on all nodes */
    public LegMark(byte[] secret) {
        this.seal = new RouteSeal(secret, "leg marks", BYTES);
        this.sealOfA = new RouteSeal(secret, "media terms", BYTES);
    }

    /** Parameters of our Record-Route on a leg B, with a semicolon before each.
     * @param tagOfB2bua its tag in this dialog; the other party's may still be unknown */
    public String of(String callId, String tagOfB2bua) {
        return ";" + LooseRoute.LEG_B + "=1;" + DIALOG + "=" + seal.of(text(callId, tagOfB2bua));
    }

    /** Whether a route of ours, as it came back, is that of this leg B. */
    public boolean isOn(SipUri route, String callId, String tagOfB2bua) {
        return route.parameters().has(LooseRoute.LEG_B) && seal.fits(route.parameter(DIALOG).orElse(""), text(callId, tagOfB2bua));
    }

    /** Parameters of our Record-Route on a leg A with their seal.
     * @param parameters any of {@link LooseRoute#CODECS}, {@link LooseRoute#MEDIA} and {@link LooseRoute#AGENTS} in this order, each with a
     *                   semicolon before it */
    public String sealed(String callId, String callerTag, String parameters) {
        return parameters.isEmpty() ? "" : parameters + ";" + SEAL + "=" + sealOfA.of(text(callId, callerTag) + parameters);
    }

    /** Whether a route of ours, as it came back, says of this leg A what we wrote. */
    public boolean isSealed(SipUri route, String callId) {
        StringBuilder text = new StringBuilder(text(callId, route.parameter(LooseRoute.FROM_TAG).orElse("")));
        SEALED.forEach(name -> route.parameter(name).ifPresent(value -> text.append(';').append(name).append('=').append(value)));
        return route.parameter(SEAL).filter(given -> sealOfA.fits(given, text.toString())).isPresent();
    }

    private static String text(String callId, String tag) {
        return callId + " " + tag; // neither has a space (RFC 3261 §25.1)
    }
}
