package io.tandem.proxy.fork;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Chooses among the final responses of all branches (RFC 3261 §16.7 step 6): 6xx first, then the lowest class,
 * in 4xx what tells the caller how to go on, and a 503 after all other 5xx. Pure. */
final class BestResponse {
    private BestResponse() {}

    /** Index of the best of these final statuses; the earlier branch wins a tie. */
    static int of(List<Integer> statuses) {
        return IntStream.range(0, statuses.size()).boxed()
                .min(Comparator.comparingInt((Integer branch) -> rank(statuses.get(branch))))
                .orElseThrow(() -> new IllegalArgumentException("no branch"));
    }

    private static int rank(int status) {
        return status >= 600 ? 0 : status / 100 * 1000 + inClass(status);
    }

    private static int inClass(int status) {
        return switch (status) {
            case 401, 407, 415, 420, 484 -> 0;
            case 486 -> 1;
            case 487 -> 3;
            case 408, 503 -> 4;
            default -> 2;
        };
    }
}
