package io.tandem.proxy.message;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** How many messages each subscriber has sent in the current minute. Event loop only. */
final class SenderRates {
    private static final int SECONDS = 60;

    private final int perMinute;
    private final Map<Integer, Integer> sent = new HashMap<>();
    private long minute;

    SenderRates(int perMinute) {
        this.perMinute = perMinute;
    }

    /** Counts one more.
     * @return false if it is one too many */
    boolean permits(int subscriber, Instant now) {
        long current = now.getEpochSecond() / SECONDS;
        if (current != minute) {
            minute = current;
            sent.clear();
        }
        return sent.merge(subscriber, 1, Integer::sum) <= perMinute;
    }
}
