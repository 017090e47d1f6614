package io.tandem.ha.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** System calls; a failure is the negative errno, as the kernel has it. Any thread: errno is captured in memory of the call's own. */
@SuppressWarnings("restricted")
final class SystemCalls {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> STATES = ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

    private static final MethodHandle SOCKET = handle("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = handle("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SETSOCKOPT = handle("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SENDTO = handle("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle RECVFROM = handle("recvfrom", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle POLL = handle("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CLOSE = handle("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle SETSCHEDULER = handle("sched_setscheduler", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);

    private SystemCalls() {}

    private static MethodHandle handle(String name, ValueLayout result, ValueLayout... parameters) {
        return LINKER.downcallHandle(SYMBOLS.findOrThrow(name), FunctionDescriptor.of(result, parameters), Linker.Option.captureCallState("errno"));
    }

    static int socket(int family, int type, int protocol) {
        MemorySegment state = STATES.get();
        try {
            return checked((int) SOCKET.invokeExact(state, family, type, protocol), state);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int bind(int fd, MemorySegment address) {
        MemorySegment state = STATES.get();
        try {
            return checked((int) BIND.invokeExact(state, fd, address, (int) address.byteSize()), state);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int setsockopt(int fd, int level, int option, MemorySegment value) {
        MemorySegment state = STATES.get();
        try {
            return checked((int) SETSOCKOPT.invokeExact(state, fd, level, option, value, (int) value.byteSize()), state);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int sendto(int fd, MemorySegment data, long length, MemorySegment address, int addressLength) {
        MemorySegment state = STATES.get();
        try {
            return checked((int) (long) SENDTO.invokeExact(state, fd, data, length, 0, address, addressLength), state);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int recvfrom(int fd, MemorySegment data, MemorySegment address, MemorySegment addressLength) {
        MemorySegment state = STATES.get();
        try {
            return checked((int) (long) RECVFROM.invokeExact(state, fd, data, data.byteSize(), 0, address, addressLength), state);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int poll(MemorySegment descriptors, long count, int timeoutMillis) {
        MemorySegment state = STATES.get();
        try {
            return checked((int) POLL.invokeExact(state, descriptors, count, timeoutMillis), state);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int close(int fd) {
        MemorySegment state = STATES.get();
        try {
            return checked((int) CLOSE.invokeExact(state, fd), state);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int setScheduler(int thread, int policy, MemorySegment priority) {
        MemorySegment state = STATES.get();
        try {
            return checked((int) SETSCHEDULER.invokeExact(state, thread, policy, priority), state);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private static int checked(int result, MemorySegment state) { return result < 0 ? -(int) ERRNO.get(state, 0L) : result; }

    /** A downcall handle throws only when it was called wrongly. */
    private static IllegalStateException broken(Throwable cause) { return new IllegalStateException("system call handle", cause); }

    /** The exception for a failed call that is not to be expected: {@code EPERM} is 1, {@code ENODEV} 19. */
    static IOException failed(String what, int result) {
        String hint = result == -1 || result == -13 ? "; the HA manager needs CAP_NET_ADMIN and CAP_NET_RAW (run as root, or set them in its unit)" : "";
        return new IOException(what + " failed with errno " + -result + hint);
    }
}
