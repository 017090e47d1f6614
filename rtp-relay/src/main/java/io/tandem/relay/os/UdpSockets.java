package io.tandem.relay.os;

import java.lang.foreign.Arena;

/** Opens and closes media sockets. One thread. */
public final class UdpSockets {
    private static final int SOCK_DGRAM_NONBLOCK_CLOEXEC = 2 | 0x800 | 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int IPPROTO_IP = 0;
    private static final int IP_TOS = 1;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;
    private static final int IPV6_TCLASS = 67;
    private static final int IP_FREEBIND = 15;
    private static final int IPV6_FREEBIND = 78;

    private final SystemCalls calls;
    private final long scratch;
    private final int trafficClass;
    private final int receiveBufferBytes;
    private final boolean anyAddress;

    /** @param trafficClass IPv4 TOS or IPv6 traffic class octet */
    public UdpSockets(int trafficClass, int receiveBufferBytes) {
        this(trafficClass, receiveBufferBytes, false);
    }

    /** @param anyAddress sockets may be bound to an address before this host has it */
    public UdpSockets(int trafficClass, int receiveBufferBytes, boolean anyAddress) {
        this.calls = new SystemCalls(Arena.global());
        this.scratch = Arena.global().allocate(32, 8).address();
        this.trafficClass = trafficClass;
        this.receiveBufferBytes = receiveBufferBytes;
        this.anyAddress = anyAddress;
    }

    /** A socket bound to exactly that address. @return its descriptor, or the negative errno; then nothing stays open */
    public int open(Endpoint local) {
        CallNumbers n = CallNumbers.HERE;
        int fd = (int) calls.call(n.socket, local.family(), SOCK_DGRAM_NONBLOCK_CLOEXEC, 0, 0, 0, 0);
        if (fd < 0) return fd;
        configure(fd, local.isIpv6());
        int bound = (int) calls.call(n.bind, fd, scratch, Endpoint.write(scratch, local.head(), local.high(), local.low()), 0, 0, 0);
        if (bound == 0) return fd;
        close(fd);
        return bound;
    }

    public void close(int fd) {
        calls.call(CallNumbers.HERE.close, fd, 0, 0, 0, 0, 0);
    }

    private void configure(int fd, boolean ipv6) {
        set(fd, SOL_SOCKET, SO_RCVBUF, receiveBufferBytes);
        if (ipv6) set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
        if (anyAddress) set(fd, ipv6 ? IPPROTO_IPV6 : IPPROTO_IP, ipv6 ? IPV6_FREEBIND : IP_FREEBIND, 1);
        trafficClass(fd, ipv6, trafficClass);
    }

    /** TOS or traffic class octet of what a socket sends. */
    public void trafficClass(int fd, boolean ipv6, int octet) {
        set(fd, ipv6 ? IPPROTO_IPV6 : IPPROTO_IP, ipv6 ? IPV6_TCLASS : IP_TOS, octet);
    }

    private void set(int fd, int level, int option, int value) {
        Memory.putInt(scratch, value);
        calls.call(CallNumbers.HERE.setsockopt, fd, level, option, scratch, 4, 0);
    }
}
