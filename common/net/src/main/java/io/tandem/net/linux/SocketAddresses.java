package io.tandem.net.linux;

import io.tandem.net.peer.PeerAddress;
import io.tandem.net.peer.PeerTable;

/** Native socket addresses (ip(7), ipv6(7)) to and from Java's. */
final class SocketAddresses {

    /** Room for sockaddr_in and sockaddr_in6. */
    static final int SIZE = 28;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    private static final int SIZE_IPV4 = 16;

    private SocketAddresses() {}

    /** Writes an address. @return its length */
    static int write(long at, PeerAddress address) {
        boolean ipv4 = address.isIpv4();
        RawMemory.putInt(at, (ipv4 ? AF_INET : AF_INET6) | Short.toUnsignedInt(Short.reverseBytes((short) address.getPort())) << 16);
        if (ipv4) {
            RawMemory.putInt(at + 4, Integer.reverseBytes((int) address.low()));
            RawMemory.putLong(at + 8, 0);
            return SIZE_IPV4;
        }
        RawMemory.putInt(at + 4, 0);
        RawMemory.putLong(at + 8, Long.reverseBytes(address.high()));
        RawMemory.putLong(at + 16, Long.reverseBytes(address.low()));
        RawMemory.putInt(at + 24, address.scope());
        return SIZE;
    }

    /** The address written at that place; the same instance while the table knows the peer. */
    static PeerAddress read(long at, PeerTable peers) {
        return isIpv4(at) ? peers.get(true, 0, ipv4(at), 0, RawMemory.getPort(at + 2))
                : peers.get(false, high(at), low(at), RawMemory.getInt(at + 24), RawMemory.getPort(at + 2));
    }

    /** The address written at that place, as a new object. */
    static PeerAddress create(long at) {
        return isIpv4(at) ? PeerAddress.of(true, 0, ipv4(at), 0, RawMemory.getPort(at + 2))
                : PeerAddress.of(false, high(at), low(at), RawMemory.getInt(at + 24), RawMemory.getPort(at + 2));
    }

    private static boolean isIpv4(long at) {
        return (RawMemory.getInt(at) & 0xFFFF) == AF_INET;
    }

    private static long ipv4(long at) {
        return Integer.toUnsignedLong(Integer.reverseBytes(RawMemory.getInt(at + 4)));
    }

    private static long high(long at) {
        return Long.reverseBytes(RawMemory.getLong(at + 8));
    }

    private static long low(long at) {
        return Long.reverseBytes(RawMemory.getLong(at + 16));
    }
}
