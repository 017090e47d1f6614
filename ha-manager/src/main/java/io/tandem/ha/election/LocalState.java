package io.tandem.ha.election;

/**
 * How this node is by itself.
 *
 * @param carrier the card of the shared addresses has a link
 * @param healthy its services work, and on a standby all have started and the stores follow
 * @param pings   ping nodes in reach
 */
public record LocalState(boolean carrier, boolean healthy, int pings) {
    /** Before the first look. */
    public static final LocalState UNKNOWN = new LocalState(false, true, 0);

    /**
     * 0: must not be active. Without a ping node in reach 2, or 1 with a broken service; with some 3 + their number, or 3 with a broken service, however many.
     * Half a service is better than none: a broken node stays active while its peer is no better.
     */
    public int score() {
        if (!carrier) return 0;
        if (pings == 0) return healthy ? 2 : 1;
        return healthy ? Math.min(3 + pings, 255) : 3;
    }

    @Override public String toString() {
        if (!carrier) return "no carrier";
        if (healthy) return "carrier, %d ping nodes in reach".formatted(pings);
        return "a service of this node is broken or has not started yet, or a store has not followed the peer yet";
    }
}
