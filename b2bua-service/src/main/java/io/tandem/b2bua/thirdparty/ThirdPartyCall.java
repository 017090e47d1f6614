package io.tandem.b2bua.thirdparty;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.tandem.b2bua.bridge.DialogBridge;
import io.tandem.b2bua.leg.Junction;
import io.tandem.b2bua.leg.Side;
import io.tandem.b2bua.message.Messages;
import io.tandem.b2bua.outlet.Outlet;
import io.tandem.b2bua.replica.CallRecord;
import io.tandem.b2bua.session.CallContext;
import io.tandem.b2bua.session.Cause;
import io.tandem.b2bua.session.FinalOutcome;
import io.tandem.b2bua.session.HandedOver;
import io.tandem.b2bua.session.Place;
import io.tandem.b2bua.session.Session;
import io.tandem.b2bua.session.Transferor;
import io.tandem.b2bua.timer.CallLength;
import io.tandem.sip.dialog.Dialog;
import io.tandem.sip.dialog.DialogId;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transaction.ServerTransaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls one party for another one that is on the line, and joins the two: does what {@link Junction} decides. The new call goes to the proxy as one of a
 * subscriber, who pays for it. Loop thread only. */
public final class ThirdPartyCall implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(ThirdPartyCall.class);
    /** After a take-over such a call lasts no longer than this, nor than it may without one. */
    private static final Duration KEPT = Duration.ofHours(6);

    /** Who is on the line. */
    public interface Standing {
        /** Takes over the dialog, once, when the party called has answered; empty if it has ended meanwhile. */
        Optional<HandedOver> take();

        /** The party called rings, or something like it. */
        default void onProgress(SipMessage provisional) {}

        /** Who it is, and pays for transfers that it asks for; empty if it is no subscriber of ours. */
        Optional<Transferor> subscriber();

        /** They do not. */
        default void onFailed(int status, String reason) {}
    }

    private final CallContext context;
    private final Standing who;
    private final InvitedParty invited;
    private final Place standingPlace = new End(this, Side.CALLER);
    private final Place invitedPlace = new End(this, Side.CALLEE);
    private Junction.State state = new Junction.Inviting();
    private Optional<Dialog> standing = Optional.empty();
    private Optional<DialogId> invitedDialog = Optional.empty();
    private Optional<OwnReinvite> move = Optional.empty();
    private Optional<DialogBridge> bridge = Optional.empty();
    private CallLength length = CallLength.NONE;
    private int openByes;

    /** @param invite of the new call, without an offer */
    public ThirdPartyCall(Standing who, SipMessage invite, CallContext context) {
        this.who = who;
        this.context = context;
        this.invited = new InvitedParty(invite, context, new InvitedWatch());
    }

    /** Calls. */
    public void start(SipUri proxy, Duration maxRinging) {
        context.table().open(this);
        invited.start(proxy, maxRinging);
    }

    /** The same for a party whose dialog nobody else has: it is taken over at once. */
    public void startWith(HandedOver line, SipUri proxy, Duration maxRinging) {
        stand(line);
        start(proxy, maxRinging);
    }

    /** This party is on the line, and nobody else has its dialog any more. */
    public void stand(HandedOver line) {
        standing = Optional.of(line.dialog());
        line.left().ifPresent(left -> length = CallLength.start(context.outlet().scheduler(), left, () -> hangUp(480, CallLength.REASON)));
        context.table().join(line.dialog().id(), standingPlace);
    }

    @Override public void hangUp(int status, String reason) {
        fire(new Junction.HangUp(status), Cause.of(reason));
    }

    /** The party on the line has left it before it was taken over. */
    public void standingLeft() {
        fire(new Junction.StandingLeft(), Cause.NONE);
    }

    private void fire(Junction.Event event, Cause cause) {
        var step = Junction.on(state, event);
        state = step.state();
        for (Junction.Command command : step.commands()) perform(command, cause);
        finishIfOver();
    }

    private void perform(Junction.Command command, Cause cause) {
        switch (command) {
            case Junction.MoveStanding _       -> move(cause.message().orElseThrow());
            case Junction.AcknowledgeInvited _ -> invited.acknowledge(cause.message());
            case Junction.Join _               -> join();
            case Junction.DropInvited _        -> invited.drop(cause);
            case Junction.DropStanding c       -> dropStanding(c.status(), cause);
        }
    }

    private void move(SipMessage offer) {
        if (standing.isEmpty()) who.take().ifPresent(this::stand);
        if (standing.isEmpty()) {
            fire(new Junction.StandingLeft(), Cause.NONE);
            return;
        }
        var reinvite = new OwnReinvite(standing.get(), offer, context, _ -> { }, this::moved, this::notMoved);
        move = Optional.of(reinvite);
        reinvite.start();
    }

    private void moved(SipMessage answer) {
        if (Messages.hasSdp(answer)) fire(new Junction.Moved(), Cause.of(answer));
        else notMoved(488);
    }

    private void notMoved(int status) {
        fire(new Junction.NotMoved(status), Cause.of("SIP;cause=%d;text=\"Not taken over\"".formatted(status)));
    }

    private void join() {
        var joined = new DialogBridge(standing.orElseThrow(), invited.dialog(), invited.invite(), invited.invite().cSeq(), context.tokens().rSeq(),
            context.outlet(), context.messages(), this::onSessionLost);
        joined.close();                                             // both INVITEs are answered
        bridge = Optional.of(joined);
        context.replica().changed(record(joined));
    }

    @Override public boolean isKept() {
        return !(state instanceof Junction.Released) && bridge.filter(joined -> context.replica().isStored(record(joined).key())).isPresent();
    }

    private CallRecord record(DialogBridge joined) {
        Duration left = length.left();
        Instant end = context.replica().now().plus(left.compareTo(KEPT) < 0 ? left : KEPT);
        return CallRecord.of(joined.dialog(Side.CALLER).stored(), joined.dialog(Side.CALLEE).stored(), end);
    }

    private void onSessionLost(Side side, int status) {
        hangUp(480, "SIP;cause=%d;text=\"%s lost\"".formatted(status, side == Side.CALLER ? "Caller" : "Callee"));
    }

    private void dropStanding(int status, Cause cause) {
        String phrase = cause.refusal().map(SipMessage::reason).orElse("Not Reached");
        if (bridge.isEmpty()) who.onFailed(status, phrase);
        Optional<String> reason = cause.request(Methods.BYE).isPresent() ? cause.reason()
            : cause.ownReason().or(() -> Optional.of("SIP;cause=%d;text=\"%s\"".formatted(status, phrase.replaceAll("[\"\\\\]", ""))));
        standing.ifPresent(dialog -> sendBye(dialog, reason));
    }

    private void sendBye(Dialog dialog, Optional<String> reason) {
        SipMessage bye = context.messages().own(dialog.request(Methods.BYE));
        reason.ifPresent(text -> bye.set(HeaderNames.REASON, text));
        if (!Outlet.isAddress(dialog.nextHop())) {
            LOG.warn("BYE of call {} dropped: next hop {} is not an IP address", bye.callId(), dialog.nextHop());
            return;
        }
        openByes++;
        context.outlet().send(bye, dialog.nextHop(), new FinalOutcome(() -> {
            openByes--;
            finishIfOver();
        }));
    }

    private void finishIfOver() {
        if (!(state instanceof Junction.Released)) return;
        length.cancel();
        move.ifPresent(OwnReinvite::abandon);
        bridge.ifPresent(DialogBridge::end);
        if (openByes > 0 || !invited.isSettled()) return;
        bridge.ifPresent(joined -> context.replica().ended(record(joined).key()));
        standing.ifPresent(dialog -> context.table().part(dialog.id(), standingPlace));
        invitedDialog.ifPresent(id -> context.table().part(id, invitedPlace));
        context.table().close(this);
    }

    private void onRequest(ServerTransaction tx, Side from) {
        SipMessage request = tx.request();
        if (request.method().equals(Methods.BYE)) {
            respond(tx, 200);
            if (from == Side.CALLER) fire(new Junction.StandingLeft(), Cause.of(request));
            else invited.bye(request);
        } else if (state instanceof Junction.Released) {
            respond(tx, 481);
        } else if (!dialog(from).accepts(request.cSeq())) {
            respond(tx, 500);                                       // RFC 3261 §12.2.2
        } else if (bridge.isPresent()) {
            bridge.get().onRequest(tx, from);
        } else {
            respond(tx, beforeJoined(request.method()));
        }
    }

    /** Nobody is there to whom it could go. */
    private static int beforeJoined(String method) {
        return switch (method) {
            case Methods.OPTIONS -> 200;
            case Methods.INVITE, Methods.UPDATE -> 491;
            default -> 480;
        };
    }

    private Dialog dialog(Side side) {
        return side == Side.CALLER ? standing.orElseThrow() : invited.dialog();
    }

    private void respond(ServerTransaction tx, int status) {
        tx.respond(context.messages().respond(tx.request(), status, tx.request().toTag().orElse("")));
    }

    private final class InvitedWatch implements InvitedParty.Watch {
        @Override public void onProgress(SipMessage provisional) {
            who.onProgress(provisional);
        }

        @Override public void onAnswer(SipMessage success) {
            DialogId id = invited.dialog().id();
            invitedDialog = Optional.of(id);
            context.table().join(id, invitedPlace);
            if (Messages.hasSdp(success)) fire(new Junction.Answered(), Cause.of(success));
            else hangUp(500, "SIP;cause=500;text=\"No offer\"");    // RFC 3261 §13.2.1: the 2xx to an INVITE without one has to have it
        }

        @Override public void onLeft(int status, Cause cause) {
            fire(new Junction.InvitedLeft(status), cause);
        }

        @Override public void onSettled() {
            finishIfOver();
        }
    }

    /** One end of this call. */
    private record End(ThirdPartyCall call, Side side) implements Place {
        @Override public void onRequest(ServerTransaction tx) {
            call.onRequest(tx, side);
        }

        @Override public void onAck(SipMessage ack) {
            call.bridge.ifPresent(joined -> joined.onAck(ack, side));
        }

        @Override public void onCancel(SipMessage cancel) {
            call.bridge.ifPresent(joined -> joined.onCancel(cancel));
        }

        @Override public Optional<Transferor> speaker(Optional<Transferor> named) {
            return side == Side.CALLEE ? call.who.subscriber() : named;
        }
    }
}
