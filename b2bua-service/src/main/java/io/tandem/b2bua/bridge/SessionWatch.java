package io.tandem.b2bua.bridge;

import io.tandem.b2bua.leg.Side;

/** Hears that a party does not know its dialog any more, or does not answer: the call is to end. */
@FunctionalInterface
public interface SessionWatch {
    /** @param side whose dialog is gone */
    void onSessionLost(Side side, int status);
}
