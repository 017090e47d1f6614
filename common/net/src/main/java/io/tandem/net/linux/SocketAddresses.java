package io.tandem.net.linux;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

import org.jspecify.annotations.Nullable;

/** Native socket addresses (ip(7), ipv6(7)) to and from Java's, with a bounded set of known peers so that a known one costs no object. One thread. */
final class SocketAddresses {

    /** Room for sockaddr_in and sockaddr_in6. */
    static final int SIZE = 28;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    private static final int SIZE_IPV4 = 16;
    private static final int WAYS = 4;
    private static final int PEERS = 16_384;

    private final long[] high = new long[PEERS];
    private final long[] low = new long[PEERS];
    private final int[] portAndScope = new int[PEERS];
    private final @Nullable InetSocketAddress[] known = new InetSocketAddress[PEERS];
    private int victim;

    /** Writes an address of the family given. @return its length */
    static int write(long at, InetSocketAddress address, int family) {
        InetAddress ip = address.getAddress();
        RawMemory.putShort(at, (short) family);
        RawMemory.putShort(at + 2, Short.reverseBytes((short) address.getPort()));
        if (family == AF_INET) {
            RawMemory.put(at + 4, ip.getAddress(), 0, 4);
            RawMemory.putLong(at + 8, 0);
            return SIZE_IPV4;
        }
        RawMemory.putInt(at + 4, 0);
        RawMemory.put(at + 8, ip.getAddress(), 0, 16);
        RawMemory.putInt(at + 24, ip instanceof Inet6Address ipv6 ? ipv6.getScopeId() : 0);
        return SIZE;
    }

    /** The address written at that place; the same instance while the peer is known. */
    InetSocketAddress read(long at) {
        boolean ipv4 = isIpv4(at);
        long h = ipv4 ? 0 : RawMemory.getLong(at + 8);
        long l = ipv4 ? RawMemory.getInt(at + 4) : RawMemory.getLong(at + 16);
        int p = RawMemory.getPort(at + 2) | (ipv4 ? 0 : 1 << 16 | RawMemory.getInt(at + 24) << 17);
        int set = slot(h, l, p);
        for (int i = set; i < set + WAYS; i++) {
            InetSocketAddress peer = known[i];
            if (peer != null && low[i] == l && portAndScope[i] == p && high[i] == h) {
                return peer;
            }
        }
        return learn(at, set + (victim++ & WAYS - 1), h, l, p);
    }

    private InetSocketAddress learn(long at, int slot, long h, long l, int p) {
        InetSocketAddress peer = create(at);
        high[slot] = h;
        low[slot] = l;
        portAndScope[slot] = p;
        known[slot] = peer;
        return peer;
    }

    /** The address written at that place, as a new object. */
    static InetSocketAddress create(long at) {
        boolean ipv4 = isIpv4(at);
        byte[] ip = new byte[ipv4 ? 4 : 16];
        RawMemory.get(at + (ipv4 ? 4 : 8), ip, 0, ip.length);
        int scope = ipv4 ? 0 : RawMemory.getInt(at + 24);
        try {
            InetAddress address = scope == 0 ? InetAddress.getByAddress(ip) : Inet6Address.getByAddress(null, ip, scope);
            return new InetSocketAddress(address, RawMemory.getPort(at + 2));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("address of " + ip.length + " bytes", e);
        }
    }

    private static boolean isIpv4(long at) {
        return (RawMemory.getInt(at) & 0xFFFF) == AF_INET;
    }

    private static int slot(long h, long l, int p) {
        long hash = (h * 31 + l * 0x9E3779B97F4A7C15L ^ p) * 0xff51afd7ed558ccdL;
        return (int) (hash >>> 40) & PEERS - 1 & -WAYS;
    }
}
