package io.tandem.ha.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/** Waits for packets on several sockets (poll(2)). One thread. */
public final class Poller implements AutoCloseable {
    private static final int POLLFD = 8;
    private static final short POLLIN = 1;
    private static final int MAX_SOCKETS = 64;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment descriptors = arena.allocate(POLLFD * MAX_SOCKETS, 4);
    private final List<Runnable> readers = new ArrayList<>();

    /** @param reader takes all there is; called on the waiting thread */
    public void add(NativeSocket socket, Runnable reader) {
        if (readers.size() == MAX_SOCKETS) throw new IllegalStateException("more than " + MAX_SOCKETS + " sockets");
        long at = (long) POLLFD * readers.size();
        descriptors.set(JAVA_INT, at, socket.fd());
        descriptors.set(JAVA_SHORT, at + 4, POLLIN);
        readers.add(reader);
    }

    /** Waits at most that long and reads whatever is ready; an error state of a socket is cleared by reading it, too. */
    public void poll(int timeoutMillis) {
        int ready = SystemCalls.poll(descriptors, readers.size(), timeoutMillis);
        for (int i = 0; ready > 0 && i < readers.size(); i++) {
            if (descriptors.get(JAVA_SHORT, (long) POLLFD * i + 6) == 0) continue;
            ready--;
            readers.get(i).run();
        }
    }

    @Override public void close() { arena.close(); }
}
