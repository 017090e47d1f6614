package io.tandem.proxy.refusal;

import java.util.Map;
import java.util.Optional;

import io.tandem.data.preference.CallPreferences;
import io.tandem.proxy.identity.CallerNumbers;
import io.tandem.proxy.ledger.Taking;
import io.tandem.proxy.plan.Attempt;
import io.tandem.proxy.screen.BlockLists;

/** What each refusal is called in sound sets and settings (§2.20, §2.21). Pure. */
public final class RefusalHandle {
    private static final String NO_PEER = "PSTN Termination Currently Unavailable";
    /** Codes and phrases that mean one thing. */
    private static final Map<String, String> HANDLES = Map.ofEntries(
            Map.entry("402 Insufficient Credit", "no_credit"),
            Map.entry("403 Blocked by Callee", "block_in"),
            Map.entry("403 Blocked by Caller", "block_out"),
            Map.entry("403 Blocked by NCOS level", "block_ncos"),
            Map.entry("403 Callee locked", "locked_in"),
            Map.entry("403 Caller locked", "locked_out"),
            Map.entry("403 Emergency Calls Not Supported", "emergency_unsupported"),
            Map.entry("403 Incorrect Override PIN", "block_override_pin_wrong"),
            Map.entry("403 Maximum parallel calls exceeded", "max_calls_out"),
            Map.entry("403 Relaying Denied", "relaying_denied"),
            Map.entry("403 Unauthorized IP detected", "unauth_caller_ip"),
            Map.entry("403 VSC Forbidden", "reject_vsc"),
            Map.entry("404 Not Found", "callee_unknown"),
            Map.entry("480 Offline", "callee_offline"),
            Map.entry("480 Temporarily Unavailable", "callee_tmp_unavailable"),
            Map.entry("480 Unavailable", "cf_loop"),
            Map.entry("484 Speed-Dial slot empty", "invalid_speeddial"),
            Map.entry("503 " + NO_PEER, "peering_unavailable"));
    private static final String BUSY = "Busy";

    private RefusalHandle() {}

    /** @param reason our own phrase; a phone that is busy may have one of its own
     * @return empty for a refusal that has no name */
    public static Optional<String> of(Attempt attempt, int status, String reason) {
        if (status == 403 && (reason.equals("Blocked by Admin") || reason.equals("Blocked by Contract"))) {
            return Optional.of(isIncoming(attempt, reason) ? "block_in" : "block_out");
        }
        if (status == 486) {
            return Optional.of(attempt.ofCallee().own().get(CallPreferences.DND) ? "callee_dnd" : reason.equals(BUSY) ? "max_calls_in" : "callee_busy");
        }
        if (status == 503 && reason.equals(NO_PEER) && attempt.counted().filter(counted -> counted.taking() instanceof Taking.Refused).isPresent()) {
            return Optional.of("max_calls_peer");
        }
        return Optional.ofNullable(HANDLES.get(status + " " + reason));
    }

    /** The same phrases refuse in both directions. */
    private static boolean isIncoming(Attempt attempt, String reason) {
        Optional<CallerNumbers> numbers = attempt.numbers();
        return attempt.localCallee().isPresent() && numbers.flatMap(shown -> BlockLists.incoming(attempt.ofCallee(), shown)).filter(reason::equals).isPresent();
    }
}
