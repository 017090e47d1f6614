package io.tandem.proxy.leg;

import java.util.Locale;

import io.tandem.proxy.dns.SipTarget;
import io.tandem.sip.message.Parameters;
import io.tandem.sip.message.SipUri;

/** Request URIs of calls to domains of others. On its way through the B2BUA such a URI says that it is one. Pure. */
public final class ForeignTarget {
    /** Of all parameters by which request URIs tell this proxy's second leg where to go. */
    private static final String OURS = "tandem-";
    private static final String MARK = OURS + "foreign";

    private ForeignTarget() {}

    /** Marked, and without what a caller may have written there to be taken for something else. */
    static SipUri of(SipUri dialled) {
        SipUri target = dialled.withoutHeaders();
        for (Parameters.Parameter parameter : dialled.parameters().all()) {
            if (parameter.name().toLowerCase(Locale.ROOT).startsWith(OURS)) {
                target = target.withoutParameter(parameter.name());
            }
        }
        return target.withParameter(MARK, "1");
    }

    static boolean isForeign(SipUri uri) {
        return uri.parameter(MARK).isPresent();
    }

    /** As others get it. */
    static SipUri onWire(SipUri target) {
        return target.withoutParameter(MARK);
    }

    /** {@code P-D-Uri}: the load balancer sends to this place.
     * @param loadBalancer {@code sip:ip:port;lr} */
    public static SipUri dUri(SipUri loadBalancer, SipTarget target) {
        return loadBalancer.withParameter("received", "sip:" + target.host() + ":" + target.port() + "%3Btransport%3D" + target.transport().token());
    }
}
