package io.tandem.appserver.session;

import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ClientTransaction;
import io.tandem.sip.transaction.ClientTransactionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The call is over for us whatever becomes of our BYE (RFC 3261 §15.1.1). */
record ByeOutcome(String callId) implements ClientTransactionListener {
    private static final Logger LOG = LoggerFactory.getLogger(ByeOutcome.class);

    @Override
    public void onResponse(ClientTransaction tx, SipMessage response) {
        LOG.debug("call {}: BYE answered {}", callId, response.status());
    }

    @Override
    public void onTimeout(ClientTransaction tx) {
        LOG.info("call {}: BYE to {} not answered", callId, tx.target().remote());
    }

    @Override
    public void onTransportError(ClientTransaction tx, Exception cause) {
        LOG.warn("call {}: BYE to {} not sent: {}", callId, tx.target().remote(), cause.getMessage());
    }
}
