package io.tandem.net.linux;

import java.lang.foreign.Arena;

import io.tandem.net.peer.PeerAddress;

/** Datagrams collected for any sockets and handed to the kernel in one sendmmsg(2) a socket. Everything off-heap is allocated once. One thread. */
public final class SendBatch {

    private static final int DATAGRAMS = 64;
    private static final int IOVEC_BYTES = 16;
    private static final int DATA_BYTES = 256 * 1024;
    private static final int NONE = -1;

    private final Libc libc;
    private final long headers;
    private final long names;
    private final long iovecs;
    private final long data;
    private final int[] sockets = new int[DATAGRAMS];
    private final int[] nameLengths = new int[DATAGRAMS];
    private int count;
    private int used;
    private long sent;
    private long failed;

    /** @param arena owns the memory and lives as long as this */
    public SendBatch(Libc libc, Arena arena) {
        this.libc = libc;
        headers = arena.allocate((long) DATAGRAMS * ReceiveBatch.HEADER_BYTES, 64).address();
        names = arena.allocate((long) DATAGRAMS * SocketAddresses.SIZE, 8).address();
        iovecs = arena.allocate((long) DATAGRAMS * IOVEC_BYTES, 8).address();
        data = libc.pages(DATA_BYTES, arena);
    }

    /** Collects a datagram; a full batch leaves first. The target is of the socket's family.
     * @param length at most 65,507 */
    public void add(int fd, byte[] source, int offset, int length, PeerAddress target) {
        if (count == DATAGRAMS || used + length > DATA_BYTES) {
            flush();
        }
        nameLengths[count] = SocketAddresses.write(names + (long) count * SocketAddresses.SIZE, target);
        RawMemory.put(data + used, source, offset, length);
        long iovec = iovecs + (long) count * IOVEC_BYTES;
        RawMemory.putLong(iovec, data + used);
        RawMemory.putLong(iovec + 8, length);
        sockets[count] = fd;
        used += length + 63 & -64;
        count++;
    }

    /** Sends everything, socket by socket, the datagrams of one socket in their order. */
    public void flush() {
        for (int first = 0; first < count; first++) {
            int fd = sockets[first];
            if (fd != NONE) {
                send(fd, gather(fd, first));
            }
        }
        count = 0;
        used = 0;
    }

    /** Datagrams sent since the last call. */
    public long takeSent() {
        long result = sent;
        sent = 0;
        return result;
    }

    /** Datagrams the kernel refused since the last call. */
    public long takeFailed() {
        long result = failed;
        failed = 0;
        return result;
    }

    /** Lines up the headers of one socket's datagrams. */
    private int gather(int fd, int first) {
        int gathered = 0;
        for (int i = first; i < count; i++) {
            if (sockets[i] == fd) {
                long header = headers + (long) gathered++ * ReceiveBatch.HEADER_BYTES;
                RawMemory.putLong(header, names + (long) i * SocketAddresses.SIZE);
                RawMemory.putInt(header + 8, nameLengths[i]);
                RawMemory.putLong(header + 16, iovecs + (long) i * IOVEC_BYTES);
                RawMemory.putLong(header + 24, 1);
                sockets[i] = NONE;
            }
        }
        return gathered;
    }

    private void send(int fd, int total) {
        int done = 0;
        boolean refusedBefore = false;
        while (done < total) {
            int result = libc.sendmmsg(fd, headers + (long) done * ReceiveBatch.HEADER_BYTES, total - done, 0);
            if (result > 0) {
                done += result;
                sent += result;
                refusedBefore = false;
            } else if (result == -Libc.EAGAIN) {
                failed += total - done;
                return;
            } else if (result == -Libc.ECONNREFUSED && !refusedBefore) {
                refusedBefore = true; // an earlier datagram's ICMP error; this one was not tried
            } else if (result != -Libc.EINTR) {
                done++;
                failed++;
            }
        }
    }
}
