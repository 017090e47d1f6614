package io.tandem.b2bua.replica;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.b2bua.leg.Side;
import io.tandem.b2bua.message.AppParameters;
import io.tandem.sip.dialog.DialogId;
import io.tandem.sip.dialog.DialogState;

/** One established call, with all that another process needs to go on with it. Immutable.
 * @param caller     our dialog with the caller; and so is the callee's
 * @param identity   P-Asserted-Identity of the caller, a header each
 * @param parties    who the parties are, as the proxy told us; of a call that an earlier version stored nothing is known
 * @param parameters what the proxy told us of the call: billing and limits are the proxy's, timers are in here
 * @param end        when it has lasted as long as it may */
public record CallRecord(DialogState caller, DialogState callee, List<String> identity, Optional<String> parties, AppParameters parameters,
                         Instant end, TimerRecord callerTimer, TimerRecord calleeTimer) {
    public CallRecord {
        identity = List.copyOf(identity);
    }

    /** A call of two dialogs that have stored nothing else: one that was transferred, or that nobody dialled. */
    public static CallRecord of(DialogState caller, DialogState callee, Instant end) {
        return new CallRecord(caller, callee, List.of(), Optional.empty(), new AppParameters(Map.of()), end, TimerRecord.NONE, TimerRecord.NONE);
    }

    /** What the store knows it by: both Call-IDs, since a dialog may have been in another call before. */
    public String key() {
        return key(caller.id(), callee.id());
    }

    /** The same of the dialogs with the caller and with the callee. */
    public static String key(DialogId caller, DialogId callee) {
        return caller.callId() + " " + callee.callId();
    }

    public DialogState dialog(Side side) {
        return side == Side.CALLER ? caller : callee;
    }

    public TimerRecord timer(Side side) {
        return side == Side.CALLER ? callerTimer : calleeTimer;
    }
}
