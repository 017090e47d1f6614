package io.tandem.testkit.phone;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

import javax.sip.ClientTransaction;
import javax.sip.Dialog;
import javax.sip.ServerTransaction;
import javax.sip.header.CSeqHeader;
import javax.sip.header.CallIdHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;

import io.tandem.sdp.Direction;
import io.tandem.sdp.SessionDescription;

/** One phone's half of a call. Made by {@link Phone#call} or {@link IncomingCall#answer}. Any thread. */
public final class Call {
    private static final Duration RE_INVITE_LIMIT = Duration.ofSeconds(10);
    private static final Duration HEARING_INTERVAL = Duration.ofMillis(20);
    private static final Duration PROVISIONAL_LIMIT = Duration.ofSeconds(5);

    private final Phone phone;
    private final String callId;
    private final CallMedia media;
    private final Progress progress = new Progress();
    private final Outcome invite;
    private volatile Optional<Dialog> dialog = Optional.empty();
    private volatile Optional<ClientTransaction> inviteTransaction = Optional.empty();
    private volatile boolean ringing;
    private volatile boolean ended;
    private volatile boolean held;
    private volatile int finalStatus;

    private Call(Phone phone, String callId, CallMedia media) {
        this.phone = phone;
        this.callId = callId;
        this.media = media;
        this.invite = new Outcome("INVITE of " + phone.account().username(), this::onInviteResponse);
    }

    static Call dial(Phone phone, String sipUri) {
        CallIdHeader callId = phone.stack().newCallId();
        Call call = new Call(phone, callId.getCallId(), new CallMedia(phone.stack().host()));
        phone.calls().put(call.callId, call);
        try {
            Request request = phone.stack().request(Request.INVITE, sipUri, sipUri, callId, 1, PhoneStack.newTag());
            phone.stack().addContact(request);
            phone.stack().setBody(request, call.media.offer(Direction.SENDRECV));
            call.inviteTransaction = Optional.of(phone.stack().send(request, call.invite));
        } catch (Exception e) {
            call.release();
            throw new PhoneException("INVITE of " + phone.account().username() + " could not be sent", e);
        }
        return call;
    }

    static Call answered(Phone phone, String callId, Dialog dialog, CallMedia media) {
        Call call = new Call(phone, callId, media);
        call.dialog = Optional.of(dialog);
        call.finalStatus = Response.OK;
        return call;
    }

    private void onInviteResponse(Response response, ClientTransaction transaction) {
        int status = response.getStatusCode();
        if (status >= 200 && status < 300) {
            acknowledge(response, transaction);
        }
        progress.change(() -> {
            inviteTransaction = Optional.of(transaction);
            ringing |= status == Response.RINGING || status == Response.SESSION_PROGRESS;
            if (status >= 200) {
                finalStatus = status;
            }
        });
        if (status >= 300) {
            release();
        }
    }

    private void acknowledge(Response response, ClientTransaction transaction) {
        try {
            Dialog established = transaction.getDialog();
            dialog = Optional.of(established);
            established.sendAck(established.createAck(((CSeqHeader) response.getHeader(CSeqHeader.NAME)).getSeqNumber()));
            SipText.description(response).ifPresent(media::accept);
        } catch (Exception e) {
            throw new PhoneException("ACK of " + phone.account().username() + " could not be sent", e);
        }
    }

    void onAck(Request ack) {
        SipText.description(ack).ifPresent(media::accept);           // late offer: the answer comes with the ACK
    }

    void onBye() {
        release();
    }

    void onReInvite(ServerTransaction transaction) throws Exception {
        Request request = transaction.getRequest();
        SessionDescription description = SipText.description(request).map(media::answer).orElseGet(() -> media.offer(media.direction()));
        Response response = phone.stack().response(Response.OK, request);
        phone.stack().addContact(response);
        phone.stack().setBody(response, description);
        transaction.sendResponse(response);
    }

    /** Frees the media ports; what was heard can still be asked for. */
    void release() {
        progress.change(() -> ended = true);
        media.close();
    }

    public String callId() {
        return callId;
    }

    /** Waits for 180 or 183. */
    public void awaitRinging(Duration limit) {
        if (!progress.await(limit, () -> ringing || finalStatus != 0) || !ringing) {
            throw new PhoneException("call of " + phone.account().username() + " does not ring: " + invite.text() + " within "
                    + Progress.seconds(limit));
        }
    }

    /** Waits for a 2xx; refusals and silence are exceptions. */
    public void awaitAnswered(Duration limit) {
        if (finalStatus < 200 || finalStatus >= 300) {
            invite.awaitSuccess(limit);                              // the call knows the status a moment before the outcome has the response
        }
    }

    /** Waits for the final response, whatever it is. */
    public int awaitFinalStatus(Duration limit) {
        return finalStatus != 0 ? finalStatus : invite.await(limit).getStatusCode();
    }

    /** 0 before a final response. */
    public int finalStatus() {
        return finalStatus;
    }

    /** Sends the tone in real time and listens meanwhile; on hold it only listens. Blocks that long. */
    public void talk(Duration howLong, double toneHz) {
        if (media.direction().sends() && !held) {
            media.talk(howLong, toneHz);
        } else {
            progress.await(howLong, () -> ended);
        }
    }

    /** What was heard from the other side since the call began. @param expectedToneHz the tone the other side sends */
    public MediaQuality quality(double expectedToneHz) {
        return media.quality(expectedToneHz);
    }

    /** Waits until the last half second that was heard is this tone; early media count. */
    public void awaitHearing(double toneHz, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!media.hearsNow(toneHz)) {
            if (System.nanoTime() > deadline) {
                throw new PhoneException(phone.account().username() + " does not hear " + toneHz + " Hz within " + Progress.seconds(limit) + ": "
                        + media.quality(toneHz));
            }
            LockSupport.parkNanos(HEARING_INTERVAL.toNanos());
        }
    }

    /** Who may send now, seen from here: {@code sendrecv} and so on. */
    public String direction() {
        return media.direction().attribute();
    }

    /** re-INVITE with sendonly (RFC 3264 §8.4); this phone has no music and sends nothing then. */
    public void hold() {
        reInvite(Direction.SENDONLY);
        held = true;
    }

    public void resume() {
        reInvite(Direction.SENDRECV);
        held = false;
    }

    private void reInvite(Direction wanted) {
        Outcome outcome = new Outcome("re-INVITE of " + phone.account().username(), (response, transaction) -> {
            if (response.getStatusCode() >= 200 && response.getStatusCode() < 300) {
                acknowledge(response, transaction);
            }
        });
        try {
            Request request = established().createRequest(Request.INVITE);
            phone.stack().addContact(request);
            phone.stack().setBody(request, media.offer(wanted));
            sendInDialog(request, outcome);
        } catch (Exception e) {
            throw new PhoneException("re-INVITE of " + phone.account().username() + " could not be sent", e);
        }
        outcome.awaitSuccess(RE_INVITE_LIMIT);
    }

    private void sendInDialog(Request request, Outcome outcome) throws Exception {
        ClientTransaction transaction = phone.stack().provider().getNewClientTransaction(request);
        transaction.setApplicationData(outcome);
        established().sendRequest(transaction);
    }

    private Dialog established() {
        return dialog.orElseThrow(() -> new PhoneException("call of " + phone.account().username() + " is not answered"));
    }

    /** BYE, and waits for its 200. */
    public void hangUp(Duration limit) {
        Outcome outcome = new Outcome("BYE of " + phone.account().username());
        try {
            sendInDialog(established().createRequest(Request.BYE), outcome);
        } catch (Exception e) {
            throw new PhoneException("BYE of " + phone.account().username() + " could not be sent", e);
        }
        try {
            outcome.awaitSuccess(limit);
        } finally {
            release();
        }
    }

    /** REFER of the other side to that URI (RFC 3515), and waits for its 202; who ends the call then is the switch's affair. */
    public void transfer(String sipUri, Duration limit) {
        Outcome outcome = new Outcome("REFER of " + phone.account().username());
        try {
            Request request = established().createRequest(Request.REFER);
            phone.stack().addContact(request);
            phone.stack().setReferTo(request, sipUri);
            sendInDialog(request, outcome);
        } catch (Exception e) {
            throw new PhoneException("REFER of " + phone.account().username() + " could not be sent", e);
        }
        outcome.awaitSuccess(limit);
    }

    /** CANCEL, held back until a provisional response has come (RFC 3261 §9.1). */
    public void cancel() {
        if (!invite.awaitProvisional(PROVISIONAL_LIMIT)) {
            throw new PhoneException("nothing to cancel: " + invite.text() + " within " + Progress.seconds(PROVISIONAL_LIMIT));
        }
        try {
            Request cancel = inviteTransaction.orElseThrow().createCancel();
            phone.stack().send(cancel, new Outcome("CANCEL of " + phone.account().username()));
        } catch (Exception e) {
            throw new PhoneException("CANCEL of " + phone.account().username() + " could not be sent", e);
        }
    }

    /** Waits until either side has hung up or the call was refused. */
    public void awaitEnded(Duration limit) {
        if (!progress.await(limit, () -> ended)) {
            throw new PhoneException("call of " + phone.account().username() + " has not ended within " + Progress.seconds(limit));
        }
    }
}
