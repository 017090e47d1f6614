package io.tandem.net.peer;

/** Reads IPv4 and IPv6 literals from ASCII without allocation (RFC 3986 §3.2.2, RFC 4291 §2.2). One thread. */
public final class IpLiteral {

    private static final int GROUPS = 8;
    private static final long MAPPED = 0xFFFFL << 32;

    private final int[] groups = new int[GROUPS];
    private boolean ipv4;
    private long high;
    private long low;

    /** Reads {@code 192.0.2.1}, {@code 2001:db8::1} or {@code [2001:db8::1]}; an IPv4-mapped address is IPv4. @return false for anything else */
    public boolean read(byte[] text, int from, int to) {
        if (to - from < 2) {
            return false;
        }
        if (text[from] == '[') {
            return text[to - 1] == ']' && readIpv6(text, from + 1, to - 1);
        }
        return isDotted(text, from, to) ? readIpv4(text, from, to) : readIpv6(text, from, to);
    }

    public boolean isIpv4() {
        return ipv4;
    }

    public long high() {
        return high;
    }

    public long low() {
        return low;
    }

    /** Does a dot come before any colon? */
    private static boolean isDotted(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] == '.' || text[i] == ':') {
                return text[i] == '.';
            }
        }
        return false;
    }

    private boolean readIpv4(byte[] text, int from, int to) {
        long bits = quad(text, from, to);
        ipv4 = true;
        high = 0;
        low = bits;
        return bits >= 0;
    }

    /** @return the address, or -1 */
    private static long quad(byte[] text, int from, int to) {
        long bits = 0;
        int i = from;
        for (int octet = 0; octet < 4; octet++) {
            int end = Math.min(to, i + 3);
            int value = 0;
            int start = i;
            while (i < end && text[i] >= '0' && text[i] <= '9') {
                value = value * 10 + text[i++] - '0';
            }
            boolean closed = octet == 3 ? i == to : i < to && text[i] == '.';
            if (i == start || value > 255 || !closed) {
                return -1;
            }
            bits = bits << 8 | value;
            i++;
        }
        return bits;
    }

    private boolean readIpv6(byte[] text, int from, int to) {
        int count = 0;
        int gap = -1;
        int i = from;
        if (to - from >= 2 && text[from] == ':' && text[from + 1] == ':') {
            gap = 0;
            i = from + 2;
        }
        while (i < to && count < GROUPS) {
            int end = endOfGroup(text, i, to);
            if (end < to && text[end] == '.') {
                return tail(text, i, to, count, gap);
            }
            if (!group(text, i, end, count)) {
                return false;
            }
            count++;
            i = end;
            if (i < to) { // at a colon: another group must follow, or the gap
                i++;
                if (i < to && text[i] == ':' && gap < 0) {
                    gap = count;
                    i++;
                } else if (i == to) {
                    return false;
                }
            }
        }
        return i == to && spread(count, gap);
    }

    private static int endOfGroup(byte[] text, int from, int to) {
        int i = from;
        while (i < to && text[i] != ':' && text[i] != '.') {
            i++;
        }
        return i;
    }

    private boolean group(byte[] text, int from, int to, int index) {
        if (to == from || to - from > 4) {
            return false;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = text[i] < 0 ? -1 : Character.digit(text[i], 16);
            if (digit < 0) {
                return false;
            }
            value = value << 4 | digit;
        }
        groups[index] = value;
        return true;
    }

    /** The last 32 bits in dotted form. */
    private boolean tail(byte[] text, int from, int to, int count, int gap) {
        long quad = quad(text, from, to);
        if (quad < 0 || count > GROUPS - 2) {
            return false;
        }
        groups[count] = (int) (quad >>> 16);
        groups[count + 1] = (int) quad & 0xFFFF;
        return spread(count + 2, gap);
    }

    private boolean spread(int count, int gap) {
        if (gap < 0 ? count != GROUPS : count >= GROUPS) {
            return false;
        }
        int first = gap < 0 ? count : gap;
        int zeros = GROUPS - count;
        long h = 0;
        long l = 0;
        for (int i = 0; i < GROUPS; i++) {
            int value = i < first ? groups[i] : i < first + zeros ? 0 : groups[i - zeros];
            if (i < 4) {
                h = h << 16 | value;
            } else {
                l = l << 16 | value;
            }
        }
        ipv4 = h == 0 && (l & 0xFFFF_FFFF_0000_0000L) == MAPPED;
        high = h;
        low = ipv4 ? l & 0xFFFF_FFFFL : l;
        return true;
    }
}
