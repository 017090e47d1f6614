package io.tandem.ha.linux;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Native socket addresses: ip(7), ipv6(7), packet(7), netlink(7). */
public final class SocketAddresses {
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    public static final int AF_NETLINK = 16;
    public static final int AF_PACKET = 17;
    private static final int ARPHRD_ETHER = 1;

    private SocketAddresses() {}

    public static int family(InetAddress address) { return address instanceof Inet6Address ? AF_INET6 : AF_INET; }

    /** sockaddr_in or sockaddr_in6. */
    public static byte[] inet(InetAddress address, int port) {
        byte[] ip = address.getAddress();
        if (address instanceof Inet6Address six) {
            return natural(28, AF_INET6).order(ByteOrder.BIG_ENDIAN).putShort((short) port).putInt(0).put(ip).order(ByteOrder.nativeOrder())
                    .putInt(six.getScopeId()).array();
        }
        return natural(16, AF_INET).order(ByteOrder.BIG_ENDIAN).putShort((short) port).put(ip).array();
    }

    /** sockaddr_ll. @param etherType of the frames, in host order @param mac to which they go */
    public static byte[] packet(int interfaceIndex, int etherType, byte[] mac) {
        return natural(20, AF_PACKET).order(ByteOrder.BIG_ENDIAN).putShort((short) etherType).order(ByteOrder.nativeOrder()).putInt(interfaceIndex)
                .putShort((short) ARPHRD_ETHER).put((byte) 0).put((byte) mac.length).put(mac).array();
    }

    /** sockaddr_nl: the kernel, or, to bind to, the groups of messages that are wanted. */
    public static byte[] netlink(int groups) { return natural(12, AF_NETLINK).putInt(8, groups).array(); }

    private static ByteBuffer natural(int size, int family) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder()).putShort((short) family);
    }
}
