package io.tandem.platform.control.http;

import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

import io.tandem.net.peer.IpNetwork;

/** From where control commands are taken: loopback, always, and the networks named. Immutable. */
public final class AllowedNetworks {
    private final List<IpNetwork> networks;

    private AllowedNetworks(List<IpNetwork> networks) {
        this.networks = networks;
    }

    /**
     * Loopback and these.
     *
     * @param entries {@code address}, {@code address:port} (the port does not matter), {@code [IPv6]:port} or {@code address/bits}
     * @throws IllegalArgumentException for anything else, names included
     */
    public static AllowedNetworks of(Collection<String> entries) {
        return new AllowedNetworks(Stream.concat(Stream.of("127.0.0.0/8", "::1"), entries.stream()).map(AllowedNetworks::parse).toList());
    }

    private static IpNetwork parse(String entry) {
        int slash = entry.indexOf('/');
        try {
            return IpNetwork.parse(slash < 0 ? host(entry) : host(entry.substring(0, slash)) + entry.substring(slash));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("control is allowed from '%s', which is no address or address/bits: %s".formatted(entry, e.getMessage()), e);
        }
    }

    private static String host(String text) {
        if (text.startsWith("[")) {
            return text.substring(1, Math.max(1, text.indexOf(']')));
        }
        int colon = text.indexOf(':');
        return colon >= 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text;
    }

    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return networks.stream().anyMatch(network -> network.contains(bytes));
    }
}
