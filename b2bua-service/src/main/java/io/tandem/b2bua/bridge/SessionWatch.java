package io.tandem.b2bua.bridge;

import io.tandem.b2bua.leg.Side;

/** Hears what of a bridge concerns the whole call. */
public interface SessionWatch {
    /** A party does not know its dialog any more, or does not answer: the call is to end.
     * @param side whose dialog is gone */
    void onSessionLost(Side side, int status);

    /** A re-INVITE of this party was answered with a 2xx, which waits for its ACK. */
    default void onInviteAnswered(Side from) {}

    /** A re-INVITE of this party was refused. */
    default void onInviteRefused(Side from, int status) {}
}
