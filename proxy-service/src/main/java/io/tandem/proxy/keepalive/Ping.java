package io.tandem.proxy.keepalive;

import java.util.Optional;

import io.tandem.proxy.location.Binding;
import io.tandem.proxy.location.FlowToContact;
import io.tandem.proxy.location.KeepAlive;
import io.tandem.proxy.location.KeepAliveShards;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** The request that keeps a NAT open. Its branch names the binding, so that the answer needs no transaction. Pure. */
final class Ping {
    private static final String BRANCH = "z9hG4bKping-";

    private Ping() {}

    /** @param self   of this proxy
     * @param number different for every ping of this process */
    static SipMessage request(KeepAliveShards.Pinged pinged, FlowToContact flow, SipUri self, String user, long number) {
        Binding binding = pinged.binding();
        boolean notify = binding.keepAlive() == KeepAlive.NOTIFY;
        String method = notify ? Methods.NOTIFY : Methods.OPTIONS;
        String tag = Long.toString(number, 36);
        SipMessage.Builder request = SipMessage.request(method, binding.contact().toString())
                .header(HeaderNames.VIA, "SIP/2.0/UDP " + self.host() + ":" + self.port() + ";branch=" + BRANCH + tag + "." + binding.ruid())
                .header(HeaderNames.MAX_FORWARDS, "70")
                .header(HeaderNames.FROM, "<sip:" + user + "@" + pinged.domain() + ">;tag=" + tag)
                .header(HeaderNames.TO, "<" + binding.contact() + ">")
                .header(HeaderNames.CALL_ID, "ping-" + tag + "-" + binding.ruid())
                .header(HeaderNames.CSEQ, "1 " + method)
                .header("P-D-Uri", flow.dUri().toString());
        flow.routes().forEach(route -> request.header(HeaderNames.ROUTE, route));
        if (notify) {
            request.header(HeaderNames.EVENT, "keep-alive").header(HeaderNames.CONTACT, "<" + self + ">");
        }
        return request.build();
    }

    /** The RUID of the binding whose ping this response answers; empty for any other response. */
    static Optional<String> answered(SipMessage response) {
        String via = response.header(HeaderNames.VIA).orElse("");
        if (!via.contains(BRANCH)) {
            return Optional.empty();
        }
        return response.topVia().branch().filter(branch -> branch.startsWith(BRANCH)).map(branch -> branch.substring(branch.indexOf('.') + 1));
    }
}
