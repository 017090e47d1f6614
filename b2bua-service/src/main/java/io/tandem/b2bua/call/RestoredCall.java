package io.tandem.b2bua.call;

import java.time.Duration;
import java.util.Optional;

import io.tandem.b2bua.bridge.DialogBridge;
import io.tandem.b2bua.leg.Side;
import io.tandem.b2bua.message.Messages;
import io.tandem.b2bua.replica.CallRecord;
import io.tandem.b2bua.session.Authority;
import io.tandem.b2bua.session.CallContext;
import io.tandem.b2bua.session.Cause;
import io.tandem.sip.dialog.Dialog;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;

/** A call that another process has set up, from what that has stored: both dialogs go on, their session timers run, and a BYE ends both legs. A REFER goes to
 * the other party. Loop thread only. */
final class RestoredCall extends BridgedCall {
    /** Timers that ran out while nobody was there run within so long. */
    private static final Duration SPREAD = Duration.ofSeconds(5);

    private final CallRecord record;
    private final SipMessage invite;
    private final DialogBridge bridge;
    private final CallTimers timers;

    RestoredCall(CallRecord record, CallContext context) {
        super(Duration.between(context.replica().now(), record.end()), context);
        this.record = record;
        this.invite = invite(record);
        this.timers = new CallTimers(record.parameters(), context, this, this::replicate);
        this.bridge = new DialogBridge(Dialog.restored(record.caller()), Dialog.restored(record.callee()), invite, record.callee().localCSeq(),
            context.tokens().rSeq(), context.outlet(), context.messages(), timers);
        bridge.close();
    }

    /** What is known of the caller's. */
    private static SipMessage invite(CallRecord record) {
        SipMessage.Builder invite = SipMessage.request(Methods.INVITE, record.caller().remoteTarget().toString())
            .header(HeaderNames.FROM, record.caller().remoteAddress()).header(HeaderNames.TO, record.caller().localAddress())
            .header(HeaderNames.CALL_ID, record.caller().id().callId()).header(HeaderNames.CSEQ, Math.max(1, record.caller().remoteCSeq()) + " INVITE");
        record.parties().ifPresent(parties -> invite.header(Authority.HEADER, parties));
        record.identity().forEach(identity -> invite.header(HeaderNames.P_ASSERTED_IDENTITY, identity));
        return invite.build();
    }

    void start() {
        context.table().open(this);
        join();
        timers.restore(bridge, record, SPREAD);
        replicate(); // its CSeqs are higher now: a second take-over must not repeat them
    }

    @Override DialogBridge bridge() {
        return bridge;
    }

    @Override String key() {
        return record.key();
    }

    @Override boolean isUp(Side side) {
        return true;
    }

    @Override void end(Optional<Side> left, Cause cause) {
        timers.stop();
        super.end(left, cause);
    }

    @Override SipMessage finish(SipMessage bye, Cause cause) {
        boolean toCallee = bye.callId().equals(record.callee().id().callId());
        cause.request(Methods.BYE)
            .ifPresent(theirs -> Authority.vouched(invite, toCallee ? Side.CALLER : Side.CALLEE, context.messages().carry(theirs, bye)));
        if (toCallee) Messages.assertIdentity(invite, bye);
        return super.finish(bye, cause);
    }

    /** The callee has not seen the ACK, which was the other process's to send. */
    @Override void onStraySuccess(SipMessage success, Side from) {
        Dialog dialog = bridge.dialog(from);
        if (from == Side.CALLEE) context.outlet().sendAck(dialog.ack(success.cSeq()), dialog.nextHop());
    }

    private void replicate() {
        if (!isOver()) context.replica().changed(timers.record(bridge, invite, record.parameters(), record.end()));
    }

    @Override void closed() {
        context.replica().ended(key());
        context.table().close(this);
    }
}
