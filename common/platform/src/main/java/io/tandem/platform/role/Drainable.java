package io.tandem.platform.role;

/** What of a service begins calls. While its node is about to hand over by order it begins no more, so that none is lost half-way. */
public interface Drainable {
    /** A service that begins no calls. */
    Drainable NOTHING = new Drainable() {
        @Override public void drain(boolean now) {
        }

        @Override public int settingUp() {
            return 0;
        }
    };

    /** From now on calls that begin are left to the other node, or are taken again. Called on the thread that reads the role; returns soon. */
    void drain(boolean now);

    /** Calls that are being set up here. Any thread. */
    int settingUp();
}
