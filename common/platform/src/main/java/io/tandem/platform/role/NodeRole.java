package io.tandem.platform.role;

/**
 * The role of this node at one time.
 *
 * @param holds  it has the shared addresses: packets that need no store pass
 * @param active besides, its stores are promoted or had their time for it, and it alone writes
 * @param epoch  of the period in which it is active, higher than any before in the pair; 0 on a single node, and while none is known
 * @param detail why, for the operator
 */
public record NodeRole(boolean holds, boolean active, long epoch, String detail) {
    /** A node without a peer. */
    public static final NodeRole SINGLE = new NodeRole(true, true, 0, "a single node");

    public NodeRole {
        if (active && !holds) throw new IllegalArgumentException("active without the shared addresses");
    }

    /** Did an HA manager say so? */
    public boolean isOfPair() {
        return epoch > 0;
    }

    /** Nobody says that this node is active, so it is not. */
    static NodeRole unknown(String why) {
        return new NodeRole(false, false, 0, why);
    }

    @Override public String toString() {
        return (active ? "active" : holds ? "being promoted" : "standby") + ", epoch " + epoch + ": " + detail;
    }
}
