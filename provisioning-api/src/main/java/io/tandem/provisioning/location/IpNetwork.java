package io.tandem.provisioning.location;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** An IP address and how many of its leading bits count. Immutable. */
public record IpNetwork(InetAddress address, int bits) {
    /** Shorter forms such as {@code 10.1} are addresses to the JDK and mistakes to everybody else. */
    private static final Pattern LITERAL = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern BITS = Pattern.compile("\\d{1,3}");

    /** Reads {@code 192.0.2.1}, {@code 192.0.2.0/24}, {@code 2001:db8::/32}; empty for anything else. */
    public static Optional<IpNetwork> of(String text) {
        int slash = text.indexOf('/');
        return address(slash < 0 ? text : text.substring(0, slash)).flatMap(address -> {
            int all = address.getAddress().length * 8;
            return slash < 0 ? Optional.of(new IpNetwork(address, all)) : bits(text.substring(slash + 1), all).map(bits -> new IpNetwork(address, bits));
        });
    }

    public static Optional<InetAddress> address(String text) {
        try {
            return LITERAL.matcher(text).matches() ? Optional.of(InetAddress.ofLiteral(text)) : Optional.empty();
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> bits(String text, int all) {
        return BITS.matcher(text).matches() && Integer.parseInt(text) <= all ? Optional.of(Integer.valueOf(text)) : Optional.empty();
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
        byte[] bound = address.getAddress();
        for (int bit = bits; bit < bound.length << 3; bit++) {
            int mask = 1 << 7 - (bit & 7);
            bound[bit >> 3] = (byte) (ones ? bound[bit >> 3] | mask : bound[bit >> 3] & ~mask);
        }
        return bound;
    }

    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] his = other.getAddress();
        if (mine.length != his.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            if (((mine[bit >> 3] ^ his[bit >> 3]) >> 7 - (bit & 7) & 1) != 0) {
                return false;
            }
        }
        return true;
    }
}
