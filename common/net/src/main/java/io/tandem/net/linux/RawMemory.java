package io.tandem.net.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The whole address space as one segment: reads and writes of native structures by address, without an object per access. */
@SuppressWarnings("restricted")
final class RawMemory {

    static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private RawMemory() {}

    static int getInt(long address) {
        return ALL.get(ValueLayout.JAVA_INT_UNALIGNED, address);
    }

    static long getLong(long address) {
        return ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
    }

    /** An unsigned 16-bit number in network order. */
    static int getPort(long address) {
        return Short.toUnsignedInt(Short.reverseBytes(ALL.get(ValueLayout.JAVA_SHORT_UNALIGNED, address)));
    }

    static void putInt(long address, int value) {
        ALL.set(ValueLayout.JAVA_INT_UNALIGNED, address, value);
    }

    static void putLong(long address, long value) {
        ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, address, value);
    }

    static void put(long address, byte[] source, int offset, int length) {
        MemorySegment.copy(source, offset, ALL, ValueLayout.JAVA_BYTE, address, length);
    }

    static void get(long address, byte[] target, int offset, int length) {
        MemorySegment.copy(ALL, ValueLayout.JAVA_BYTE, address, target, offset, length);
    }
}
