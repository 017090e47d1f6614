package io.tandem.relay.cipher;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in network order inside octet arrays. */
public final class Octets {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    private Octets() {}

    public static long getLong(byte[] octets, int at) {
        return (long) LONG.get(octets, at);
    }

    public static void putLong(byte[] octets, int at, long value) {
        LONG.set(octets, at, value);
    }

    public static int getInt(byte[] octets, int at) {
        return (int) INT.get(octets, at);
    }

    public static void putInt(byte[] octets, int at, int value) {
        INT.set(octets, at, value);
    }

    public static int getUnsignedShort(byte[] octets, int at) {
        return (short) SHORT.get(octets, at) & 0xFFFF;
    }

    public static void putShort(byte[] octets, int at, short value) {
        SHORT.set(octets, at, value);
    }

    /** The first 8 octets from there, zeros behind the end. */
    public static long padded(byte[] octets, int at) {
        long value = 0;
        for (int i = at; i < at + 8; i++) {
            value = value << 8 | (i < octets.length ? octets[i] & 0xFF : 0);
        }
        return value;
    }

    /** Compares in constant time. */
    public static boolean same(byte[] left, int leftAt, byte[] right, int rightAt, int length) {
        int difference = 0;
        for (int i = 0; i < length; i++) {
            difference |= left[leftAt + i] ^ right[rightAt + i];
        }
        return difference == 0;
    }
}
