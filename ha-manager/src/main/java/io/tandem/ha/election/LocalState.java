package io.tandem.ha.election;

/**
 * How this node is by itself.
 *
 * @param carrier the card of the shared addresses has a link
 * @param healthy its services work
 * @param pings   ping nodes in reach
 */
public record LocalState(boolean carrier, boolean healthy, int pings) {
    /** Before the first look. */
    public static final LocalState UNKNOWN = new LocalState(false, true, 0);

    /** 0: must not be active. 1: only if the peer is no better, since half a service is better than none when both are broken. Else 1 + ping nodes in reach. */
    public int score() {
        if (!carrier) return 0;
        return healthy ? Math.min(1 + pings, 255) : 1;
    }

    @Override public String toString() {
        if (!carrier) return "no carrier";
        return healthy ? "carrier, %d ping nodes in reach".formatted(pings) : "a service of this node is broken";
    }
}
