package io.tandem.net.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Single datagrams to local sockets (unix(7)), which Java has no channel for. Any thread; waits while the receiver's queue is full. */
public final class UnixDatagram {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int FAMILY_BYTES = 2;
    private static final int MOST_PATH = 107;

    private UnixDatagram() {}

    /** Sends one.
     * @param address path of the socket, or {@code @name} of one in the abstract name space
     * @throws IOException with the errno if the address is too long, or nobody takes the datagram */
    public static void send(String address, byte[] payload) throws IOException {
        byte[] path = address.getBytes(StandardCharsets.UTF_8);
        if (path.length == 0 || path.length > MOST_PATH) {
            throw new IOException("address of a local socket has 1 to %d octets: '%s'".formatted(MOST_PATH, address));
        }
        try (Arena arena = Arena.ofConfined()) {
            Libc libc = new Libc(arena);
            int socket = checked(libc.socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0), "socket", address);
            try {
                MemorySegment to = address(path, arena);
                checked(libc.connect(socket, to.address(), (int) to.byteSize()), "connect", address);
                MemorySegment bytes = arena.allocate(Math.max(1, payload.length));
                MemorySegment.copy(payload, 0, bytes, ValueLayout.JAVA_BYTE, 0, payload.length);
                checked(libc.send(socket, bytes.address(), payload.length, MSG_NOSIGNAL), "send", address);
            } finally {
                libc.close(socket);
            }
        }
    }

    private static MemorySegment address(byte[] path, Arena arena) {
        MemorySegment to = arena.allocate(FAMILY_BYTES + path.length + (path[0] == '@' ? 0 : 1)); // a path ends with NUL, an abstract name does not
        to.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) AF_UNIX);
        MemorySegment.copy(path, 0, to, ValueLayout.JAVA_BYTE, FAMILY_BYTES, path.length);
        if (path[0] == '@') {
            to.set(ValueLayout.JAVA_BYTE, FAMILY_BYTES, (byte) 0);
        }
        return to;
    }

    private static int checked(int result, String call, String address) throws IOException {
        if (result < 0) {
            throw new IOException("%s of local socket %s: errno %d".formatted(call, address, -result));
        }
        return result;
    }
}
