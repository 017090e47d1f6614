package io.tandem.ha.drain;

/** Tells the services of this node that it is about to hand over. Any thread; returns at once. */
public interface Drainage {
    /**
     * From now on no call begins.
     *
     * @param quiet run once, on any thread, when no call is being set up; never, if {@link #end} comes before
     */
    void begin(Runnable quiet);

    /** Calls begin again, here or on the other node. */
    void end();
}
