package io.tandem.proxy.probe;

import java.net.InetSocketAddress;

import io.tandem.proxy.route.Elements;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.SipTransport;

/**
 * Tells the load balancers that this proxy is there: they may know it as dead, and would refuse calls until their next probe. A datagram that
 * is lost costs that second, so that none is repeated, and nobody waits for the answer.
 */
public final class Greeting {
    private Greeting() {}

    /** Event loop of the transport. */
    public static void send(SipTransport transport, Elements elements, String token) {
        for (InetSocketAddress loadBalancer : elements.loadBalancers()) {
            transport.send(options(elements, loadBalancer, token), elements.flowTo(loadBalancer));
        }
    }

    /** An OPTIONS to the load balancer itself (RFC 3261 §11). */
    private static SipMessage options(Elements elements, InetSocketAddress loadBalancer, String token) {
        String to = Elements.uri(loadBalancer).toString();
        String self = elements.self().getAddress().getHostAddress() + ":" + elements.self().getPort();
        return SipMessage.request(Methods.OPTIONS, to)
                .header(HeaderNames.VIA, "SIP/2.0/UDP " + self + ";branch=z9hG4bK" + token)
                .header(HeaderNames.MAX_FORWARDS, "1").header(HeaderNames.FROM, "<" + elements.selfUri() + ">;tag=" + token)
                .header(HeaderNames.TO, "<" + to + ">").header(HeaderNames.CALL_ID, "greeting-" + token).header(HeaderNames.CSEQ, "1 " + Methods.OPTIONS)
                .build();
    }
}
