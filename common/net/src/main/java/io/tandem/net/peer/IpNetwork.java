package io.tandem.net.peer;

import java.net.InetAddress;
import java.util.Arrays;

/** Addresses whose first {@code bits} bits are these: {@code 192.0.2.0/24}, {@code 2001:db8::/32}, one address alone. Immutable. */
public final class IpNetwork {
    private final byte[] address;
    private final int bits;

    private IpNetwork(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
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
