package io.tandem.proxy.route;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.tandem.sip.message.SipUri;
import io.tandem.sip.transport.Flow;

/** This proxy and the elements it exchanges SIP with; requests inside dialogs go nowhere else. Immutable. */
public record Elements(InetSocketAddress self, List<InetSocketAddress> loadBalancers, InetSocketAddress b2bua, InetSocketAddress appServer) {
    private static final int DEFAULT_PORT = 5060;

    public Elements {
        loadBalancers = List.copyOf(loadBalancers);
    }

    /** @param self with the port that was really bound */
    public static Elements of(SipProperties properties, InetSocketAddress self) {
        return new Elements(self, properties.loadBalancers().stream().map(Elements::address).toList(), address(properties.b2bua()),
                address(properties.appServer()));
    }

    /** Reads {@code ip:port}; a name would need the DNS, which nothing on this path may wait for. */
    public static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("'" + text + "' is no ip:port");
        }
        return new InetSocketAddress(InetAddress.ofLiteral(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    }

    /** A datagram flow from this proxy to an element. */
    public Flow flowTo(InetSocketAddress element) {
        return Flow.udp(self, element);
    }

    public boolean isB2bua(InetSocketAddress source) {
        return source.equals(b2bua);
    }

    /** Whether it is the B2BUA or the app server, one of which is in every call. */
    public boolean isServer(InetSocketAddress element) {
        return element.equals(b2bua) || element.equals(appServer);
    }

    /** The element a URI names by its address; empty for any other host. */
    public Optional<InetSocketAddress> element(SipUri uri) {
        return Stream.concat(loadBalancers.stream(), Stream.of(b2bua, appServer)).filter(address -> names(uri, address)).findFirst();
    }

    /** The load balancer of a Path URI, the first one if it names none. */
    public InetSocketAddress loadBalancer(SipUri path) {
        return loadBalancers.stream().filter(address -> names(path, address)).findFirst().orElse(loadBalancers.getFirst());
    }

    /** {@code sip:ip:port;lr} of the load balancer by which requests leave that need no particular one. */
    public SipUri defaultPath() {
        return SipUri.parse(uri(loadBalancers.getFirst()) + ";lr");
    }

    public boolean isSelf(SipUri uri) {
        return names(uri, self);
    }

    private static boolean names(SipUri uri, InetSocketAddress address) {
        return (uri.port() < 0 ? DEFAULT_PORT : uri.port()) == address.getPort() && uri.isSip()
                && uri.host().equals(address.getAddress().getHostAddress()); // last: writes the address out
    }

    /** Addresses without ports. */
    public Set<String> hosts() {
        return Stream.concat(loadBalancers.stream(), Stream.of(self)).map(address -> address.getAddress().getHostAddress())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** {@code sip:ip:port} of this proxy. */
    public SipUri selfUri() {
        return uri(self);
    }

    /** {@code sip:ip:port}. */
    public static SipUri uri(InetSocketAddress address) {
        return SipUri.of("", address.getAddress().getHostAddress(), address.getPort());
    }
}
