package io.tandem.sip.transaction;

import io.tandem.sip.message.SipMessage;

/** Hears what becomes of a request sent. Loop thread; an exception is caught, logged and counted. */
public interface ClientTransactionListener {
    /** A response, our own Via still on top. Every 2xx to an INVITE arrives here, retransmitted and forked ones too (RFC 6026). */
    void onResponse(ClientTransaction tx, SipMessage response);

    /** Timer B, C or F fired, or a CANCEL stayed without effect: no final response will come. */
    void onTimeout(ClientTransaction tx);

    /** The request, or the ACK, could not be sent. */
    void onTransportError(ClientTransaction tx, Exception cause);
}
