package io.tandem.testkit.phone;

import java.time.Duration;
import java.util.Optional;

import javax.sip.Dialog;
import javax.sip.ServerTransaction;
import javax.sip.address.SipURI;
import javax.sip.header.CallIdHeader;
import javax.sip.header.FromHeader;
import javax.sip.header.ToHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;

import io.tandem.sdp.Direction;
import io.tandem.sdp.SessionDescription;

/** A call that came in and has no final response yet. */
public final class IncomingCall {
    private final Phone phone;
    private final ServerTransaction transaction;
    private final Request invite;
    private final String localTag = PhoneStack.newTag();
    private final Progress progress = new Progress();
    private boolean cancelled;

    IncomingCall(Phone phone, ServerTransaction transaction) {
        this.phone = phone;
        this.transaction = transaction;
        this.invite = transaction.getRequest();
    }

    public String callId() {
        return ((CallIdHeader) invite.getHeader(CallIdHeader.NAME)).getCallId();
    }

    /** User part of From: who the switch says is calling. */
    public String fromUser() {
        return ((FromHeader) invite.getHeader(FromHeader.NAME)).getAddress().getURI() instanceof SipURI uri ? uri.getUser() : "";
    }

    /** The INVITE as it came. */
    public String invite() {
        return invite.toString();
    }

    /** 180 Ringing. */
    public void ring() {
        respond(Response.RINGING, Optional.empty());
    }

    /** 200 with an answer to the offer; an offer if there was none (RFC 3261 §13.2.1). */
    public Call answer() {
        CallMedia media = new CallMedia(phone.stack().host());
        SessionDescription description = SipText.description(invite).map(media::answer).orElseGet(() -> media.offer(Direction.SENDRECV));
        Dialog dialog = transaction.getDialog();
        Call call = Call.answered(phone, callId(), dialog, media);
        phone.calls().put(callId(), call);
        respond(Response.OK, Optional.of(description));
        return call;
    }

    public void reject(int status) {
        respond(status, Optional.empty());
    }

    private void respond(int status, Optional<SessionDescription> description) {
        try {
            Response response = phone.stack().response(status, invite);
            ((ToHeader) response.getHeader(ToHeader.NAME)).setTag(localTag);
            phone.stack().addContact(response);
            if (description.isPresent()) {
                phone.stack().setBody(response, description.get());
            }
            transaction.sendResponse(response);
        } catch (Exception e) {
            throw new PhoneException(phone.account().username() + " could not answer " + status, e);
        }
    }

    void onCancel() {
        respond(Response.REQUEST_TERMINATED, Optional.empty());
        progress.change(() -> cancelled = true);
    }

    /** Waits until the caller has given up; the phone has answered 487 then. */
    public void awaitCancelled(Duration limit) {
        if (!progress.await(limit, () -> cancelled)) {
            throw new PhoneException("no CANCEL for " + phone.account().username() + " within " + Progress.seconds(limit));
        }
    }
}
