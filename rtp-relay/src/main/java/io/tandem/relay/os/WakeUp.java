package io.tandem.relay.os;

import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicBoolean;

/** An eventfd(2) that ends an engine's wait. */
public final class WakeUp {
    private static final int CLOEXEC_NONBLOCK = 0x80000 | 0x800;

    private final AtomicBoolean pending = new AtomicBoolean();
    private final SystemCalls loopCalls;
    private final long scratch;
    private final int fd;

    /** @param loopCalls the loop thread's own */
    public WakeUp(SystemCalls loopCalls, Arena arena) {
        this.loopCalls = loopCalls;
        this.scratch = arena.allocate(16, 8).address();
        Memory.putLong(scratch + 8, 1);
        this.fd = (int) loopCalls.call(CallNumbers.HERE.eventfd2, 0, CLOEXEC_NONBLOCK, 0, 0, 0, 0);
        if (fd < 0) throw new IllegalStateException("eventfd: " + SystemCalls.reason(fd));
    }

    public int fd() {
        return fd;
    }

    /** Any thread; many calls before the loop runs cost one system call. */
    public void signal() {
        if (pending.compareAndSet(false, true)) {
            try (Arena arena = Arena.ofConfined()) {
                new SystemCalls(arena).call(CallNumbers.HERE.write, fd, scratch + 8, 8, 0, 0, 0);
            }
        }
    }

    /** Loop thread, before it looks at its tasks. */
    public void take() {
        loopCalls.call(CallNumbers.HERE.read, fd, scratch, 8, 0, 0, 0);
        pending.set(false);
    }

    public void close() {
        loopCalls.call(CallNumbers.HERE.close, fd, 0, 0, 0, 0, 0);
    }
}
