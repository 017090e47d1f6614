package io.tandem.ha.election;

/**
 * How this node is by itself.
 *
 * @param carrier the card of the shared addresses has a link
 * @param healthy its own resources work
 * @param pings   ping nodes in reach
 */
public record LocalState(boolean carrier, boolean healthy, int pings) {
    /** Before the first look. */
    public static final LocalState UNKNOWN = new LocalState(false, true, 0);

    /** 0: must not be active; else 1 + ping nodes in reach. */
    public int score() { return carrier && healthy ? Math.min(1 + pings, 255) : 0; }

    @Override public String toString() {
        if (!carrier) return "no carrier";
        return healthy ? "carrier, %d ping nodes in reach".formatted(pings) : "a resource of this node is broken";
    }
}
