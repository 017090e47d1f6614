package io.tandem.platform.control.http;

import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** From where control commands are taken: loopback, always, and the networks named. Immutable. */
public final class AllowedNetworks {
    private record Network(byte[] address, int bits) {
        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int i = 0; i * 8 < bits; i++) {
                int mask = bits - i * 8 >= 8 ? 0xFF : 0xFF00 >> bits - i * 8 & 0xFF;
                if (((address[i] ^ other[i]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<Network> networks;

    private AllowedNetworks(List<Network> networks) {
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

    private static Network parse(String entry) {
        int slash = entry.indexOf('/');
        try {
            byte[] address = InetAddress.ofLiteral(host(slash < 0 ? entry : entry.substring(0, slash))).getAddress();
            int all = address.length * 8;
            int bits = slash < 0 ? all : Integer.parseInt(entry.substring(slash + 1));
            if (bits < 0 || bits > all) {
                throw new IllegalArgumentException("/" + bits + " outside 0 to " + all);
            }
            return new Network(address, bits);
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
