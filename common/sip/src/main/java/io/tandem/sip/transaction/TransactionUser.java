package io.tandem.sip.transaction;

import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Flow;

/** The core above the transactions (RFC 3261 §5). Loop thread; an exception is caught, logged, counted, and a request answered 500. */
public interface TransactionUser {
    /** A new request: never an ACK, never a retransmission, never a CANCEL. */
    void onRequest(ServerTransaction tx);

    /** An ACK that belongs to a 2xx, or to nothing we know. */
    void onAck(SipMessage ack, Flow source);

    /** A CANCEL for an INVITE without final response; answered 200 already. The user decides about 487. */
    void onCancel(ServerTransaction invite, SipMessage cancel);

    /** A response that matches no client transaction. */
    void onStrayResponse(SipMessage response, Flow source);
}
