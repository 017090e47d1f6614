package io.tandem.proxy.announce;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Preferences;
import io.tandem.proxy.identity.CallerNumbers;
import io.tandem.proxy.ledger.Taking;
import io.tandem.proxy.plan.Attempt;
import io.tandem.proxy.screen.BlockLists;

/** What each refusal is called in sound sets (§2.20, §2.21). Pure. */
final class Refusal {
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
    /** Of phones and peers: there is no such callee (RFC 3398 §8.2.6.1). */
    private static final Set<Integer> UNKNOWN = Set.of(404, 410, 484, 604);

    private Refusal() {}

    /** The sound that is played before a response; empty if there is none. The callee's own sound set is asked first about what the callee decides.
     * @param reason our own phrase */
    static Optional<Integer> sound(Attempt attempt, int status, String reason) {
        return handle(attempt, status, reason).flatMap(handle -> sound(attempt, handle));
    }

    /** The sound that is played before the response of a phone or peer; empty if there is none.
     * @param status of its response; 408 also if nobody answered in time */
    static Optional<Integer> soundAfter(Attempt attempt, int status) {
        return handleAfter(attempt, status).flatMap(handle -> sound(attempt, handle));
    }

    /** The sound is played again and again. */
    static boolean isLooped(Attempt attempt, int file) {
        return Stream.of(attempt.ofCallee(), attempt.ofCaller(), attempt.original().ofCaller()).anyMatch(party -> party.sounds().looped().contains(file));
    }

    /** Of a forwarded leg, its forwarder's and then that of whoever called. */
    private static Optional<Integer> sound(Attempt attempt, String handle) {
        Optional<Integer> callers = attempt.ofCaller().sounds().file(handle).or(() -> attempt.original().ofCaller().sounds().file(handle));
        return isCallees(handle) ? attempt.ofCallee().sounds().file(handle).or(() -> callers) : callers;
    }

    /** A callee that is busy or does not answer is told of in any case, other responses where the callee's settings list them. */
    private static Optional<String> handleAfter(Attempt attempt, int status) {
        return switch (status) {
            case 486, 600 -> Optional.of("callee_busy");
            case 480, 408 -> Optional.of("callee_tmp_unavailable");
            default -> isListed(attempt.ofCallee().own(), status) ? Optional.of(UNKNOWN.contains(status) ? "callee_unknown" : "callee_tmp_unavailable")
                    : Optional.empty();
        };
    }

    private static boolean isListed(Preferences callee, int status) {
        return status >= 400 && status != 487 && callee.get(CallPreferences.ANNOUNCE_ERROR_CODES)
                && callee.get(CallPreferences.ANNOUNCED_ERROR_CODES).contains(Integer.toString(status));
    }

    private static boolean isCallees(String handle) {
        return handle.startsWith("callee_") || handle.endsWith("_in") || handle.equals("cf_loop");
    }

    private static Optional<String> handle(Attempt attempt, int status, String reason) {
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
