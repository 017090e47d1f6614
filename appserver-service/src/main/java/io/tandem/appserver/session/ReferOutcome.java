package io.tandem.appserver.session;

import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ClientTransaction;
import io.tandem.sip.transaction.ClientTransactionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of a REFER. Loop thread.
 * @param refused runs if it is not accepted */
record ReferOutcome(String callId, Runnable refused) implements ClientTransactionListener {
    private static final Logger LOG = LoggerFactory.getLogger(ReferOutcome.class);

    @Override
    public void onResponse(ClientTransaction tx, SipMessage response) {
        if (response.status() < 300) return;
        LOG.warn("call {} is not handed on: REFER answered {} {}", callId, response.status(), response.reason());
        refused.run();
    }

    @Override
    public void onTimeout(ClientTransaction tx) {
        LOG.warn("call {} is not handed on: REFER to {} not answered", callId, tx.target().remote());
        refused.run();
    }

    @Override
    public void onTransportError(ClientTransaction tx, Exception cause) {
        LOG.warn("call {} is not handed on: REFER to {} not sent: {}", callId, tx.target().remote(), cause.getMessage());
        refused.run();
    }
}
