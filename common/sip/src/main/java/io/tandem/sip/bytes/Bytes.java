package io.tandem.sip.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Searches, comparisons and numbers over bytes, eight at a time where that pays. */
public final class Bytes {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long ONES = 0x0101010101010101L;
    private static final long SPACES = 0x2020202020202020L;
    private static final long MULTIPLIER = 0xff51afd7ed558ccdL;
    private static final boolean[] TOKEN = tokenTable();

    private Bytes() {}

    private static boolean[] tokenTable() {
        boolean[] table = new boolean[256];
        for (char c = 0; c < 128; c++) {
            table[c] = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || "-.!%*_+`'~".indexOf(c) >= 0;
        }
        return table;
    }

    /** The bytes of an ASCII text. */
    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A part as text, for the rare cases that want one. SIP text is UTF-8 (RFC 3261 §7). */
    public static String text(byte[] data, int from, int to) {
        return new String(data, from, to - from, StandardCharsets.UTF_8);
    }

    /** Eight bytes, the first in the lowest bits. */
    public static long eight(byte[] data, int at) {
        return (long) LONGS.get(data, at);
    }

    /** Writes the low 32 bits as eight hexadecimal digits. */
    public static void putHex(byte[] data, int at, long value) {
        long nibbles = value & 0xFFFF_FFFFL;
        nibbles = (nibbles | nibbles << 16) & 0x0000FFFF_0000FFFFL;
        nibbles = (nibbles | nibbles << 8) & 0x00FF00FF_00FF00FFL;
        nibbles = (nibbles | nibbles << 4) & 0x0F0F0F0F_0F0F0F0FL;
        long letters = nibbles + 6 * ONES >>> 4 & ONES;
        LONGS.set(data, at, Long.reverseBytes(nibbles + '0' * ONES + letters * ('a' - '0' - 10)));
    }

    /** The first up to eight bytes of [from, to) with bit 0x20 set: letters in lower case, and some other bytes changed. */
    public static long lowerUpToEight(byte[] data, int from, int to) {
        int length = to - from;
        if (from + Long.BYTES <= data.length) {
            long all = eight(data, from) | SPACES;
            return length >= Long.BYTES ? all : all & (1L << (length << 3)) - 1;
        }
        long value = 0;
        for (int i = Math.min(length, Long.BYTES) - 1; i >= 0; i--) {
            value = value << 8 | (data[from + i] | 0x20) & 0xFF;
        }
        return value;
    }

    public static boolean isToken(byte b) {
        return TOKEN[b & 0xFF];
    }

    /** True for a non-empty token (RFC 3261 §25.1). */
    public static boolean isToken(byte[] data, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!TOKEN[data[i] & 0xFF]) {
                return false;
            }
        }
        return to > from;
    }

    public static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** Linear white space, line breaks of a folded header included. */
    public static boolean isLws(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    /** First byte below 0x20 in [from, to), or {@code to}. The borrow of the subtraction only disturbs bytes behind the first hit. */
    public static int nextControl(byte[] data, int from, int to) {
        int last = data.length - Long.BYTES;
        int i = from;
        while (i < to - Long.BYTES && i <= last - Long.BYTES && (controls(eight(data, i)) | controls(eight(data, i + Long.BYTES))) == 0) {
            i += 2 * Long.BYTES;
        }
        for (; i < to && i <= last; i += Long.BYTES) {
            long hits = controls(eight(data, i));
            if (hits != 0) {
                return Math.min(i + (Long.numberOfTrailingZeros(hits) >>> 3), to);
            }
        }
        while (i < to && (data[i] < 0 || data[i] >= ' ')) {
            i++;
        }
        return Math.min(i, to);
    }

    private static long controls(long eight) {
        return eight - SPACES & ~eight & HIGH_BITS;
    }

    /** Position of the byte in [from, to), or -1. Reads beyond {@code to}, where the array goes on, rather than byte by byte. */
    public static int indexOf(byte[] data, int wanted, int from, int to) {
        int last = data.length - Long.BYTES;
        int i = from;
        long pattern = wanted * ONES;
        for (; i < to && i <= last; i += Long.BYTES) {
            long hits = matches(eight(data, i), pattern);
            if (hits != 0) {
                int hit = i + (Long.numberOfTrailingZeros(hits) >>> 3);
                return hit < to ? hit : -1;
            }
        }
        for (; i < to; i++) {
            if (data[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /** Position of the first of the two bytes in [from, to), or {@code to}. */
    public static int indexOfEither(byte[] data, int one, int other, int from, int to) {
        int last = data.length - Long.BYTES;
        int i = from;
        long ones = one * ONES;
        long others = other * ONES;
        for (; i < to && i <= last; i += Long.BYTES) {
            long eight = eight(data, i);
            long hits = matches(eight, ones) | matches(eight, others);
            if (hits != 0) {
                return Math.min(i + (Long.numberOfTrailingZeros(hits) >>> 3), to);
            }
        }
        while (i < to && data[i] != one && data[i] != other) {
            i++;
        }
        return Math.min(i, to);
    }

    /** The high bit of every byte that equals the pattern's, up to the first at least. */
    private static long matches(long eight, long pattern) {
        long difference = eight ^ pattern;
        return difference - ONES & ~difference & HIGH_BITS;
    }

    /** Position of the text in [from, to), or -1. */
    public static int indexOf(byte[] data, byte[] wanted, int from, int to) {
        int last = to - wanted.length;
        for (int i = indexOf(data, wanted[0], from, Math.max(from, last + 1)); i >= 0; i = indexOf(data, wanted[0], i + 1, last + 1)) {
            if (startsWith(data, i, to, wanted)) {
                return i;
            }
        }
        return -1;
    }

    public static boolean startsWith(byte[] data, int from, int to, byte[] prefix) {
        int end = from + prefix.length;
        return end <= to && Arrays.equals(data, from, end, prefix, 0, prefix.length);
    }

    public static boolean equals(byte[] data, int from, int to, byte[] other) {
        return to - from == other.length && Arrays.equals(data, from, to, other, 0, other.length);
    }

    /** @param lower in lower case */
    public static boolean equalsIgnoreCase(byte[] data, int from, int to, byte[] lower) {
        if (to - from != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            if (lower(data[from + i]) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    public static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }

    /** Digits as a number; -1 for anything else or more than a few quadrillions. */
    public static long number(byte[] data, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = data[i] - '0';
            if (digit < 0 || digit > 9 || value > Long.MAX_VALUE / 10 - 1) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return from == to ? -1 : value;
    }

    /** First position that is no blank, from the front. */
    public static int skipBlanks(byte[] data, int from, int to) {
        int i = from;
        while (i < to && isBlank(data[i])) {
            i++;
        }
        return i;
    }

    /** End without the blanks before it. */
    public static int trimBlanks(byte[] data, int from, int to) {
        int i = to;
        while (i > from && isBlank(data[i - 1])) {
            i--;
        }
        return i;
    }

    /** A fast hash; depends on nothing but the bytes and the seed. Not for secrets. */
    public static long hash(byte[] data, int from, int to, long seed) {
        long hash = seed ^ (to - from) * 0x9E3779B97F4A7C15L;
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            hash = (hash ^ eight(data, i)) * MULTIPLIER;
            hash ^= hash >>> 32;
        }
        for (; i < to; i++) {
            hash = (hash ^ data[i] & 0xFF) * MULTIPLIER;
            hash ^= hash >>> 32;
        }
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 29;
    }

    /** Where a hexadecimal digit's value is, or -1. */
    public static int hexDigit(byte b) {
        int lower = b | 0x20;
        return b >= '0' && b <= '9' ? b - '0' : lower >= 'a' && lower <= 'f' && b > 0 ? lower - 'a' + 10 : -1;
    }
}
