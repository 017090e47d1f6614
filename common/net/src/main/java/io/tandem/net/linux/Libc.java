package io.tandem.net.linux;

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

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** The system calls an event loop makes; a failure is returned as the negative errno, as the kernel does. One thread an instance. */
@SuppressWarnings("restricted")
public final class Libc {

    /** Interrupted by a signal: try again. */
    public static final int EINTR = 4;
    /** Nothing to read, or no room to write. */
    public static final int EAGAIN = 11;
    /** The ICMP answer to an earlier datagram; reported once. */
    public static final int ECONNREFUSED = 111;

    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    private static final long MAP_FAILED = -1;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET = handle("socket", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = handle("bind", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GETSOCKNAME = handle("getsockname", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SETSOCKOPT = handle("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle EVENTFD = handle("eventfd", JAVA_INT, JAVA_INT);
    private static final MethodHandle EPOLL_CREATE1 = handle("epoll_create1", JAVA_INT);
    private static final MethodHandle EPOLL_CTL = handle("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle EPOLL_WAIT = handle("epoll_wait", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle RECVMMSG = handle("recvmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle SENDMMSG = handle("sendmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle CONNECT = handle("connect", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GETSOCKOPT = handle("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle RECV = transfer("recv");
    private static final MethodHandle SEND = transfer("send");
    private static final MethodHandle CLOSE = handle("close", JAVA_INT);
    private static final MethodHandle MMAP = LINKER.downcallHandle(SYMBOLS.findOrThrow("mmap"),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG), Linker.Option.captureCallState("errno"));
    private static final MethodHandle MUNMAP = LINKER.downcallHandle(SYMBOLS.findOrThrow("munmap"), FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle EVENTFD_WRITE = LINKER.downcallHandle(SYMBOLS.findOrThrow("eventfd_write"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));

    private final MemorySegment state;

    /** @param arena owns the place where errno is captured; must live as long as this */
    public Libc(Arena arena) {
        state = arena.allocate(STATE);
    }

    private static MethodHandle handle(String name, ValueLayout... parameters) {
        return LINKER.downcallHandle(SYMBOLS.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, parameters), Linker.Option.captureCallState("errno"));
    }

    /** recv(2) and send(2), whose lengths are longs. */
    private static MethodHandle transfer(String name) {
        return LINKER.downcallHandle(SYMBOLS.findOrThrow(name), FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT),
                Linker.Option.captureCallState("errno"));
    }

    /** Empty pages; an arena would write zeros to all of them, and so take memory that no datagram may ever need.
     * @param arena gives them back when it closes
     * @return where they begin */
    long pages(long bytes, Arena arena) {
        try {
            long address = (long) MMAP.invokeExact(state, 0L, bytes, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0L);
            if (address == MAP_FAILED) {
                throw new OutOfMemoryError("mmap of %d bytes: errno %d".formatted(bytes, (int) ERRNO.get(state, 0L)));
            }
            return MemorySegment.ofAddress(address).reinterpret(bytes, arena, Libc::unmap).address();
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private static void unmap(MemorySegment pages) {
        try {
            int _ = (int) MUNMAP.invokeExact(pages.address(), pages.byteSize());
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    int socket(int family, int type, int protocol) {
        try {
            return checked((int) SOCKET.invokeExact(state, family, type, protocol));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    int bind(int fd, long address, int length) {
        try {
            return checked((int) BIND.invokeExact(state, fd, address, length));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    int getsockname(int fd, long address, long lengthAddress) {
        try {
            return checked((int) GETSOCKNAME.invokeExact(state, fd, address, lengthAddress));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    int setsockopt(int fd, int level, int option, long value, int length) {
        try {
            return checked((int) SETSOCKOPT.invokeExact(state, fd, level, option, value, length));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    int eventfd(int initial, int flags) {
        try {
            return checked((int) EVENTFD.invokeExact(state, initial, flags));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** Any thread. */
    static int eventfdWrite(int fd, long value) {
        try {
            return (int) EVENTFD_WRITE.invokeExact(fd, value);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    int epollCreate(int flags) {
        try {
            return checked((int) EPOLL_CREATE1.invokeExact(state, flags));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    int epollCtl(int epoll, int operation, int fd, long event) {
        try {
            return checked((int) EPOLL_CTL.invokeExact(state, epoll, operation, fd, event));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    int epollWait(int epoll, long events, int maximum, int timeoutMillis) {
        try {
            return checked((int) EPOLL_WAIT.invokeExact(state, epoll, events, maximum, timeoutMillis));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    int recvmmsg(int fd, long headers, int count, int flags) {
        try {
            return checked((int) RECVMMSG.invokeExact(state, fd, headers, count, flags, 0L));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    int sendmmsg(int fd, long headers, int count, int flags) {
        try {
            return checked((int) SENDMMSG.invokeExact(state, fd, headers, count, flags));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    int connect(int fd, long address, int length) {
        try {
            return checked((int) CONNECT.invokeExact(state, fd, address, length));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    int getsockopt(int fd, int level, int option, long value, long lengthAddress) {
        try {
            return checked((int) GETSOCKOPT.invokeExact(state, fd, level, option, value, lengthAddress));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    int recv(int fd, long buffer, int length, int flags) {
        try {
            return checked((int) (long) RECV.invokeExact(state, fd, buffer, (long) length, flags));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    int send(int fd, long buffer, int length, int flags) {
        try {
            return checked((int) (long) SEND.invokeExact(state, fd, buffer, (long) length, flags));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    int close(int fd) {
        try {
            return checked((int) CLOSE.invokeExact(state, fd));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private int checked(int result) {
        return result < 0 ? -(int) ERRNO.get(state, 0L) : result;
    }

    /** A downcall handle throws only when it was called wrongly. */
    private static IllegalStateException broken(Throwable cause) {
        return new IllegalStateException("system call handle", cause);
    }
}
