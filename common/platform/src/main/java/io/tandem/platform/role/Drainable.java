package io.tandem.platform.role;

/** A service that begins calls, or lets them in. While its node is about to hand over by order it lets none in, so that none is lost half-way. */
public interface Drainable {
    /** A service without calls. */
    Drainable NOTHING = new Drainable() {};

    /** From now on calls that begin are left to the other node, or are let in again. Called on the thread that reads the role; returns soon. */
    default void drain(boolean now) {
    }

    /** Calls that are being set up here. Any thread. */
    default int settingUp() {
        return 0;
    }
}
