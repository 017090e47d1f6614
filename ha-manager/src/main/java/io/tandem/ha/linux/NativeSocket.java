package io.tandem.ha.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

/** A socket that never blocks, of any family. One thread. */
public final class NativeSocket implements AutoCloseable {
    /** Packets read in one go: a flood must not keep the thread from its heartbeats. */
    public static final int BURST = 64;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;
    /** SOCK_NONBLOCK, SOCK_CLOEXEC. */
    private static final int NONBLOCK_CLOEXEC = 0x800 | 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    /** In sockaddr_in and sockaddr_in6, big-endian. */
    private static final int PORT_AT = 2;
    private static final int SMALL_BUFFER = 65_536;
    private static final int MAX_PACKET = 2_048;
    private static final int MAX_ADDRESS = 32;

    private final Arena arena = Arena.ofShared();
    private final int fd;
    private final MemorySegment out = arena.allocate(MAX_PACKET);
    private final MemorySegment in = arena.allocate(MAX_PACKET);
    private final MemorySegment address = arena.allocate(MAX_ADDRESS);
    private final MemorySegment from = arena.allocate(MAX_ADDRESS);
    private final MemorySegment fromLength = arena.allocate(JAVA_INT);

    private NativeSocket(int fd) { this.fd = fd; }

    /** @param type SOCK_DGRAM or SOCK_RAW */
    public static NativeSocket open(int family, int type, int protocol) throws IOException {
        int fd = SystemCalls.socket(family, type | NONBLOCK_CLOEXEC, protocol);
        if (fd < 0) throw SystemCalls.failed("socket(%d, %d, %d)".formatted(family, type, protocol), fd);
        NativeSocket socket = new NativeSocket(fd);
        socket.option(SOL_SOCKET, SO_RCVBUF, SMALL_BUFFER); // what is old is worth nothing
        return socket;
    }

    int fd() { return fd; }

    public void bind(byte[] socketAddress, String what) throws IOException {
        int result = SystemCalls.bind(fd, arena.allocateFrom(JAVA_BYTE, socketAddress));
        if (result < 0) throw SystemCalls.failed("bind to " + what, result);
    }

    public void option(int level, int name, int value) throws IOException {
        int result = SystemCalls.setsockopt(fd, level, name, arena.allocateFrom(JAVA_INT, value));
        if (result < 0) throw SystemCalls.failed("setsockopt(%d, %d, %d)".formatted(level, name, value), result);
    }

    public void option(int level, int name, byte[] value) throws IOException {
        int result = SystemCalls.setsockopt(fd, level, name, arena.allocateFrom(JAVA_BYTE, value));
        if (result < 0) throw SystemCalls.failed("setsockopt(%d, %d)".formatted(level, name), result);
    }

    /** @return bytes sent, or the negative errno: a dead link is no exception here */
    public int send(byte[] packet, byte[] to) {
        MemorySegment.copy(packet, 0, out, JAVA_BYTE, 0, packet.length);
        MemorySegment.copy(to, 0, address, JAVA_BYTE, 0, to.length);
        return SystemCalls.sendto(fd, out, packet.length, address, to.length);
    }

    /** @return bytes of one packet in {@code packet}, cut off at its end; negative errno (EAGAIN) if there is none */
    public int receive(byte[] packet) {
        fromLength.set(JAVA_INT, 0, MAX_ADDRESS);
        int length = SystemCalls.recvfrom(fd, in, from, fromLength);
        if (length > 0) MemorySegment.copy(in, JAVA_BYTE, 0, packet, 0, Math.min(length, packet.length));
        return Math.min(length, packet.length);
    }

    /** Whether the last packet's sender has this address, whatever its port. @param ip 4 or 16 bytes */
    public boolean isFrom(byte[] ip) { return isSame(ip, ip.length == 4 ? 4 : 8); }

    /** Whether the last packet's sender has this address and this port. @param ip 4 or 16 bytes */
    public boolean isFrom(byte[] ip, int port) {
        return isFrom(ip) && from.get(JAVA_BYTE, PORT_AT) == (byte) (port >>> 8) && from.get(JAVA_BYTE, PORT_AT + 1) == (byte) port;
    }

    private boolean isSame(byte[] ip, int offset) {
        for (int i = 0; i < ip.length; i++) if (from.get(JAVA_BYTE, offset + i) != ip[i]) return false;
        return true;
    }

    @Override public void close() {
        SystemCalls.close(fd);
        arena.close();
    }
}
