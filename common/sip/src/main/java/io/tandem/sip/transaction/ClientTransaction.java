package io.tandem.sip.transaction;

import java.util.Optional;

import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Flow;

/** One request sent, as its transaction user sees it (RFC 3261 §17.1). Loop thread only. */
public interface ClientTransaction {
    /** The request as sent, with our Via. Not after {@link #letGo}, nor once the listener has heard a final response other than a 2xx to an INVITE. */
    SipMessage request();

    Flow target();

    /**
     * Cancels an INVITE (RFC 3261 §9.1): the CANCEL is held back until a provisional response came, and is not sent after a final one.
     * If no final response follows within 64*T1, the listener hears {@code onTimeout}.
     *
     * @param reasonHeader value of a Reason header (RFC 3326), if any
     */
    void cancel(Optional<String> reasonHeader);

    /**
     * For an INVITE whose sender has its 2xx, of this or of another branch: this listener hears what still comes. The transaction, which lives on for
     * 64*T1 (RFC 6026), holds neither the listener it had nor, once it is answered, the request.
     */
    void letGo(ClientTransactionListener later);

    /** True once a final response came or the transaction failed. */
    boolean isCompleted();
}
