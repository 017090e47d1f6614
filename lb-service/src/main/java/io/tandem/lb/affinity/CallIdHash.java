package io.tandem.lb.affinity;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The hash that ties a call to a proxy. Both legs of a call have the same: what the B2BUA appends to the caller's Call-ID does not count. */
public final class CallIdHash {

    private static final byte[][] LEG_SUFFIXES = {"_pbx-1".getBytes(UTF_8), "_xfer-1".getBytes(UTF_8), "_b2b-1".getBytes(UTF_8)};

    private CallIdHash() {}

    public static long of(String callId) {
        byte[] bytes = callId.getBytes(UTF_8);
        return of(bytes, 0, bytes.length);
    }

    /** Hash of the Call-ID at this place of a message. */
    public static long of(byte[] data, int from, int to) {
        return Hash64.of(data, from, endWithoutSuffixes(data, from, to), 0);
    }

    private static int endWithoutSuffixes(byte[] data, int from, int to) {
        int end = to;
        while (end > from && data[end - 1] == '1') { // every suffix ends in it, and few Call-IDs do
            int shorter = withoutSuffix(data, from, end);
            if (shorter == end) {
                return end;
            }
            end = shorter;
        }
        return end;
    }

    private static int withoutSuffix(byte[] data, int from, int end) {
        for (byte[] suffix : LEG_SUFFIXES) {
            if (endsWith(data, from, end, suffix)) {
                return end - suffix.length;
            }
        }
        return end;
    }

    private static boolean endsWith(byte[] data, int from, int end, byte[] suffix) {
        int start = end - suffix.length;
        if (start < from) {
            return false;
        }
        for (int i = 0; i < suffix.length; i++) {
            if (data[start + i] != suffix[i]) {
                return false;
            }
        }
        return true;
    }
}
