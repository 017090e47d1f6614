package io.tandem.b2bua.call;

import java.time.Duration;
import java.util.Optional;

import io.tandem.b2bua.bridge.DialogBridge;
import io.tandem.b2bua.bridge.SessionWatch;
import io.tandem.b2bua.leg.Side;
import io.tandem.b2bua.session.Byes;
import io.tandem.b2bua.session.CallContext;
import io.tandem.b2bua.session.Cause;
import io.tandem.b2bua.session.Place;
import io.tandem.b2bua.session.Session;
import io.tandem.b2bua.timer.CallLength;
import io.tandem.sip.dialog.Dialog;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ServerTransaction;

/** A call that began with two dialogs, not with an INVITE of its own for each: requests pass, a BYE ends both. Loop thread only. */
abstract class BridgedCall implements Session, SessionWatch {
    protected final CallContext context;
    private final CallLength length;
    private final Byes byes;
    private boolean over;

    BridgedCall(Duration maxLength, CallContext context) {
        this.context = context;
        this.byes = new Byes(context.outlet(), this::finishIfOver);
        this.length = CallLength.start(context.outlet().scheduler(), maxLength, () -> hangUp(480, CallLength.REASON));
    }

    abstract DialogBridge bridge();

    /** Has this party to be told that the call is over? */
    abstract boolean isUp(Side side);

    /** Nothing is left to do, and no message belongs here any more. */
    abstract void closed();

    final void join() {
        for (Side side : Side.values()) context.table().join(bridge().dialog(side).id(), new End(this, side));
    }

    @Override public void hangUp(int status, String reason) {
        end(Optional.empty(), Cause.of(reason));
    }

    @Override public void onSessionLost(Side side, int status) {
        hangUp(480, "SIP;cause=%d;text=\"%s lost\"".formatted(status, side == Side.CALLER ? "Caller" : "Callee"));
    }

    /** What the store knows it by. */
    abstract String key();

    @Override public boolean isKept() {
        return !over && isUp(Side.CALLER) && isUp(Side.CALLEE) && context.replica().isStored(key());
    }

    final boolean isOver() {
        return over;
    }

    /** @param left who has hung up; the other one gets a BYE, or both do */
    void end(Optional<Side> left, Cause cause) {
        if (over) return;
        over = true;
        length.cancel();
        boolean[] told = {isUp(Side.CALLER), isUp(Side.CALLEE)};
        bridge().end();
        for (Side side : Side.values()) {
            if (left.filter(side::equals).isEmpty() && told[side.ordinal()]) sendBye(bridge().dialog(side), cause);
        }
        finishIfOver();
    }

    /** What a BYE says besides. */
    SipMessage finish(SipMessage bye, Cause cause) {
        cause.reason().ifPresent(reason -> bye.set(HeaderNames.REASON, reason));
        return bye;
    }

    private void sendBye(Dialog dialog, Cause cause) {
        byes.send(finish(context.messages().own(dialog.request(Methods.BYE)), cause), dialog.nextHop());
    }

    private void finishIfOver() {
        if (!over || byes.isOpen()) return;
        for (Side side : Side.values()) context.table().part(bridge().dialog(side).id(), new End(this, side));
        closed();
    }

    private void onRequest(ServerTransaction tx, Side from) {
        SipMessage request = tx.request();
        if (request.method().equals(Methods.BYE)) {
            respond(tx, 200);
            end(Optional.of(from), Cause.of(request));
        } else if (over) {
            respond(tx, 481);
        } else if (!bridge().dialog(from).accepts(request.cSeq())) {
            respond(tx, 500);                                       // RFC 3261 §12.2.2
        } else {
            bridge().onRequest(tx, from);
        }
    }

    private void respond(ServerTransaction tx, int status) {
        tx.respond(context.messages().respond(tx.request(), status, bridge().dialog(Side.CALLER).id().localTag()));
    }

    /** A 2xx to an INVITE that this process did not send. */
    void onStraySuccess(SipMessage success, Side from) {}

    /** One end of this call. */
    private record End(BridgedCall call, Side side) implements Place {
        @Override public void onRequest(ServerTransaction tx) {
            call.onRequest(tx, side);
        }

        @Override public void onAck(SipMessage ack) {
            call.bridge().onAck(ack, side);
        }

        @Override public void onCancel(SipMessage cancel) {
            call.bridge().onCancel(cancel);
        }

        @Override public void onStraySuccess(SipMessage success) {
            call.onStraySuccess(success, side);
        }
    }
}
