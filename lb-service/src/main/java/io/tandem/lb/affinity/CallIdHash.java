package io.tandem.lb.affinity;

import java.util.List;

/** The hash that ties a call to a proxy. Both legs of a call have the same: what the B2BUA appends to the caller's Call-ID does not count. */
public final class CallIdHash {

    private static final List<String> LEG_SUFFIXES = List.of("_pbx-1", "_xfer-1");

    private CallIdHash() {}

    public static long of(String callId) {
        return Hash64.of(callId, 0, lengthWithoutSuffixes(callId), 0);
    }

    private static int lengthWithoutSuffixes(String callId) {
        int length = callId.length();
        boolean found = true;
        while (found) {
            found = false;
            for (String suffix : LEG_SUFFIXES) {
                if (callId.startsWith(suffix, length - suffix.length())) {
                    length -= suffix.length();
                    found = true;
                }
            }
        }
        return length;
    }
}
