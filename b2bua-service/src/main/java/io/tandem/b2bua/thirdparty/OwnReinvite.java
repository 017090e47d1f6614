package io.tandem.b2bua.thirdparty;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

import io.tandem.b2bua.message.PassedHeaders;
import io.tandem.b2bua.outlet.UnresolvableTargetException;
import io.tandem.b2bua.session.CallContext;
import io.tandem.sip.dialog.Dialog;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ClientTransaction;
import io.tandem.sip.transaction.ClientTransactionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A re-INVITE of our own that offers a party what another one has offered; one that meets the party's own is sent again (RFC 3261 §14.1). Loop thread only. */
public final class OwnReinvite implements ClientTransactionListener {
    private static final Logger LOG = LoggerFactory.getLogger(OwnReinvite.class);
    private static final int TRIES = 4;
    private static final int MAX_WAIT_MILLIS = 2000;

    private final Dialog dialog;
    private final SipMessage offer;
    private final CallContext context;
    private final Consumer<SipMessage> finish;
    private final Consumer<SipMessage> moved;
    private final Consumer<Integer> failed;
    private Optional<SipMessage> ack = Optional.empty();
    private int tries;
    private boolean abandoned;

    /** @param offer  message whose body is offered
     * @param finish adds what the request needs besides
     * @param moved  gets the 2xx, once, after its ACK
     * @param failed gets the status, once */
    public OwnReinvite(Dialog dialog, SipMessage offer, CallContext context, Consumer<SipMessage> finish, Consumer<SipMessage> moved,
                       Consumer<Integer> failed) {
        this.dialog = dialog;
        this.offer = offer;
        this.context = context;
        this.finish = finish;
        this.moved = moved;
        this.failed = failed;
    }

    public void start() {
        tries++;
        SipMessage request = context.messages().own(dialog.request(Methods.INVITE)).set(HeaderNames.CONTACT, context.messages().contact())
            .set(HeaderNames.ALLOW, context.messages().allow());
        PassedHeaders.copyBody(offer, request);
        finish.accept(request);
        try {
            context.outlet().send(request, dialog.nextHop(), this);
        } catch (UnresolvableTargetException e) {
            LOG.warn("re-INVITE of call {}: {}", request.callId(), e.getMessage());
            failed.accept(500);
        }
    }

    /** Nobody waits for it any more. A 2xx still gets its ACK. */
    void abandon() {
        abandoned = true;
    }

    @Override public void onResponse(ClientTransaction tx, SipMessage response) {
        if (response.status() < 200) return;
        if (response.status() / 100 == 2) accepted(tx, response);
        else if (abandoned) return;
        else if (response.status() == 491 && tries < TRIES) retryLater();
        else failed.accept(response.status());
    }

    private void accepted(ClientTransaction tx, SipMessage response) {
        boolean first = ack.isEmpty();
        if (first) ack = Optional.of(dialog.ack(tx.request().cSeq()));
        try {
            dialog.refreshTarget(response);
            context.outlet().sendAck(ack.orElseThrow(), dialog.nextHop());
            if (first && !abandoned) moved.accept(response);
        } catch (MalformedMessageException e) {
            LOG.warn("{} of call {} cannot be used: {}", response.status(), response.callId(), e.getMessage());
            if (first && !abandoned) failed.accept(500);
        }
    }

    private void retryLater() {
        Duration wait = Duration.ofMillis(context.tokens().below(MAX_WAIT_MILLIS));
        context.outlet().scheduler().schedule(wait.toNanos(), () -> {
            if (!abandoned) start();
        });
    }

    @Override public void onTimeout(ClientTransaction tx) {
        if (!abandoned) failed.accept(408);
    }

    @Override public void onTransportError(ClientTransaction tx, Exception cause) {
        if (!abandoned) failed.accept(500);
    }
}
