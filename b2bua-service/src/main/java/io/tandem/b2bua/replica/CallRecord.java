package io.tandem.b2bua.replica;

import java.time.Instant;
import java.util.List;

import io.tandem.b2bua.leg.Side;
import io.tandem.b2bua.message.AppParameters;
import io.tandem.sip.dialog.DialogState;

/** One established call, with all that another process needs to go on with it. Immutable.
 * @param caller     our dialog with the caller, whose Call-ID names the call; and so is the callee's
 * @param identity   P-Asserted-Identity of the caller, a header each
 * @param parameters what the proxy told us of the call: billing and limits are the proxy's, timers are in here
 * @param end        when it has lasted as long as it may */
public record CallRecord(DialogState caller, DialogState callee, List<String> identity, AppParameters parameters, Instant end, TimerRecord callerTimer,
                         TimerRecord calleeTimer) {
    public CallRecord {
        identity = List.copyOf(identity);
    }

    public String callId() {
        return caller.id().callId();
    }

    public DialogState dialog(Side side) {
        return side == Side.CALLER ? caller : callee;
    }

    public TimerRecord timer(Side side) {
        return side == Side.CALLER ? callerTimer : calleeTimer;
    }
}
