package io.tandem.proxy.pbx;

import io.tandem.sip.message.SipUri;

/** The auto attendant of a subscriber, an application that hands calls on: its calls pass the B2BUA, which does that for it (signalling.md §3.10). */
public final class Attendant {
    private static final String USER = "auto-attendant";
    private static final String DOMAIN = "app.local";
    private static final String MARK = "tandem-attendant";

    private Attendant() {}

    /** Calls to this URI are for it. */
    public static boolean isMeant(SipUri uri) {
        return uri.host().equalsIgnoreCase(DOMAIN) && uri.decodedUser().filter(USER::equals).isPresent();
    }

    /** For the B2BUA: whose attendant it is, as calls that are handed on shall show. */
    public static SipUri mark(SipUri owner) {
        return owner.withParameter(MARK, "1");
    }

    /** Leg B is for an attendant. */
    public static boolean isMarked(SipUri callee) {
        return callee.parameter(MARK).isPresent();
    }

    /** As the app server knows it. */
    public static String uri() {
        return "sip:" + USER + "@" + DOMAIN;
    }
}
