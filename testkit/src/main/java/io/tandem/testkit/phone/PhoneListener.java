package io.tandem.testkit.phone;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import javax.sip.ClientTransaction;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.ServerTransaction;
import javax.sip.SipListener;
import javax.sip.TimeoutEvent;
import javax.sip.TransactionTerminatedEvent;
import javax.sip.header.CallIdHeader;
import javax.sip.header.ToHeader;
import javax.sip.message.Message;
import javax.sip.message.Request;
import javax.sip.message.Response;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands what the stack receives to the call it belongs to. Runs on the stack's threads; an exception ends here, in the log. */
final class PhoneListener implements SipListener {
    private static final Logger LOG = LoggerFactory.getLogger(PhoneListener.class);

    private final Phone phone;
    private final Map<String, IncomingCall> ringing = new ConcurrentHashMap<>();

    PhoneListener(Phone phone) {
        this.phone = phone;
    }

    @Override public void processRequest(RequestEvent event) {
        try {
            dispatch(event);
        } catch (Exception e) {
            LOG.warn("{} failed to handle {}", phone.account().username(), event.getRequest().getMethod(), e);
        }
    }

    private void dispatch(RequestEvent event) throws Exception {
        Request request = event.getRequest();
        Optional<Call> call = Optional.ofNullable(phone.calls().get(callId(request)));
        switch (request.getMethod()) {
            case Request.INVITE -> onInvite(event, call);
            case Request.ACK -> call.ifPresent(c -> c.onAck(request));
            case Request.BYE -> {
                reply(event, call.isPresent() ? Response.OK : Response.CALL_OR_TRANSACTION_DOES_NOT_EXIST);
                call.ifPresent(Call::onBye);
            }
            case Request.CANCEL -> onCancel(event);
            case Request.MESSAGE -> {
                phone.onMessage(request); // before the answer, which has the next one come on another thread
                reply(event, Response.OK);
            }
            case Request.OPTIONS, Request.INFO, Request.UPDATE, Request.NOTIFY -> reply(event, Response.OK);
            default -> reply(event, Response.NOT_IMPLEMENTED);
        }
    }

    private void onInvite(RequestEvent event, Optional<Call> call) throws Exception {
        ServerTransaction transaction = transaction(event);
        if (((ToHeader) event.getRequest().getHeader(ToHeader.NAME)).getTag() == null) {
            IncomingCall incoming = new IncomingCall(phone, transaction);
            ringing.put(callId(event.getRequest()), incoming);
            phone.onIncoming(incoming);
        } else if (call.isPresent()) {
            call.get().onReInvite(transaction);
        } else {
            transaction.sendResponse(phone.stack().response(Response.CALL_OR_TRANSACTION_DOES_NOT_EXIST, event.getRequest()));
        }
    }

    private void onCancel(RequestEvent event) throws Exception {
        reply(event, Response.OK);
        IncomingCall call = ringing.get(callId(event.getRequest()));
        if (call != null) {
            call.onCancel();
        }
    }

    private void reply(RequestEvent event, int status) throws Exception {
        transaction(event).sendResponse(phone.stack().response(status, event.getRequest()));
    }

    private ServerTransaction transaction(RequestEvent event) throws Exception {
        ServerTransaction known = event.getServerTransaction();
        return known != null ? known : phone.stack().provider().getNewServerTransaction(event.getRequest());
    }

    private static String callId(Message message) {
        return ((CallIdHeader) message.getHeader(CallIdHeader.NAME)).getCallId();
    }

    @Override public void processResponse(ResponseEvent event) {
        ClientTransaction transaction = event.getClientTransaction();
        if (transaction == null || !(transaction.getApplicationData() instanceof Outcome outcome)) {
            return;                                                   // a repeated 2xx: the stack repeats the ACK itself
        }
        Response response = event.getResponse();
        int status = response.getStatusCode();
        try {
            boolean challenge = status == Response.UNAUTHORIZED || status == Response.PROXY_AUTHENTICATION_REQUIRED;
            if (challenge && outcome.mayAnswerChallenge()) {
                phone.stack().answerChallenge(response, transaction, outcome);
            } else {
                outcome.onResponse(response, transaction);
            }
        } catch (Exception e) {
            LOG.warn("{} failed to handle {}", phone.account().username(), SipText.status(response), e);
        }
    }

    @Override public void processTimeout(TimeoutEvent event) {
        if (!event.isServerTransaction() && event.getClientTransaction().getApplicationData() instanceof Outcome outcome) {
            outcome.onTimeout();
        }
    }

    @Override public void processIOException(IOExceptionEvent event) {
        LOG.warn("{} cannot reach {}:{}", phone.account().username(), event.getHost(), event.getPort());
    }

    @Override public void processTransactionTerminated(TransactionTerminatedEvent event) {
        LOG.trace("transaction over");
    }

    @Override public void processDialogTerminated(DialogTerminatedEvent event) {
        LOG.trace("dialog over");
    }
}
