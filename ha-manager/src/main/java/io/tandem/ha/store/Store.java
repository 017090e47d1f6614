package io.tandem.ha.store;

import java.util.function.BooleanSupplier;

/** A store of this node. One thread; each call blocks for a few seconds at most, and may be repeated. */
interface Store extends AutoCloseable {
    String name();

    /** Takes writes, and nothing from the peer.
     * @throws StoreException also when the order does not hold any more */
    void promote(Order order) throws StoreException;

    /** Does it still take writes? One that was started anew does not. */
    boolean isPromoted() throws StoreException;

    /** Takes no writes but what comes from the peer. */
    void demote() throws StoreException;

    /** @param active whether it was promoted last */
    Condition look(boolean active) throws StoreException;

    @Override void close();

    /**
     * To take writes.
     *
     * @param epoch       in which this node is active
     * @param forced      an operator has said that it goes on with what is here, even nothing
     * @param stillWanted false once the role has changed meanwhile
     */
    record Order(long epoch, boolean forced, BooleanSupplier stillWanted) {
        void check() throws StoreException {
            if (!stillWanted.getAsBoolean()) throw new StoreException("the role has changed while it was promoted in epoch " + epoch);
        }
    }
}
