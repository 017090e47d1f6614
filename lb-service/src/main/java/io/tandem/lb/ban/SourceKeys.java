package io.tandem.lb.ban;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

import io.tandem.net.peer.PeerAddress;

/** What counts as one source: an IPv4 address, or an IPv6 network, since a customer has a whole one (RFC 6177). As two numbers.
 *
 * <p>IPv4 has the high half that no IPv6 source can have (it would be multicast, RFC 4291 §2.7). Immutable. */
public final class SourceKeys {

    private static final long IPV4 = -1L;

    private final int bits;
    private final long highMask;
    private final long lowMask;

    /** @param bits length of the IPv6 prefix that is one source, 16..128 */
    public SourceKeys(int bits) {
        if (bits < 16 || bits > 128) {
            throw new IllegalArgumentException("IPv6 prefix of %d bits: 16 to 128 make sense".formatted(bits));
        }
        this.bits = bits;
        highMask = bits >= 64 ? -1L : -1L << 64 - bits;
        lowMask = bits <= 64 ? 0 : -1L << 128 - bits;
    }

    public long high(PeerAddress source) {
        return source.isIpv4() ? IPV4 : source.high() & highMask;
    }

    public long low(PeerAddress source) {
        return source.isIpv4() ? source.low() : source.low() & lowMask;
    }

    /** How operators write and read the source: the address, of an IPv6 network the first one. */
    public static String text(long high, long low) {
        boolean ipv4 = high == IPV4;
        return PeerAddress.of(ipv4, ipv4 ? 0 : high, low, 0, 0).getAddress().getHostAddress();
    }

    /** The source that an address belongs to, as {@link #text} writes it; empty if it is no address. */
    public Optional<String> canonical(String address) {
        return parse(address).map(peer -> text(high(peer), low(peer)));
    }

    /** Reads an address, IPv6 with or without brackets. Names are none. */
    public static Optional<PeerAddress> parse(String address) {
        boolean bracketed = address.startsWith("[") && address.endsWith("]");
        String bare = bracketed ? address.substring(1, address.length() - 1) : address;
        boolean ipv4 = bare.matches("\\d{1,3}(\\.\\d{1,3}){3}");
        if (!ipv4 && !bare.matches("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
            return Optional.empty();
        }
        try {
            return Optional.of(PeerAddress.of(new InetSocketAddress(InetAddress.ofLiteral(bare), 0)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Bits of the IPv6 prefix that is one source. */
    public int bits() {
        return bits;
    }
}
