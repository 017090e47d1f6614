package io.tandem.relay.os;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/** Reads and writes native structures by address, without an object per access. Whoever uses an address owns what it points to. */
@SuppressWarnings("restricted")
public final class Memory {
    /** The whole address space: for readers that take a segment and an offset. */
    public static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final VarHandle ALIGNED_INT = ValueLayout.JAVA_INT.varHandle();

    private static final VarHandle ALIGNED_SHORT = ValueLayout.JAVA_SHORT.varHandle();

    private Memory() {}

    public static byte getByte(long address) {
        return ALL.get(ValueLayout.JAVA_BYTE, address);
    }

    public static int getInt(long address) {
        return ALL.get(ValueLayout.JAVA_INT_UNALIGNED, address);
    }

    public static long getLong(long address) {
        return ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
    }

    /** For an index that the kernel writes. */
    public static int getIntAcquire(long address) {
        return (int) ALIGNED_INT.getAcquire(ALL, address);
    }

    public static void putByte(long address, byte value) {
        ALL.set(ValueLayout.JAVA_BYTE, address, value);
    }

    public static void putShort(long address, short value) {
        ALL.set(ValueLayout.JAVA_SHORT_UNALIGNED, address, value);
    }

    public static void putInt(long address, int value) {
        ALL.set(ValueLayout.JAVA_INT_UNALIGNED, address, value);
    }

    public static void putLong(long address, long value) {
        ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, address, value);
    }

    /** For an index that the kernel reads. */
    public static void putIntRelease(long address, int value) {
        ALIGNED_INT.setRelease(ALL, address, value);
    }

    /** For a 16-bit index that the kernel reads. */
    public static void putShortRelease(long address, short value) {
        ALIGNED_SHORT.setRelease(ALL, address, value);
    }
}
