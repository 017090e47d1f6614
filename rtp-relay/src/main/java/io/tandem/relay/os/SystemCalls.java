package io.tandem.relay.os;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * The one door to the kernel: syscall(2) with up to six arguments. A failure comes back as the negative errno. One thread an instance.
 *
 * <p>One handle for all calls keeps the numbers of the architecture in one place and gets hot (and compiled) at once.
 */
@SuppressWarnings("restricted")
public final class SystemCalls {
    public static final int EINTR = 4;
    public static final int EBADF = 9;
    public static final int EAGAIN = 11;
    public static final int EACCES = 13;
    public static final int EMFILE = 24;
    public static final int EADDRINUSE = 98;
    public static final int ENOBUFS = 105;
    public static final int ECANCELED = 125;

    private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO = Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SYSCALL = Linker.nativeLinker().downcallHandle(
            Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            CAPTURE, Linker.Option.firstVariadicArg(1));

    private final MemorySegment state;

    /** @param arena owns the place where errno is captured; must live as long as this */
    public SystemCalls(Arena arena) {
        state = arena.allocate(Linker.Option.captureStateLayout());
    }

    /** A call with fewer arguments passes zeros. */
    public long call(long number, long a, long b, long c, long d, long e, long f) {
        try {
            long result = (long) SYSCALL.invokeExact(state, number, a, b, c, d, e, f);
            return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
        } catch (Throwable cause) {
            throw new IllegalStateException("system call handle", cause); // a downcall handle throws only when it was called wrongly
        }
    }

    /** The errno name operators look for. */
    public static String reason(long result) {
        return switch ((int) -result) {
            case 1 -> "Operation not permitted";
            case EACCES -> "Permission denied";
            case EMFILE -> "Too many open files (raise LimitNOFILE)";
            case EADDRINUSE -> "Address already in use";
            case 99 -> "Cannot assign requested address (not on this host)";
            default -> "errno " + -result;
        };
    }
}
