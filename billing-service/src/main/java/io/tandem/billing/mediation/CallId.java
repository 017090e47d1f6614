package io.tandem.billing.mediation;

import java.util.List;
import java.util.stream.Stream;

/** Call-IDs of one call: the caller's, and those that the B2BUA makes of it for its own legs. */
final class CallId {
    private static final List<String> SUFFIXES = List.of("_pbx-1", "_xfer-1");

    private CallId() {}

    /** The caller's Call-ID, of any leg's. */
    static String base(String callId) {
        for (String suffix : SUFFIXES) {
            if (callId.endsWith(suffix) && callId.length() > suffix.length()) {
                return base(callId.substring(0, callId.length() - suffix.length()));
            }
        }
        return callId;
    }

    /** All Call-IDs whose rows belong to this call. */
    static Stream<String> ofCall(String base) {
        return Stream.of(base, base + "_pbx-1", base + "_xfer-1", base + "_pbx-1_xfer-1");
    }
}
