package io.tandem.proxy.call;

import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ClientTransaction;
import io.tandem.sip.transaction.ClientTransactionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** For a request of our own whose response changes nothing. */
public final class IgnoredOutcome implements ClientTransactionListener {
    private static final Logger LOG = LoggerFactory.getLogger(IgnoredOutcome.class);

    @Override
    public void onResponse(ClientTransaction tx, SipMessage response) {
        LOG.debug("{} of call {} answered {}", response.method(), response.callId(), response.status());
    }

    @Override
    public void onTimeout(ClientTransaction tx) {
        LOG.debug("{} of call {} not answered", tx.request().method(), tx.request().callId());
    }

    @Override
    public void onTransportError(ClientTransaction tx, Exception cause) {
        LOG.debug("{} of call {} not sent: {}", tx.request().method(), tx.request().callId(), cause.toString());
    }
}
