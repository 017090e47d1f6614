package io.tandem.lb.screen;

import java.util.List;
import java.util.stream.Stream;

import io.tandem.lb.ban.SourceKeys;
import io.tandem.net.peer.PeerAddress;

/** Addresses and networks, such as a whitelist. Immutable. */
final class Networks {

    private record Network(boolean ipv4, long high, long low, long highMask, long lowMask) {

        boolean contains(PeerAddress address) {
            return address.isIpv4() == ipv4 && (address.high() & highMask) == high && (address.low() & lowMask) == low;
        }
    }

    private final Network[] networks;

    private Networks(Network[] networks) {
        this.networks = networks;
    }

    /** @param addresses {@code 192.0.2.1}, {@code 2001:db8::1}
     * @param subnets   {@code 192.0.2.0/24}, {@code 2001:db8::/32}; an address alone is a network of one
     * @throws IllegalArgumentException for anything else */
    static Networks of(List<String> addresses, List<String> subnets) {
        return new Networks(Stream.concat(addresses.stream(), subnets.stream()).map(Networks::parse).toArray(Network[]::new));
    }

    private static Network parse(String text) {
        int slash = text.indexOf('/');
        PeerAddress address = SourceKeys.parse(slash < 0 ? text : text.substring(0, slash)).orElseThrow(() -> unreadable(text));
        int width = address.isIpv4() ? 32 : 128;
        int bits = slash < 0 ? width : bits(text, slash, width);
        long lowMask = address.isIpv4() ? mask(bits) >>> 32 : mask(bits - 64);
        long highMask = address.isIpv4() ? 0 : mask(bits);
        return new Network(address.isIpv4(), address.high() & highMask, address.low() & lowMask, highMask, lowMask);
    }

    private static int bits(String text, int slash, int width) {
        String digits = text.substring(slash + 1);
        if (!digits.matches("\\d{1,3}") || Integer.parseInt(digits) > width) {
            throw unreadable(text);
        }
        return Integer.parseInt(digits);
    }

    /** So many ones from the left, in 64 bits. */
    private static long mask(int bits) {
        return bits <= 0 ? 0 : bits >= 64 ? -1L : -1L << 64 - bits;
    }

    private static IllegalArgumentException unreadable(String text) {
        return new IllegalArgumentException("'%s' is neither an address nor a network: write address or address/bits".formatted(text));
    }

    boolean contains(PeerAddress address) {
        for (Network network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
