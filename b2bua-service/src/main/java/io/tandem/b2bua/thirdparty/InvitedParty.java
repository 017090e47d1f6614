package io.tandem.b2bua.thirdparty;

import java.time.Duration;
import java.util.Optional;

import io.tandem.b2bua.leg.CalleeLeg;
import io.tandem.b2bua.message.PassedHeaders;
import io.tandem.b2bua.message.SdpText;
import io.tandem.b2bua.outlet.Outlet;
import io.tandem.b2bua.session.CallContext;
import io.tandem.b2bua.session.CalleeDialogs;
import io.tandem.b2bua.session.Cause;
import io.tandem.b2bua.session.FinalOutcome;
import io.tandem.net.Scheduler.Timeout;
import io.tandem.sip.dialog.Dialog;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transaction.ClientTransaction;
import io.tandem.sip.transaction.ClientTransactionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A party that the B2BUA calls of its own accord, by way of the proxy: feeds its machine and does what that decides. Loop thread only. */
final class InvitedParty implements ClientTransactionListener {
    private static final Logger LOG = LoggerFactory.getLogger(InvitedParty.class);
    private static final Timeout NOT_RUNNING = () -> false;

    /** Hears what becomes of the party. */
    interface Watch {
        /** A provisional response above 100. */
        void onProgress(SipMessage provisional);

        /** It has answered, and waits for {@link #acknowledge}. */
        void onAnswer(SipMessage success);

        /** It refuses, is silent or has hung up.
         * @param cause its response or BYE, if there is one */
        void onLeft(int status, Cause cause);

        /** A request of the party's, or to it, has come to its end. */
        void onSettled();
    }

    private final CallContext context;
    private final CalleeDialogs dialogs;
    private final Watch watch;
    private CalleeLeg.State state = new CalleeLeg.Calling();
    private Optional<ClientTransaction> transaction = Optional.empty();
    private Optional<SipMessage> success = Optional.empty();
    private Optional<SipMessage> answer = Optional.empty();
    private Timeout ringing = NOT_RUNNING;
    private int openByes;

    InvitedParty(SipMessage invite, CallContext context, Watch watch) {
        this.context = context;
        this.dialogs = new CalleeDialogs(invite, context);
        this.watch = watch;
    }

    /** Sends the INVITE.
     * @param maxRinging after which it is cancelled */
    void start(SipUri nextHop, Duration maxRinging) {
        ringing = context.outlet().scheduler().schedule(maxRinging.toNanos(),
            () -> fire(new CalleeLeg.RingTimeout(), Cause.of("SIP;cause=480;text=\"No answer\"")));
        transaction = Optional.of(context.outlet().send(dialogs.invite(), nextHop, this));
    }

    SipMessage invite() {
        return dialogs.invite();
    }

    /** The dialog with the phone that has answered. */
    Dialog dialog() {
        return dialogs.dialog(success.orElseThrow().toTag().orElse(""));
    }

    /** Its 2xx gets the ACK now, with the answer to its offer if it made one. */
    void acknowledge(Optional<SipMessage> withAnswer) {
        answer = withAnswer;
        fire(new CalleeLeg.CallerAcknowledged(), Cause.NONE);
    }

    /** It is wanted no more: CANCEL or BYE. */
    void drop(Cause cause) {
        fire(new CalleeLeg.CallerLeft(), cause);
    }

    /** Its BYE has come and was answered. */
    void bye(SipMessage received) {
        fire(new CalleeLeg.Bye(dialog().id().remoteTag()), Cause.of(received));
    }

    /** Nothing more is to be expected from it. */
    boolean isSettled() {
        return state instanceof CalleeLeg.Released && openByes == 0;
    }

    @Override public void onResponse(ClientTransaction tx, SipMessage response) {
        int status = response.status();
        if (status == 100) return;
        try {
            if (status < 200) fire(new CalleeLeg.Progressed(), Cause.of(response));
            else if (status >= 300) fire(new CalleeLeg.Refused(status), Cause.of(response));
            else accepted(response);
        } catch (MalformedMessageException e) {
            LOG.warn("{} of call {} cannot be used: {}", status, response.callId(), e.getMessage());
            if (status >= 200) fire(new CalleeLeg.Failed(500), Cause.NONE);
        }
    }

    private void accepted(SipMessage response) {
        String tag = response.toTag().orElse("");
        dialogs.confirmed(tag, response);
        fire(new CalleeLeg.Accepted(tag), Cause.of(response));
    }

    @Override public void onTimeout(ClientTransaction tx) {
        fire(new CalleeLeg.Failed(408), Cause.NONE);
    }

    @Override public void onTransportError(ClientTransaction tx, Exception cause) {
        fire(new CalleeLeg.Failed(500), Cause.NONE);
    }

    private void fire(CalleeLeg.Event event, Cause cause) {
        var step = CalleeLeg.on(state, event);
        state = step.state();
        if (!(state instanceof CalleeLeg.Calling)) ringing.cancel();
        for (CalleeLeg.Command command : step.commands()) perform(command, cause);
        if (isSettled()) watch.onSettled();
    }

    private void perform(CalleeLeg.Command command, Cause cause) {
        switch (command) {
            case CalleeLeg.RelayProgress _ -> watch.onProgress(cause.message().orElseThrow());
            case CalleeLeg.RelayAnswer _   -> {
                success = cause.message();
                watch.onAnswer(cause.message().orElseThrow());
            }
            case CalleeLeg.SendCancel _    -> transaction.ifPresent(tx -> tx.cancel(cause.reason()));
            case CalleeLeg.SendAck c       -> dialogs.sendAck(c.tag(), ack -> answer(ack, cause.accepted().or(() -> success)));
            case CalleeLeg.SendBye c       -> sendBye(dialogs.dialog(c.tag()), cause);
            case CalleeLeg.DropCaller c    -> watch.onLeft(c.status(), cause);
        }
    }

    /** An offer that nobody took is refused: it must not stay without answer (RFC 3261 §13.2.2.4). */
    private void answer(SipMessage ack, Optional<SipMessage> accepted) {
        if (answer.isPresent()) PassedHeaders.copyBody(answer.get(), ack);
        else if (!dialogs.invite().hasBody()) accepted.filter(SdpText::is).ifPresent(offer -> ack.body(SdpText.TYPE, SdpText.refusal(offer)));
    }

    private void sendBye(Dialog dialog, Cause cause) {
        SipMessage bye = context.messages().own(dialog.request(Methods.BYE));
        cause.reason().ifPresent(reason -> bye.set(HeaderNames.REASON, reason));
        if (!Outlet.isAddress(dialog.nextHop())) {
            LOG.warn("BYE of call {} dropped: next hop {} is not an IP address", bye.callId(), dialog.nextHop());
            return;
        }
        openByes++;
        context.outlet().send(bye, dialog.nextHop(), new FinalOutcome(() -> {
            openByes--;
            watch.onSettled();
        }));
    }
}
