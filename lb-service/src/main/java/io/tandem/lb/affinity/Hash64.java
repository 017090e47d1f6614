package io.tandem.lb.affinity;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A fast 64-bit hash of text, the same on every node. Not for secrets. */
public final class Hash64 {

    private static final long MULTIPLIER = 0xff51afd7ed558ccdL;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private Hash64() {}

    public static long of(CharSequence text, long seed) {
        return of(text, 0, text.length(), seed);
    }

    /** Hash of a part of the text. */
    public static long of(CharSequence text, int from, int to, long seed) {
        long hash = seed ^ 0x9E3779B97F4A7C15L;
        for (int i = from; i < to; i++) {
            hash = (hash ^ text.charAt(i)) * MULTIPLIER;
            hash ^= hash >>> 32;
        }
        return mix(hash);
    }

    /** Hash of bytes, eight at a time; not that of the same text. */
    public static long of(byte[] data, int from, int to, long seed) {
        long hash = seed ^ 0x9E3779B97F4A7C15L ^ to - from;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            hash = step(hash, (long) LONGS.get(data, at));
        }
        long rest = 0;
        for (; at < to; at++) {
            rest = rest << Byte.SIZE | data[at] & 0xFF;
        }
        return mix(step(hash, rest));
    }

    private static long step(long hash, long next) {
        long mixed = (hash ^ next) * MULTIPLIER;
        return mixed ^ mixed >>> 32;
    }

    /** Spreads the bits of a number. */
    public static long mix(long value) {
        long hash = (value ^ value >>> 33) * 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 29;
    }

    /** Appends the lowest so many hexadecimal digits. */
    public static void appendHex(StringBuilder text, long value, int digits) {
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            text.append(HEX[(int) (value >>> shift) & 15]);
        }
    }
}
