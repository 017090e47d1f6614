package io.tandem.net.linux;

import java.lang.foreign.Arena;

/** Reads and writes stream sockets through a buffer outside the heap. One thread. */
public final class Streams {
    private static final int BUFFER_BYTES = 65_535;
    /** A write to a connection that is gone is answered, not signalled. */
    private static final int MSG_NOSIGNAL = 0x4000;

    private final Libc libc;
    private final long buffer;

    /** @param arena owns the buffer and lives as long as this */
    public Streams(Libc libc, Arena arena) {
        this.libc = libc;
        buffer = libc.pages(BUFFER_BYTES, arena);
    }

    /** Reads what is there, up to the length of the target and 65,535 octets. @return how many, 0 at the end, or the negative errno */
    public int receive(int fd, byte[] target) {
        int count = libc.recv(fd, buffer, Math.min(BUFFER_BYTES, target.length), 0);
        if (count > 0) {
            RawMemory.get(buffer, target, 0, count);
        }
        return count;
    }

    /** Writes up to 65,535 octets. @return how many were taken, or the negative errno */
    public int send(int fd, byte[] data, int offset, int length) {
        int some = Math.min(BUFFER_BYTES, length);
        RawMemory.put(buffer, data, offset, some);
        return libc.send(fd, buffer, some, MSG_NOSIGNAL);
    }
}
