package io.tandem.relay.os;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A transport address in the three words that sockaddr_in and sockaddr_in6 begin with, so that the packet path compares numbers, not
 * objects.
 * @param head family, port and IPv4 address (IPv6: flow label, always 0 here)
 * @param high first half of an IPv6 address, in memory order; 0 for IPv4
 * @param low  second half */
public record Endpoint(long head, long high, long low) {
    /** Room for either structure. */
    public static final int SOCKADDR_BYTES = 28;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final long IPV6_HEAD_MASK = 0xFFFF_FFFFL;

    public static Endpoint of(InetAddress address, int port) {
        long portWord = portWord(port);
        ByteBuffer octets = ByteBuffer.wrap(address.getAddress()).order(ByteOrder.LITTLE_ENDIAN);
        if (address instanceof Inet4Address) return new Endpoint(AF_INET | portWord | (long) octets.getInt(0) << 32, 0, 0);
        return new Endpoint(AF_INET6 | portWord, octets.getLong(0), octets.getLong(8));
    }

    /** The head of a structure the kernel wrote, without what does not identify the peer. */
    public static long headAt(long sockaddr) {
        long head = Memory.getLong(sockaddr);
        return (head & 0xFFFF) == AF_INET6 ? head & IPV6_HEAD_MASK : head;
    }

    public static boolean isIpv6(long head) {
        return (head & 0xFFFF) == AF_INET6;
    }

    /** Port in network order: equal heads and equal ports can be told apart without an object. */
    public static long portOf(long head) {
        return head >>> 16 & 0xFFFF;
    }

    /** Do two addresses differ in their port only? */
    public static boolean sameAddress(long head, long high, long low, Endpoint other) {
        return isIpv6(head) == other.isIpv6() && head >>> 32 == other.head >>> 32 && high == other.high && low == other.low;
    }

    /** Writes the structure. @return its length */
    public static int write(long at, long head, long high, long low) {
        Memory.putLong(at, head);
        Memory.putLong(at + 8, high);
        if (!isIpv6(head)) return 16;
        Memory.putLong(at + 16, low);
        Memory.putInt(at + 24, 0);
        return SOCKADDR_BYTES;
    }

    public boolean isIpv6() {
        return isIpv6(head);
    }

    public int family() {
        return isIpv6() ? AF_INET6 : AF_INET;
    }

    public int port() {
        return Short.reverseBytes((short) portOf(head)) & 0xFFFF;
    }

    public InetAddress address() {
        ByteBuffer octets = ByteBuffer.allocate(isIpv6() ? 16 : 4).order(ByteOrder.LITTLE_ENDIAN);
        if (isIpv6()) {
            octets.putLong(high).putLong(low);
        } else {
            octets.putInt((int) (head >>> 32));
        }
        try {
            return InetAddress.getByAddress(octets.array());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("address of " + octets.capacity() + " octets", e);
        }
    }

    /** The same host at another port. */
    public Endpoint withPort(int port) {
        return new Endpoint(head & ~0xFFFF_0000L | portWord(port), high, low);
    }

    private static long portWord(int port) {
        if (port < 0 || port > 0xFFFF) throw new IllegalArgumentException("port " + port + " outside 0..65535");
        return (long) (Short.reverseBytes((short) port) & 0xFFFF) << 16;
    }

    @Override
    public String toString() {
        return (isIpv6() ? "[" + address().getHostAddress() + "]" : address().getHostAddress()) + ":" + port();
    }
}
