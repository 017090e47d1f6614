package io.tandem.b2bua.bridge;

import java.util.Optional;

import io.tandem.b2bua.leg.Side;
import io.tandem.sip.message.SipMessage;

/** Hears what of a bridge concerns the whole call. */
public interface SessionWatch {
    /** A party does not know its dialog any more, or does not answer: the call is to end.
     * @param side whose dialog is gone */
    void onSessionLost(Side side, int status);

    /** A request is about to go to this party; headers may still change. */
    default void onSend(Side to, SipMessage request) {}

    /** A response to a request of this party is about to go. */
    default void onRespond(Side to, SipMessage request, SipMessage response) {}

    /** This party has answered with a 2xx. */
    default void onSuccess(Side by, SipMessage success) {}

    /** Whether a request of this party is one that asks for refreshes more often than they are taken.
     * @return the shortest interval that is, in seconds, for Min-SE of a 422 */
    default Optional<Long> tooOften(Side from, SipMessage request) {
        return Optional.empty();
    }

    /** A re-INVITE of this party was answered with a 2xx, which waits for its ACK. */
    default void onInviteAnswered(Side from) {}

    /** A re-INVITE of this party was refused. */
    default void onInviteRefused(Side from, int status) {}
}
