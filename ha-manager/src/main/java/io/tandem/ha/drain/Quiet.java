package io.tandem.ha.drain;

import java.util.Collection;
import java.util.OptionalInt;

/** When a drain is done: every service has said for a while that no call is being set up; the ACK of the last answer has passed by then. Pure. One thread. */
public final class Quiet {
    /** Two round trips of a caller far away. */
    public static final long FOR_NANOS = 300_000_000L;
    private long since;
    private boolean known;

    /**
     * @param said by each service, in this drain; empty: nothing yet
     * @return whether it is done
     */
    public boolean isReached(Collection<OptionalInt> said, long now) {
        boolean none = said.stream().allMatch(number -> number.orElse(1) == 0);
        if (none && !known) since = now;
        known = none;
        return said.isEmpty() || none && now - since >= FOR_NANOS;
    }
}
