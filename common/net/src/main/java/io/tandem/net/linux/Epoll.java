package io.tandem.net.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.Inet6Address;
import java.net.InetSocketAddress;

import io.tandem.net.peer.PeerAddress;

/** An epoll(7) set with an eventfd to wake its waiter, and the sockets in it. One thread, except {@link #wakeUp}. */
public final class Epoll {

    private static final int EVENTS = 64;
    private static final int EPOLLIN = 1;
    private static final int EPOLLOUT = 4;
    private static final int EPOLLRDHUP = 0x2000;
    /** Reading goes on to the end: EPOLLERR, EPOLLHUP, EPOLLRDHUP. */
    private static final int ENDING = 8 | 16 | EPOLLRDHUP;
    private static final int EPOLLET = 1 << 31;
    private static final int CTL_ADD = 1;
    private static final int CLOEXEC = 0x80000;
    private static final int NONBLOCK = 0x800;
    private static final int EINPROGRESS = 115;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ERROR = 4;
    private static final int SO_KEEPALIVE = 9;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_NODELAY = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int IPPROTO_IP = 0;
    private static final int IP_TOS = 1;
    private static final int IP_FREEBIND = 15;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;
    private static final int IPV6_TCLASS = 67;
    private static final int IPV6_FREEBIND = 78;
    /** struct epoll_event is packed on x86_64 only. */
    private static final boolean PACKED = "amd64".equals(System.getProperty("os.arch"));
    private static final int EVENT_BYTES = PACKED ? 12 : 16;
    private static final int EVENT_DATA = PACKED ? 4 : 8;

    private final Libc libc;
    private final long events;
    private final long scratch;
    private final int epoll;
    private final int wakeUp;

    /** @param arena owns the memory and lives as long as this */
    public Epoll(Libc libc, Arena arena) throws IOException {
        this.libc = libc;
        events = arena.allocate((long) EVENTS * EVENT_BYTES, 16).address();
        scratch = arena.allocate(64, 8).address();
        epoll = check("epoll_create1", libc.epollCreate(CLOEXEC));
        wakeUp = check("eventfd", libc.eventfd(0, CLOEXEC | NONBLOCK));
        add(wakeUp, EPOLLIN | EPOLLET); // each write ends one wait: it need not be read
    }

    private static int family(InetSocketAddress local) {
        return local.getAddress() instanceof Inet6Address ? SocketAddresses.AF_INET6 : SocketAddresses.AF_INET;
    }

    /** Opens a datagram socket bound to exactly that address and adds it to the set. @return its descriptor */
    public int openDatagramSocket(InetSocketAddress local, int trafficClass, int bufferBytes, boolean freeBind) throws IOException {
        int family = family(local);
        int fd = check("socket", libc.socket(family, SOCK_DGRAM | NONBLOCK | CLOEXEC, 0));
        try {
            configure(fd, family == SocketAddresses.AF_INET6, trafficClass, bufferBytes, freeBind);
            check("bind", libc.bind(fd, scratch, SocketAddresses.write(scratch, PeerAddress.of(local))));
            add(fd, EPOLLIN);
            return fd;
        } catch (IOException | RuntimeException e) {
            libc.close(fd);
            throw e;
        }
    }

    /** Begins to connect a stream socket and adds it to the set, edge-triggered: it is reported when it is connected or has failed, and whenever it becomes
     * readable or writable. @return its descriptor */
    public int openStream(InetSocketAddress remote) throws IOException {
        int fd = check("socket", libc.socket(family(remote), SOCK_STREAM | NONBLOCK | CLOEXEC, 0));
        try {
            check("TCP_NODELAY", set(fd, IPPROTO_TCP, TCP_NODELAY, 1));
            check("SO_KEEPALIVE", set(fd, SOL_SOCKET, SO_KEEPALIVE, 1));
            int result = libc.connect(fd, scratch, SocketAddresses.write(scratch, PeerAddress.of(remote)));
            check("connect", result == -EINPROGRESS ? 0 : result);
            add(fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
            return fd;
        } catch (IOException | RuntimeException e) {
            libc.close(fd);
            throw e;
        }
    }

    /** Why a stream socket that was reported is not connected, as errno; 0 if it is. */
    public int connectFailure(int fd) {
        RawMemory.putInt(scratch + 32, 4);
        int result = libc.getsockopt(fd, SOL_SOCKET, SO_ERROR, scratch, scratch + 32);
        return result < 0 ? -result : RawMemory.getInt(scratch);
    }

    /** The address a socket is bound to. */
    public PeerAddress localAddress(int fd) throws IOException {
        RawMemory.putInt(scratch + 32, SocketAddresses.SIZE);
        check("getsockname", libc.getsockname(fd, scratch, scratch + 32));
        return SocketAddresses.create(scratch);
    }

    /** Closes a socket, which also leaves the set. */
    public void close(int fd) {
        libc.close(fd);
    }

    /** Waits for readable sockets. @return how many, to be asked for by {@link #descriptor}; the wake-up counts, with -1 in its place
     * @param timeoutMillis negative: without end */
    public int await(int timeoutMillis) throws IOException {
        int ready = libc.epollWait(epoll, events, EVENTS, timeoutMillis);
        return ready == -Libc.EINTR ? 0 : check("epoll_wait", ready);
    }

    /** The descriptor of a readable socket; -1 for the wake-up. */
    public int descriptor(int index) {
        int fd = RawMemory.getInt(events + (long) index * EVENT_BYTES + EVENT_DATA);
        return fd == wakeUp ? -1 : fd;
    }

    /** Has the peer of a reported stream sent its last, or has the connection failed? */
    public boolean isEnding(int index) {
        return (RawMemory.getInt(events + (long) index * EVENT_BYTES) & ENDING) != 0;
    }

    /** Ends a wait. Any thread; not after {@link #close()}. */
    public void wakeUp() {
        int result = Libc.eventfdWrite(wakeUp, 1);
        if (result < 0) {
            throw new IllegalStateException("event loop is closed");
        }
    }

    /** Closes the set itself; sockets are closed one by one before. */
    public void close() {
        libc.close(wakeUp);
        libc.close(epoll);
    }

    private void add(int fd, int interest) throws IOException {
        long event = scratch + 40;
        RawMemory.putInt(event, interest);
        RawMemory.putLong(event + EVENT_DATA, fd);
        check("epoll_ctl", libc.epollCtl(epoll, CTL_ADD, fd, event));
    }

    private void configure(int fd, boolean ipv6, int trafficClass, int bufferBytes, boolean freeBind) throws IOException {
        buffer(fd, SO_RCVBUFFORCE, SO_RCVBUF, bufferBytes);
        buffer(fd, SO_SNDBUFFORCE, SO_SNDBUF, bufferBytes);
        if (ipv6) {
            check("IPV6_V6ONLY", set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1));
        }
        if (trafficClass != 0) {
            check("traffic class", ipv6 ? set(fd, IPPROTO_IPV6, IPV6_TCLASS, trafficClass) : set(fd, IPPROTO_IP, IP_TOS, trafficClass));
        }
        if (freeBind) {
            check("free bind", ipv6 ? set(fd, IPPROTO_IPV6, IPV6_FREEBIND, 1) : set(fd, IPPROTO_IP, IP_FREEBIND, 1));
        }
    }

    /** The forced form needs CAP_NET_ADMIN; the plain one is cut to net.core.rmem_max. */
    private void buffer(int fd, int forced, int plain, int bytes) throws IOException {
        if (set(fd, SOL_SOCKET, forced, bytes) < 0) {
            check("socket buffer", set(fd, SOL_SOCKET, plain, bytes));
        }
    }

    private int set(int fd, int level, int option, int value) {
        RawMemory.putInt(scratch, value);
        return libc.setsockopt(fd, level, option, scratch, 4);
    }

    private static int check(String call, int result) throws IOException {
        if (result < 0) {
            throw new IOException("%s: %s".formatted(call, reason(-result)));
        }
        return result;
    }

    /** An errno in words. */
    public static String reason(int errno) {
        return switch (errno) {
            case 13 -> "Permission denied";
            case 24 -> "Too many open files (raise LimitNOFILE)";
            case 98 -> "Address already in use";
            case 99 -> "Cannot assign requested address (not on this host)";
            case 101, 113 -> "Host is unreachable";
            case 104 -> "Connection reset by the peer";
            case 110 -> "Connection timed out";
            case Libc.ECONNREFUSED -> "Connection refused";
            default -> "errno " + errno;
        };
    }
}
