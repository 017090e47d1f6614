package io.tandem.b2bua.call;

import java.util.Optional;

import io.tandem.b2bua.bridge.DialogBridge;
import io.tandem.b2bua.leg.Side;
import io.tandem.b2bua.session.Authority;
import io.tandem.b2bua.session.HandedOver;
import io.tandem.b2bua.session.Replaceable;
import io.tandem.b2bua.session.Taker;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transaction.ServerTransaction;

/** One end of a bridge of a call. Loop thread only. */
record BridgeEnd(Call call, DialogBridge bridge, Side side) implements Replaceable {
    @Override public void onRequest(ServerTransaction tx) {
        call.onRequest(tx, bridge, side);
    }

    @Override public void onAck(SipMessage ack) {
        call.onAck(ack, bridge, side);
    }

    @Override public void onCancel(SipMessage cancel) {
        bridge.onCancel(cancel);
    }

    @Override public Optional<HandedOver> replace() {
        return call.isUp() ? Optional.of(call.handOver(side.other())) : Optional.empty();
    }

    @Override public Authority replaced() {
        return call.draft().authority(isEarly() || call.isTaken() ? Side.CALLEE : side);
    }

    @Override public void permit(Authority other) {
        call.permitted().add(other);
    }

    @Override public boolean yieldsTo(Authority asker) {
        return replaced().yieldsTo(asker) || asker.id().isPresent() && call.permitted().contains(asker);
    }

    @Override public boolean isEarly() {
        return call.isEarly();
    }

    @Override public boolean pickUp(Taker taker) {
        return call.pickUp(taker);
    }

    @Override public SipUri farAddress() {
        return side == Side.CALLER ? call.draft().calleeAddress() : call.draft().callerAddress();
    }
}
