package io.tandem.ha.store;

/** A store of this node. One thread; each call blocks for a few seconds at most, and may be repeated. */
interface Store extends AutoCloseable {
    String name();

    /** Takes writes, and nothing from the peer.
     * @param epoch in which this node is active */
    void promote(long epoch) throws StoreException;

    /** Does it still take writes? One that was started anew does not. */
    boolean isPromoted() throws StoreException;

    /** Takes no writes but what comes from the peer. */
    void demote() throws StoreException;

    /** @param active whether it was promoted last */
    Condition look(boolean active) throws StoreException;

    @Override void close();
}
