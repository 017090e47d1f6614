package io.tandem.proxy.leg;

import java.util.List;

import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.identity.CallerIdentity;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.location.FlowToContact;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.route.LooseRoute;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** Initial INVITEs as they leave the proxy. Pure; each is a copy of what came in.
 * @param self URI of this proxy
 * @param calls settings of calls */
record OutgoingInvite(SipUri self, CallProperties calls) {

    /** Leg A, to the B2BUA. */
    SipMessage toB2bua(SipMessage request, Caller caller, Callee.Local callee) {
        CallerIdentity identity = CallerIdentity.of(request, caller);
        SipUri target = SipUri.of(callee.rings().user(), callee.rings().domain(), -1);
        return legA(request, identity, caller.subscriber())
                .requestUri(target.toString())
                .set(InternalHeaders.PROXY_URI, self.toString())
                .set(InternalHeaders.APP_NAME, "sbc")
                .set(InternalHeaders.APP_PARAM, "calltimer=" + longestSeconds(caller.subscriber()))
                .set(InternalHeaders.APP_FROM, identity.from().toString())
                .set(InternalHeaders.APP_TO, NameAddr.of(target).toString())
                .set(InternalHeaders.CALLEE_UUID, callee.subscriber().uuid());
    }

    /** Leg A, straight to the app server: no second leg follows. */
    SipMessage toAppServer(SipMessage request, Caller caller) {
        return legA(request, CallerIdentity.of(request, caller), caller.subscriber());
    }

    private SipMessage legA(SipMessage request, CallerIdentity identity, Subscriber caller) {
        SipMessage onward = InternalHeaders.strip(request.copy());
        onward.remove(HeaderNames.ROUTE).remove("P-Preferred-Identity");
        hopDone(request, onward);
        return onward.addFirst(HeaderNames.RECORD_ROUTE, recordRoute(request, ""))
                .set(HeaderNames.P_ASSERTED_IDENTITY, identity.asserted().toString())
                .set(InternalHeaders.CALLER_UUID, caller.uuid());
    }

    private long longestSeconds(Subscriber caller) {
        long longest = calls.longest().toSeconds();
        return caller.preferences().number("max_call_duration").stream().filter(seconds -> seconds > 0).asLongStream()
                .map(seconds -> Math.min(seconds, longest)).findFirst().orElse(longest);
    }

    /** Leg B, to one registered contact. */
    SipMessage toContact(SipMessage request, Binding binding, FlowToContact flow) {
        SipMessage onward = InternalHeaders.strip(request.copy());
        onward.remove(HeaderNames.ROUTE).remove(InternalHeaders.CALLER_UUID).remove(InternalHeaders.CALLEE_UUID);
        hopDone(request, onward);
        List<String> routes = flow.routes();
        for (String route : routes.reversed()) {
            onward.addFirst(HeaderNames.ROUTE, route);
        }
        return onward.addFirst(HeaderNames.RECORD_ROUTE, recordRoute(request, ";" + LooseRoute.LEG_B + "=1;did=" + dialogId(request)))
                .requestUri(binding.contact().toString())
                .set(InternalHeaders.D_URI, flow.dUri().toString());
    }

    private String recordRoute(SipMessage request, String more) {
        return "<" + self + ";lr;ftag=" + request.fromTag().orElse("") + more + ">";
    }

    private static String dialogId(SipMessage request) {
        return "%08x".formatted(request.callId().hashCode());
    }

    private static void hopDone(SipMessage request, SipMessage onward) {
        onward.set(HeaderNames.MAX_FORWARDS, Integer.toString(LooseRoute.hopsLeft(request) - 1));
    }
}
