package io.tandem.b2bua.bridge;

import java.util.function.Consumer;

import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ClientTransaction;
import io.tandem.sip.transaction.ClientTransactionListener;

/** A request other than INVITE that was sent on, and whose final response goes back. Silence is 408, a dead transport 500.
 * @param relay   gets the far end's final response
 * @param respond gets the status of a response of our own */
record CarriedRequest(Consumer<SipMessage> relay, Consumer<Integer> respond) implements ClientTransactionListener {
    @Override public void onResponse(ClientTransaction tx, SipMessage response) {
        if (response.status() >= 200) relay.accept(response);
    }

    @Override public void onTimeout(ClientTransaction tx) {
        respond.accept(408);
    }

    @Override public void onTransportError(ClientTransaction tx, Exception cause) {
        respond.accept(500);
    }
}
