package io.tandem.proxy.route;

import io.tandem.sip.message.SipUri;

/** Tells a leg B by our Record-Route. Signed: a party of leg A that could write it would end its call without a stop record. One thread. */
public final class LegMark {
    /** Parameter of our Record-Route on leg B. */
    static final String DIALOG = "did";
    private static final int BYTES = 4;

    private final RouteSeal seal;

    /** @param secret the same on all nodes */
    public LegMark(byte[] secret) {
        this.seal = new RouteSeal(secret, "leg marks", BYTES);
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

    private static String text(String callId, String tag) {
        return callId + " " + tag; // neither has a space (RFC 3261 §25.1)
    }
}
