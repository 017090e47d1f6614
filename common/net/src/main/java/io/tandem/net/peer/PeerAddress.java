package io.tandem.net.peer;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** The resolved address and port of a peer, with its bits and its text at hand. Immutable; equal to any InetSocketAddress of the same address and port. */
public final class PeerAddress extends InetSocketAddress {

    private static final long serialVersionUID = 1L;

    private final boolean ipv4;
    private final long high;
    private final long low;
    private final int scope;
    private final int number;
    private final int hash;
    private byte[] hostText = {};

    PeerAddress(InetAddress address, boolean ipv4, long high, long low, int scope, int port) {
        super(address, port);
        this.ipv4 = ipv4;
        this.high = high;
        this.low = low;
        this.scope = scope;
        this.number = port;
        this.hash = hash(ipv4, high, low, scope, port);
    }

    /** The address with these bits, as a new object; {@link PeerTable} knows the usual ones.
     * @param low  an IPv4 address, the first octet in bits 31..24; or the last eight octets of an IPv6 address
     * @param high the first eight octets of an IPv6 address
     * @param scope of a link-local IPv6 address, else 0 */
    public static PeerAddress of(boolean ipv4, long high, long low, int scope, int port) {
        try {
            byte[] octets = octets(ipv4, high, low);
            InetAddress address = scope == 0 ? InetAddress.getByAddress(octets) : Inet6Address.getByAddress(null, octets, scope);
            return new PeerAddress(address, ipv4, high, low, scope, port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("address of 4 or 16 octets", e);
        }
    }

    /** The same address; itself if it is one already.
     * @throws IllegalArgumentException if it is a name that has not been looked up */
    public static PeerAddress of(InetSocketAddress address) {
        if (address instanceof PeerAddress peer) {
            return peer;
        }
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("unresolved address " + address);
        }
        byte[] octets = address.getAddress().getAddress();
        boolean ipv4 = octets.length == 4;
        long high = ipv4 ? 0 : bits(octets, 0, 8);
        long low = ipv4 ? bits(octets, 0, 4) : bits(octets, 8, 16);
        int scope = address.getAddress() instanceof Inet6Address ipv6 ? ipv6.getScopeId() : 0;
        return new PeerAddress(address.getAddress(), ipv4, high, low, scope, address.getPort());
    }

    private static long bits(byte[] octets, int from, int to) {
        long bits = 0;
        for (int i = from; i < to; i++) {
            bits = bits << 8 | octets[i] & 0xFF;
        }
        return bits;
    }

    private static byte[] octets(boolean ipv4, long high, long low) {
        byte[] octets = new byte[ipv4 ? 4 : 16];
        for (int i = 0; i < octets.length; i++) {
            int fromEnd = octets.length - 1 - i;
            octets[i] = (byte) (fromEnd < 8 ? low >>> 8 * fromEnd : high >>> 8 * (fromEnd - 8));
        }
        return octets;
    }

    /** Spread over all 32 bits, and hard enough to aim at for a table whose misses cost but an object. */
    static int hash(boolean ipv4, long high, long low, int scope, int port) {
        long mixed = (high * 31 + low * 0x9E3779B97F4A7C15L ^ port ^ (long) scope << 32 ^ (ipv4 ? 1L << 17 : 0)) * 0xff51afd7ed558ccdL;
        return (int) (mixed >>> 32);
    }

    int hash() {
        return hash;
    }

    boolean isAt(boolean isIpv4, long highBits, long lowBits, int scopeId, int port) {
        return low == lowBits && number == port && high == highBits && ipv4 == isIpv4 && scope == scopeId;
    }

    public boolean isIpv4() {
        return ipv4;
    }

    /** The first eight octets of an IPv6 address; 0 for IPv4. */
    public long high() {
        return high;
    }

    /** An IPv4 address with its first octet in bits 31..24, or the last eight octets of an IPv6 address. */
    public long low() {
        return low;
    }

    /** The scope of a link-local IPv6 address, else 0. */
    public int scope() {
        return scope;
    }

    /** As in a URI: IPv6 in brackets, without scope. ASCII, made once; not to be changed. */
    public byte[] hostText() {
        byte[] text = hostText;
        if (text.length == 0) {
            text = text();
            hostText = text;
        }
        return text;
    }

    private byte[] text() {
        String host = getAddress().getHostAddress();
        if (ipv4) {
            return host.getBytes(US_ASCII);
        }
        int percent = host.indexOf('%');
        return ('[' + (percent < 0 ? host : host.substring(0, percent)) + ']').getBytes(US_ASCII);
    }
}
