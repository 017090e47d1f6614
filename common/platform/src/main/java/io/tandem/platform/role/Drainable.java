package io.tandem.platform.role;

/**
 * A service that begins calls, or lets them in. While its node is about to hand over by order it lets none in, so that none is lost half-way; nor while the
 * node has the addresses and its stores are not promoted yet, when a call would have to be refused.
 */
public interface Drainable {
    /** A service without calls. */
    Drainable NOTHING = new Drainable() {};

    /** From now on calls that begin are left to the other node or to a moment later, or are let in again. On the thread that reads the role; returns soon. */
    default void drain(boolean now) {
    }

    /** Calls that are being set up here. Any thread. */
    default int settingUp() {
        return 0;
    }
}
