package io.tandem.lb.wire;

import java.util.Locale;

import io.tandem.sip.bytes.Bytes;

/**
 * Header names as small numbers. A name is recognised by its length and by up to three times eight of its bytes with bit 0x20 set: among bytes
 * that are no control characters, only the cases of a letter then look the same.
 */
public final class HeaderCode {

    /** A header nobody here asks for. */
    public static final int OTHER = 0;
    public static final int VIA = 1;
    public static final int ROUTE = 2;
    public static final int RECORD_ROUTE = 3;
    public static final int PATH = 4;
    public static final int MAX_FORWARDS = 5;
    public static final int FROM = 6;
    public static final int TO = 7;
    public static final int CALL_ID = 8;
    public static final int CSEQ = 9;
    public static final int CONTACT = 10;
    public static final int CONTENT_LENGTH = 11;
    public static final int AUTHORIZATION = 12;
    public static final int PROXY_AUTHORIZATION = 13;
    public static final int USER_AGENT = 14;
    public static final int SERVER = 15;
    /** From here on, names that only elements of this system say to each other (signalling.md §1.9). */
    public static final int INTERNAL = 16;
    public static final int P_D_URI = 17;
    public static final int P_OUT_SOCKET = 18;
    public static final int P_NGCP_AUTHORIZATION = 19;
    public static final int P_NGCP_AUTHORIZED = 20;
    public static final int P_NGCP_AUTH_IP = 21;
    public static final int P_NGCP_AUTH_UA = 22;
    /** Codes there are. */
    static final int COUNT = 23;

    private static final String[] NAMES = {"", "Via", "Route", "Record-Route", "Path", "Max-Forwards", "From", "To", "Call-ID", "CSeq", "Contact",
        "Content-Length", "Authorization", "Proxy-Authorization", "User-Agent", "Server", "", "P-D-Uri", "P-Out-Socket", "P-NGCP-Authorization",
        "P-NGCP-Authorized", "P-NGCP-Auth-IP", "P-NGCP-Auth-UA"};
    private static final String[] INTERNAL_NAMES = {"P-Sock-Info", "P-Proxy-Uri", "P-Caller-UUID", "P-Callee-UUID", "P-Header-Change", "P-Third-Party-Call"};
    private static final byte[][] INTERNAL_PREFIXES = {Bytes.ascii("p-ngcp-"), Bytes.ascii("p-app-"), Bytes.ascii("p-first-"), Bytes.ascii("p-acc-"),
        Bytes.ascii("p-lb-")};
    private static final int SLOTS = 256;
    private static final int MAX_LENGTH = 24;
    /** Of each slot: the first eight bytes, the last eight, those from the ninth on, length and code; together on one cache line. */
    private static final long[] TABLE = new long[4 * SLOTS];
    private static final int[] COMPACT = compact();

    static {
        for (int code = 1; code < NAMES.length; code++) {
            if (!NAMES[code].isEmpty()) {
                put(NAMES[code], code);
            }
        }
        for (String name : INTERNAL_NAMES) {
            put(name, INTERNAL);
        }
    }

    private HeaderCode() {}

    private static int[] compact() {
        int[] codes = new int[256];
        String letters = "vmiftl";
        int[] meant = {VIA, CONTACT, CALL_ID, FROM, TO, CONTENT_LENGTH};
        for (int i = 0; i < meant.length; i++) {
            codes[letters.charAt(i)] = meant[i];
            codes[letters.charAt(i) - 32] = meant[i];
        }
        return codes;
    }

    private static void put(String name, int code) {
        byte[] lower = Bytes.ascii(name.toLowerCase(Locale.ROOT));
        long first = Bytes.lowerUpToEight(lower, 0, lower.length);
        int slot = slot(first, lower.length);
        while (TABLE[slot + 3] != 0) {
            slot = slot + 4 & 4 * SLOTS - 1;
        }
        TABLE[slot] = first;
        TABLE[slot + 1] = lower.length > 8 ? Bytes.lowerUpToEight(lower, lower.length - 8, lower.length) : 0;
        TABLE[slot + 2] = lower.length > 16 ? Bytes.lowerUpToEight(lower, 8, lower.length) : 0;
        TABLE[slot + 3] = (long) lower.length << 32 | code;
    }

    private static int slot(long first, int length) {
        return (int) ((first + length) * 0x9E3779B97F4A7C15L >>> 56) << 2;
    }

    /** The code of the name in [from, to), which holds no control character. */
    static int of(byte[] data, int from, int to) {
        int length = to - from;
        if (length == 1) {
            return COMPACT[data[from] & 0xFF];
        }
        long first = Bytes.lowerUpToEight(data, from, to);
        if (length <= MAX_LENGTH) {
            for (int slot = slot(first, length); TABLE[slot + 3] != 0; slot = slot + 4 & 4 * SLOTS - 1) {
                if (TABLE[slot] == first && TABLE[slot + 3] >>> 32 == length && tailIs(data, from, to, slot)) {
                    return (int) TABLE[slot + 3];
                }
            }
        }
        return (first & 0xFFFF) == ('p' | '-' << 8) ? internal(data, from, to) : OTHER;
    }

    private static boolean tailIs(byte[] data, int from, int to, int slot) {
        int length = to - from;
        return length <= 8 || TABLE[slot + 1] == Bytes.lowerUpToEight(data, to - 8, to)
                && (length <= 16 || TABLE[slot + 2] == Bytes.lowerUpToEight(data, from + 8, to));
    }

    private static int internal(byte[] data, int from, int to) {
        for (byte[] prefix : INTERNAL_PREFIXES) {
            if (to - from >= prefix.length && Bytes.equalsIgnoreCase(data, from, from + prefix.length, prefix)) {
                return INTERNAL;
            }
        }
        return OTHER;
    }
}
