package io.tandem.b2bua.call;

import java.time.Duration;
import java.util.Optional;

import io.tandem.b2bua.bridge.DialogBridge;
import io.tandem.b2bua.bridge.SessionWatch;
import io.tandem.b2bua.leg.Side;
import io.tandem.b2bua.outlet.Outlet;
import io.tandem.b2bua.session.CallContext;
import io.tandem.b2bua.session.Cause;
import io.tandem.b2bua.session.FinalOutcome;
import io.tandem.b2bua.session.HandedOver;
import io.tandem.b2bua.session.Place;
import io.tandem.b2bua.session.Session;
import io.tandem.b2bua.timer.CallLength;
import io.tandem.sip.dialog.Dialog;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ServerTransaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A call whose INVITE takes the place of a party in another call (RFC 3891): the one it is to talk with is on the line already and gets a re-INVITE. Loop
 * thread only. */
final class ReplacingCall implements Session, SessionWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ReplacingCall.class);

    private final ServerTransaction incoming;
    private final CallContext context;
    private final DialogBridge bridge;
    private final CallLength length;
    private boolean callerUp;
    private boolean over;
    private int openByes;

    /** @param far       the party on the line, ours alone
     * @param maxLength of the call, unless that party's own allows less */
    ReplacingCall(ServerTransaction incoming, HandedOver far, Duration maxLength, CallContext context) {
        this.incoming = incoming;
        this.context = context;
        this.bridge = new DialogBridge(Dialog.uas(incoming.request(), context.tokens().tag()), far.dialog(), incoming.request(), incoming.request().cSeq(),
            context.tokens().rSeq(), context.outlet(), context.messages(), this);
        this.length = CallLength.start(context.outlet().scheduler(), far.most(maxLength), () -> hangUp(480, CallLength.REASON));
        bridge.close();                                             // the INVITE becomes a re-INVITE of this bridge
    }

    void start() {
        context.table().open(incoming, this, bridge::onCancel);
        for (Side side : Side.values()) context.table().join(bridge.dialog(side).id(), new End(this, side));
        bridge.onRequest(incoming, Side.CALLER);
    }

    @Override public void hangUp(int status, String reason) {
        end(Optional.empty(), Cause.of(reason));
    }

    @Override public void onSessionLost(Side side, int status) {
        hangUp(480, "SIP;cause=%d;text=\"%s lost\"".formatted(status, side == Side.CALLER ? "Caller" : "Callee"));
    }

    @Override public void onInviteRefused(Side from, int status) {
        if (!callerUp) end(Optional.of(Side.CALLER), Cause.of("SIP;cause=%d".formatted(status)));
    }

    @Override public void onInviteAnswered(Side from) {
        callerUp = true;
    }

    /** @param left who has hung up; the other one gets a BYE, or both do */
    private void end(Optional<Side> left, Cause cause) {
        if (over) return;
        over = true;
        length.cancel();
        boolean answered = callerUp;
        bridge.end();
        for (Side side : Side.values()) {
            if (left.filter(side::equals).isEmpty() && (side == Side.CALLEE || answered)) sendBye(bridge.dialog(side), cause);
        }
        finishIfOver();
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
            finishIfOver();
        }));
    }

    private void finishIfOver() {
        if (!over || openByes > 0) return;
        for (Side side : Side.values()) context.table().part(bridge.dialog(side).id(), new End(this, side));
        context.table().close(incoming, this);
    }

    private void onRequest(ServerTransaction tx, Side from) {
        SipMessage request = tx.request();
        if (request.method().equals(Methods.BYE)) {
            respond(tx, 200);
            end(Optional.of(from), Cause.of(request));
        } else if (over) {
            respond(tx, 481);
        } else if (!bridge.dialog(from).accepts(request.cSeq())) {
            respond(tx, 500);                                       // RFC 3261 §12.2.2
        } else {
            bridge.onRequest(tx, from);
        }
    }

    private void respond(ServerTransaction tx, int status) {
        tx.respond(context.messages().respond(tx.request(), status, bridge.dialog(Side.CALLER).id().localTag()));
    }

    /** One end of this call. */
    private record End(ReplacingCall call, Side side) implements Place {
        @Override public void onRequest(ServerTransaction tx) {
            call.onRequest(tx, side);
        }

        @Override public void onAck(SipMessage ack) {
            call.bridge.onAck(ack, side);
        }

        @Override public void onCancel(SipMessage cancel) {
            call.bridge.onCancel(cancel);
        }
    }
}
