package io.tandem.b2bua.session;

import java.util.Optional;

import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ServerTransaction;

/** Where a message within a dialog belongs. Loop thread only. Equal places are the same place: {@link CallTable#part} takes out no other. */
public interface Place {
    /** A request of the party; ACK and CANCEL come elsewhere. */
    void onRequest(ServerTransaction tx);

    /** An ACK for a 2xx. */
    void onAck(SipMessage ack);

    /** A CANCEL of a re-INVITE. */
    void onCancel(SipMessage cancel);

    /** A 2xx to an INVITE of which this process knows nothing. */
    default void onStraySuccess(SipMessage success) {}

    /** Who speaks from here, where the other end of the dialog is in this process, too.
     * @param named by its INVITE */
    default Optional<Transferor> speaker(Optional<Transferor> named) {
        return named;
    }
}
