package io.tandem.b2bua.call;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.tandem.b2bua.bridge.DialogBridge;
import io.tandem.b2bua.leg.Side;
import io.tandem.b2bua.replica.CallRecord;
import io.tandem.b2bua.session.CallContext;
import io.tandem.b2bua.session.Cause;
import io.tandem.b2bua.session.HandedOver;
import io.tandem.sip.dialog.Dialog;
import io.tandem.sip.transaction.ServerTransaction;

/** A call whose INVITE takes the place of a party in another call (RFC 3891): the one it is to talk with is on the line already and gets a re-INVITE. Loop
 * thread only. */
final class ReplacingCall extends BridgedCall {
    private final ServerTransaction incoming;
    private final DialogBridge bridge;
    private final Instant end;
    private boolean callerUp;

    /** @param far       the party on the line, ours alone
     * @param maxLength of the call, unless that party's own allows less */
    ReplacingCall(ServerTransaction incoming, HandedOver far, Duration maxLength, CallContext context) {
        super(far.most(maxLength), context);
        this.incoming = incoming;
        this.end = context.replica().now().plus(far.most(maxLength));
        this.bridge = new DialogBridge(Dialog.uas(incoming.request(), context.tokens().tag()), far.dialog(), incoming.request(), incoming.request().cSeq(),
            context.tokens().rSeq(), context.outlet(), context.messages(), this);
        bridge.close();                                             // the INVITE becomes a re-INVITE of this bridge
    }

    void start() {
        context.table().open(incoming, this, bridge::onCancel);
        join();
        bridge.onRequest(incoming, Side.CALLER);
    }

    @Override DialogBridge bridge() {
        return bridge;
    }

    @Override String key() {
        return record().key();
    }

    @Override boolean isUp(Side side) {
        return side == Side.CALLEE || callerUp;
    }

    @Override void closed() {
        context.replica().ended(key());
        context.table().close(incoming, this);
    }

    @Override public void onInviteRefused(Side from, int status) {
        if (!callerUp) end(Optional.of(Side.CALLER), Cause.of("SIP;cause=%d".formatted(status)));
    }

    @Override public void onInviteAnswered(Side from) {
        callerUp = true;
        context.replica().changed(record());
    }

    private CallRecord record() {
        return CallRecord.of(bridge.dialog(Side.CALLER).stored(), bridge.dialog(Side.CALLEE).stored(), end);
    }
}
