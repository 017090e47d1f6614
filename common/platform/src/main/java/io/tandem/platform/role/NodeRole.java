package io.tandem.platform.role;

/**
 * The role of this node at one time.
 *
 * @param active it has the shared addresses, and alone writes
 * @param epoch  of the period in which it is active, higher than any before in the pair; 0 on a single node, and while none is known
 * @param detail why, for the operator
 */
public record NodeRole(boolean active, long epoch, String detail) {
    /** A node without a peer. */
    public static final NodeRole SINGLE = new NodeRole(true, 0, "a single node");

    /** Did an HA manager say so? */
    public boolean isOfPair() {
        return epoch > 0;
    }

    /** Nobody says that this node is active, so it is not. */
    static NodeRole unknown(String why) {
        return new NodeRole(false, 0, why);
    }

    @Override public String toString() {
        return (active ? "active" : "standby") + ", epoch " + epoch + ": " + detail;
    }
}
