package io.tandem.net.linux;

import java.lang.foreign.Arena;

import io.tandem.net.peer.PeerAddress;
import io.tandem.net.peer.PeerTable;

/** Up to 64 datagrams taken from a socket in one recvmmsg(2). Everything off-heap is allocated once. One thread. */
public final class ReceiveBatch {

    static final int DATAGRAMS = 64;
    /** mmsghdr of 64-bit Linux: name, namelen, iov, iovlen, control, controllen, flags, then msg_len at 56. */
    static final int HEADER_BYTES = 64;
    private static final int IOVEC_BYTES = 16;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MAX_DATAGRAM = 65_535;
    /** Not a power of two, so that the buffers' first lines do not share cache sets. */
    private static final int STRIDE = 65_536 + 64 * 33;

    private final Libc libc;
    private final PeerTable peers;
    private final long headers;
    private final long names;
    private final long buffers;

    /** @param arena owns the memory and lives as long as this
     * @param peers gives the objects of the sources */
    public ReceiveBatch(Libc libc, Arena arena, PeerTable peers) {
        this.libc = libc;
        this.peers = peers;
        headers = arena.allocate((long) DATAGRAMS * HEADER_BYTES, 64).address();
        names = arena.allocate((long) DATAGRAMS * SocketAddresses.SIZE, 8).address();
        buffers = libc.pages((long) DATAGRAMS * STRIDE, arena);
        long iovecs = arena.allocate((long) DATAGRAMS * IOVEC_BYTES, 8).address();
        for (int i = 0; i < DATAGRAMS; i++) {
            long iovec = iovecs + (long) i * IOVEC_BYTES;
            RawMemory.putLong(iovec, buffer(i));
            RawMemory.putLong(iovec + 8, MAX_DATAGRAM);
            RawMemory.putLong(header(i), name(i));
            RawMemory.putInt(header(i) + 8, SocketAddresses.SIZE);
            RawMemory.putLong(header(i) + 16, iovec);
            RawMemory.putLong(header(i) + 24, 1);
        }
    }

    /** Takes what the socket has. @return how many datagrams, or the negative errno */
    public int receive(int fd) {
        int count = libc.recvmmsg(fd, headers, DATAGRAMS, MSG_DONTWAIT);
        for (int i = 0; i < count; i++) {
            RawMemory.putInt(header(i) + 8, SocketAddresses.SIZE);
        }
        return count;
    }

    /** Copies a datagram. @return its length */
    public int copyTo(int index, byte[] target) {
        int length = RawMemory.getInt(header(index) + 56);
        RawMemory.get(buffer(index), target, 0, length);
        return length;
    }

    /** Who sent a datagram. */
    public PeerAddress source(int index) {
        return SocketAddresses.read(name(index), peers);
    }

    private long header(int index) {
        return headers + (long) index * HEADER_BYTES;
    }

    private long name(int index) {
        return names + (long) index * SocketAddresses.SIZE;
    }

    private long buffer(int index) {
        return buffers + (long) index * STRIDE;
    }
}
