package io.tandem.ha.election;

/**
 * Number of a period in which one node is active: counter times two plus the node's number, so that two nodes never have the same
 * (ha.md, invariant 2).
 */
public final class Epoch {
    private Epoch() {}

    /** The node's lowest epoch above {@code last}, whoever had that. */
    public static long after(long last, int nodeNumber) { return (last / 2 + 1) * 2 + nodeNumber; }
}
