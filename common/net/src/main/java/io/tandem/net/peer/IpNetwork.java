package io.tandem.net.peer;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses whose first {@code bits} bits are these: {@code 192.0.2.0/24}, {@code 2001:db8::/32}, one address alone. Immutable. */
public final class IpNetwork {
    /** Shorter forms such as {@code 10.1} are addresses to the JDK and mistakes to everybody else. */
    private static final String LITERAL = "\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*";
    private static final Pattern ADDRESS = Pattern.compile(LITERAL);
    private static final Pattern NETWORK = Pattern.compile("(?:" + LITERAL + ")(?:/\\d{1,3})?");

    private final byte[] address;
    private final int bits;

    private IpNetwork(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    /** Reads what somebody typed: an address written in full, alone or with {@code /bits}; empty for anything else. */
    public static Optional<IpNetwork> of(String text) {
        try {
            return NETWORK.matcher(text).matches() ? Optional.of(parse(text)) : Optional.empty();
        } catch (IllegalArgumentException noNetwork) {
            return Optional.empty();
        }
    }

    /** An address written in full; empty for anything else, names included. */
    public static Optional<InetAddress> address(String text) {
        try {
            return ADDRESS.matcher(text).matches() ? Optional.of(InetAddress.ofLiteral(text)) : Optional.empty();
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    /** Reads {@code address} or {@code address/bits}.
     * @throws IllegalArgumentException for anything else, names included */
    public static IpNetwork parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
        int all = address.length * 8;
        int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > all) {
            throw new IllegalArgumentException("/" + bits + " outside 0 to " + all);
        }
        return new IpNetwork(address, bits);
    }

    /** How many leading bits count. */
    public int bits() {
        return bits;
    }

    /** The lowest address, in network order. */
    public byte[] first() {
        return bound(false);
    }

    /** The highest address. */
    public byte[] last() {
        return bound(true);
    }

    private byte[] bound(boolean ones) {
        byte[] bound = address.clone();
        for (int bit = bits; bit < bound.length << 3; bit++) {
            int mask = 1 << 7 - (bit & 7);
            bound[bit >> 3] = (byte) (ones ? bound[bit >> 3] | mask : bound[bit >> 3] & ~mask);
        }
        return bound;
    }

    /** @param other 4 or 16 bytes, as {@link InetAddress#getAddress()} gives them */
    public boolean contains(byte[] other) {
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

    @Override
    public boolean equals(Object other) {
        return other instanceof IpNetwork network && bits == network.bits && Arrays.equals(address, network.address);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(address) * 31 + bits;
    }
}
