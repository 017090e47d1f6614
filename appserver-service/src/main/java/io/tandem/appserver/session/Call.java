package io.tandem.appserver.session;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import io.tandem.appserver.media.AgreedMedia;
import io.tandem.appserver.media.MediaListener;
import io.tandem.appserver.media.NoFreePortException;
import io.tandem.appserver.media.RtpSession;
import io.tandem.net.Scheduler;
import io.tandem.sdp.Direction;
import io.tandem.sdp.MalformedSdpException;
import io.tandem.sdp.SessionDescription;
import io.tandem.sip.dialog.Dialog;
import io.tandem.sip.dialog.SuccessRetransmission;
import io.tandem.sip.info.InfoDigits;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ServerTransaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call, from INVITE to BYE (RFC 3261 §13.3, §14.2, §15). Loop thread only. */
final class Call implements Caller, MediaListener {
    private static final Logger LOG = LoggerFactory.getLogger(Call.class);

    private final CallContext context;
    private final ServerTransaction invite;
    private final Dialog dialog;
    private final String tag;
    private final Consumer<Call> whenOver;
    private final Farewell farewell;
    private Optional<RtpSession> rtp = Optional.empty();
    private Optional<SdpNegotiation> negotiation = Optional.empty();
    private Optional<Dialogue> dialogue = Optional.empty();
    private Optional<SuccessRetransmission> awaitingAck = Optional.empty();
    private Scheduler.Timeout expiry = () -> false;
    private Scheduler.Timeout length = () -> false;
    private boolean answerDueInAck;
    private boolean established;
    private boolean dialogOver;
    private boolean applicationDone;

    /** @param whenOver runs when dialog and application have both ended, or the INVITE was refused */
    Call(CallContext context, ServerTransaction invite, String tag, Consumer<Call> whenOver) {
        this.context = context;
        this.invite = invite;
        this.tag = tag;
        this.whenOver = whenOver;
        this.farewell = new Farewell(context.scheduler(), bye -> bye.respond(context.responses().of(bye.request(), 200, "OK", tag)));
        this.dialog = Dialog.uas(invite.request(), tag);
    }

    Dialog dialog() {
        return dialog;
    }

    ServerTransaction invite() {
        return invite;
    }

    /** Still without final response? */
    boolean isPending() {
        return !invite.isCompleted();
    }

    // the INVITE

    void decided(Application.Decision decision) {
        if (!isPending()) {                                             // cancelled meanwhile
            if (decision instanceof Application.Hold held) held.abandoned().run();
            return;
        }
        switch (decision) {
            case Application.Refuse refuse -> refuse(refuse.status(), refuse.reason());
            case Application.Answer answer -> answer(answer);
            case Application.Announce announcement -> announce(announcement);
            case Application.Hold held -> hold(held);
        }
    }

    /** The caller has given up. */
    void cancelled() {
        refuse(487, "Request terminated");
        dialogue.ifPresent(Dialogue::onCallerLeft);
    }

    @Override
    public void refuse(int status, String reason) {
        if (!isPending()) return;
        SipMessage response = context.responses().of(invite.request(), status, reason, tag);
        if (status == 503) response.add(HeaderNames.RETRY_AFTER, "5");
        invite.respond(response);
        applicationDone = true;
        endDialog();
    }

    private void answer(Application.Answer answer) {
        open(answer.direction(), () -> {
            Optional<SessionDescription> body = negotiate(invite.request());
            if (body.isEmpty()) {
                refuse(488, "Not Acceptable Here");
                return;
            }
            dialogue = Optional.of(answer.dialogue().start(this));
            dialog.confirm();
            accept(invite, body.get());
            length = Responses.longest(invite.request()).map(most -> after(most, this::tooLong)).orElse(length);
        });
    }

    /** With a socket for audio; the caller is refused if there is none, or if it has written a description that nobody understands. */
    private void open(Direction direction, Runnable negotiating) {
        try {
            RtpSession session = new RtpSession(context.scheduler(), context.sockets(), this);
            rtp = Optional.of(session);
            negotiation = Optional.of(new SdpNegotiation(session.localAddress(), ThreadLocalRandom.current().nextLong(1, 1L << 31), direction));
            negotiating.run();
        } catch (NoFreePortException e) {
            LOG.error("call {} refused: {}", dialog.id().callId(), e.getMessage());
            refuse(503, "Service Unavailable");
        } catch (MalformedSdpException e) {
            LOG.info("call {} refused, its SDP is malformed: {}", dialog.id().callId(), e.getMessage());
            refuse(400, "Malformed Session Description");
        }
    }

    /** Early media (RFC 3960 §3), sent as an unreliable response: whoever requires others hears no announcement (RFC 3262 §3). */
    private void announce(Application.Announce announcement) {
        Application.Refuse end = announcement.end();
        progress(() -> play(announcement.samples(), () -> refuse(end.status(), end.reason())), () -> refuse(end.status(), end.reason()));
    }

    private void hold(Application.Hold held) {
        progress(() -> { }, () -> held.unheard().ifPresentOrElse(end -> refuse(end.status(), end.reason()), this::stillWaits));
        if (!isPending()) {                                             // unheard, no socket, or a description that nobody understands
            held.abandoned().run();
            return;
        }
        dialogue = Optional.of(held.dialogue().start(this));
        dialogue.get().onEstablished();
    }

    /** @param inaudible runs if the caller cannot hear us, or shares no codec with us */
    private void progress(Runnable audible, Runnable inaudible) {
        if (!invite.request().hasBody() || needsReliable()) {
            inaudible.run();
            return;
        }
        open(Direction.SENDRECV, () -> {
            Optional<SessionDescription> body = negotiate(invite.request());
            if (body.isEmpty()) {
                inaudible.run();
                return;
            }
            invite.respond(context.responses().of(invite.request(), 183, "Progress", tag).add(HeaderNames.CONTACT, context.contact())
                    .body(SessionDescription.CONTENT_TYPE, body.get().toBytes()));
            rtp.orElseThrow().start();
            audible.run();
        });
    }

    private boolean needsReliable() {
        return invite.request().headers(HeaderNames.REQUIRE).contains("100rel");
    }

    @Override
    public void stillWaits() {
        if (!isPending()) return;
        if (needsReliable()) invite.respond(SipMessage.response(invite.request(), 100, "Trying"));
        else invite.respond(context.responses().of(invite.request(), 182, "Queued", tag).add(HeaderNames.CONTACT, context.contact()));
    }

    /** @return what to put into the 200: an answer, or our offer if there was none; empty if nothing is acceptable */
    private Optional<SessionDescription> negotiate(SipMessage request) {
        SdpNegotiation sdp = negotiation.orElseThrow();
        answerDueInAck = !request.hasBody();
        if (answerDueInAck) return Optional.of(sdp.offer());
        Optional<SdpNegotiation.Answered> answered = sdp.answer(SessionDescription.parse(request.body()));
        answered.ifPresent(a -> rtp.orElseThrow().agree(a.media()));
        return answered.map(SdpNegotiation.Answered::answer);
    }

    private void accept(ServerTransaction tx, SessionDescription body) {
        SipMessage ok = context.responses().accepting(tx.request(), tag, context.contact())
                .body(SessionDescription.CONTENT_TYPE, body.toBytes());
        refreshed(ok);
        if (tx.request().method().equals(Methods.INVITE)) {
            awaitingAck.ifPresent(SuccessRetransmission::stop);
            awaitingAck = Optional.of(SuccessRetransmission.start(context.scheduler(), context.layer().timers(), tx, ok, this::ackMissing));
        } else {
            tx.respond(ok);
        }
    }

    /** A caller that promised to refresh the session and does not is gone (RFC 4028 §10). */
    private void refreshed(SipMessage ok) {
        expiry.cancel();
        expiry = Responses.patience(ok).map(patience -> context.scheduler().schedule(patience.toNanos(), this::notRefreshed)).orElse(() -> false);
    }

    /** Its caller's credit, or the longest call that it may make, is over (signalling.md §3.5). */
    private void tooLong() {
        LOG.info("call {} ends: it may last no longer", dialog.id().callId());
        leave();
    }

    private void notRefreshed() {
        LOG.info("call {} ends: its session was not refreshed", dialog.id().callId());
        leave();
    }

    void onAck(SipMessage ack) {
        awaitingAck.ifPresent(SuccessRetransmission::stop);
        awaitingAck = Optional.empty();
        if (dialogOver || answerDueInAck && !takeAnswer(ack)) return;
        if (!established) {
            established = true;
            rtp.ifPresent(RtpSession::start);
            dialogue.ifPresent(Dialogue::onEstablished);
        }
    }

    private boolean takeAnswer(SipMessage ack) {
        answerDueInAck = false;
        try {
            Optional<AgreedMedia> media =
                    ack.hasBody() ? negotiation.orElseThrow().accept(SessionDescription.parse(ack.body())) : Optional.empty();
            media.ifPresent(agreed -> rtp.orElseThrow().agree(agreed));
            if (media.isPresent()) return true;
            LOG.info("call {} ends: the ACK has no usable answer to our offer", dialog.id().callId());
        } catch (MalformedSdpException e) {
            LOG.info("call {} ends: malformed answer in ACK: {}", dialog.id().callId(), e.getMessage());
        }
        leave();
        return false;
    }

    private void ackMissing() {
        LOG.info("call {} ends: no ACK within 64*T1", dialog.id().callId());
        leave();
    }

    // requests inside the dialog

    void onRequest(ServerTransaction tx) {
        SipMessage request = tx.request();
        if (!dialog.accepts(request.cSeq())) {
            tx.respond(context.responses().of(request, 500, "CSeq Out Of Order", tag));
            return;
        }
        switch (request.method()) {
            case Methods.BYE -> onBye(tx);
            case Methods.INVITE, Methods.UPDATE -> renegotiate(tx);
            case Methods.OPTIONS -> tx.respond(context.responses().alive(request, tag));
            case Methods.INFO -> onInfo(tx);
            case Methods.NOTIFY -> tx.respond(context.responses().of(request, 200, "OK", tag));
            default -> tx.respond(context.responses().of(request, 405, "Method Not Allowed", tag).add(HeaderNames.ALLOW, Responses.ALLOW));
        }
    }

    private void onBye(ServerTransaction tx) {
        farewell.hold(tx);
        endDialog();
        dialogue.ifPresent(Dialogue::onCallerLeft);
        if (applicationDone || dialogue.isEmpty()) farewell.say();
    }

    private void onInfo(ServerTransaction tx) {
        tx.respond(context.responses().of(tx.request(), 200, "OK", tag));
        InfoDigits.digit(tx.request()).ifPresent(this::onDigit);
    }

    /** re-INVITE and UPDATE (RFC 3261 §14.2, RFC 3311 §5.2); an UPDATE without a body only refreshes. */
    private void renegotiate(ServerTransaction tx) {
        SipMessage request = tx.request();
        dialog.refreshTarget(request);
        try {
            if (request.method().equals(Methods.UPDATE) && !request.hasBody()) {
                SipMessage ok = context.responses().accepting(request, tag, context.contact());
                tx.respond(ok);
                refreshed(ok);
                return;
            }
            Optional<SessionDescription> body = negotiate(request);
            if (body.isPresent()) accept(tx, body.get());
            else tx.respond(context.responses().of(request, 488, "Not Acceptable Here", tag));
        } catch (MalformedSdpException e) {
            LOG.info("call {}: {} with malformed SDP refused: {}", dialog.id().callId(), request.method(), e.getMessage());
            tx.respond(context.responses().of(request, 400, "Malformed Session Description", tag));
        }
    }

    // audio

    @Override
    public void onAudio(int timestamp, int ssrc, short[] samples) {
        dialogue.ifPresent(d -> d.onAudio(timestamp, ssrc, samples));
    }

    @Override
    public void onDigit(char digit) {
        if (established && !dialogOver) dialogue.ifPresent(d -> d.onDigit(digit));
    }

    // the application

    @Override
    public void play(short[] samples, Runnable whenPlayed) {
        rtp.ifPresent(session -> session.play(samples, whenPlayed));
    }

    @Override
    public void stopPlaying() {
        rtp.ifPresent(RtpSession::stopPlaying);
    }

    @Override
    public void goLive() {
        rtp.ifPresent(RtpSession::follow);
    }

    @Override
    public void send(short[] frame) {
        if (!dialogOver && rtp.isPresent()) rtp.get().send(frame);
    }

    @Override
    public boolean isOnHold() {
        return rtp.flatMap(RtpSession::agreed).filter(media -> media.direction() == Direction.SENDRECV).isEmpty();
    }

    @Override
    public void handOn(String uri, Runnable refused) {
        if (dialogOver) return;
        SipMessage refer = dialog.request(Methods.REFER).add("Refer-To", "<" + uri + ">").add("Refer-Sub", "false").add(HeaderNames.CONTACT, context.contact());
        context.layer().send(refer, context.flowTo(dialog.nextHop(), invite.source()), new ReferOutcome(dialog.id().callId(), () -> {
            if (!dialogOver) refused.run();
        }));
    }

    @Override
    public void hangUp() {
        if (dialogOver) return;
        SipMessage bye = dialog.request(Methods.BYE);
        context.layer().send(bye, context.flowTo(dialog.nextHop(), invite.source()), new ByeOutcome(dialog.id().callId()));
        endDialog();
    }

    @Override
    public void finished() {
        applicationDone = true;
        farewell.say();
        if (dialogOver) whenOver.accept(this);
    }

    @Override
    public Scheduler clock() {
        return context.scheduler();
    }

    @Override
    public Scheduler.Timeout after(Duration delay, Runnable task) {
        return context.scheduler().schedule(delay.toNanos(), task);
    }

    @Override
    public void onLoop(Runnable task) {
        context.scheduler().execute(task);
    }

    /** Ends the call from our side, whatever its state: shutdown, no ACK, unusable answer. */
    void leave() {
        if (isPending()) {
            refuse(503, "Service Unavailable");
            dialogue.ifPresent(Dialogue::onCallerLeft);
        } else if (!dialogOver) {
            hangUp();
            dialogue.ifPresent(Dialogue::onCallerLeft);
        }
    }

    private void endDialog() {
        dialogOver = true;
        dialog.terminate();
        expiry.cancel();
        length.cancel();
        awaitingAck.ifPresent(SuccessRetransmission::stop);
        rtp.ifPresent(session -> {
            LOG.debug("call {} over, {}", dialog.id().callId(), session.summary());
            session.close();
        });
        if (applicationDone) whenOver.accept(this);
    }
}
