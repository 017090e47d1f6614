package io.tandem.b2bua.session;

import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ClientTransaction;
import io.tandem.sip.transaction.ClientTransactionListener;

/** For a request that ends something: any end will do, answer, silence or a dead transport. */
public record FinalOutcome(Runnable done) implements ClientTransactionListener {
    @Override public void onResponse(ClientTransaction tx, SipMessage response) {
        if (response.status() >= 200) done.run();
    }

    @Override public void onTimeout(ClientTransaction tx) {
        done.run();
    }

    @Override public void onTransportError(ClientTransaction tx, Exception cause) {
        done.run();
    }
}
