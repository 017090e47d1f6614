package io.tandem.proxy.location;

import java.util.List;

import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipUri;

/** How a request gets to a registered contact: the load balancer sends it back along the way the REGISTER came. Pure.
 * @param dUri   {@code P-D-Uri}: the load balancer's own Path URI with {@code received} and {@code socket}
 * @param routes Path values behind the load balancer's, which the phone's own network asked for (RFC 3327) */
public record FlowToContact(SipUri dUri, List<String> routes) {
    private static final String RECEIVED = "received";

    public FlowToContact {
        routes = List.copyOf(routes);
    }

    /** @param defaultPath load balancer for a binding that was stored without one, such as a permanent one */
    public static FlowToContact of(Binding binding, SipUri defaultPath) {
        SipUri path = binding.path().isEmpty() ? defaultPath : loadBalancer(binding.path().getFirst(), defaultPath);
        SipUri dUri = path.parameters().has(RECEIVED) ? path : path.withParameter(RECEIVED, escaped(received(binding)));
        return new FlowToContact(dUri, binding.path().size() > 1 ? binding.path().subList(1, binding.path().size()) : List.of());
    }

    /** As {@link #of}, and without a load balancer of its own by the socket that the binding came in at. */
    public static FlowToContact bySocket(Binding binding, SipUri defaultPath) {
        return of(binding, binding.socket().isEmpty() ? defaultPath : defaultPath.withParameter("socket", binding.socket()));
    }

    private static SipUri loadBalancer(String path, SipUri defaultPath) {
        try {
            return NameAddr.parse(path).uri();
        } catch (MalformedMessageException unusable) {
            return defaultPath;
        }
    }

    private static String received(Binding binding) {
        if (!binding.received().isEmpty()) {
            return binding.received();
        }
        SipUri contact = binding.contact();
        String transport = contact.parameter("transport").map(name -> ";transport=" + name).orElse("");
        return "sip:" + contact.host() + ":" + (contact.port() > 0 ? contact.port() : 5060) + transport;
    }

    private static String escaped(String uri) {
        return uri.replace(";", "%3B");
    }
}
