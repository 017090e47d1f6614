package io.tandem.proxy.announce;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Preferences;
import io.tandem.proxy.plan.Attempt;
import io.tandem.proxy.refusal.RefusalHandle;

/** Which sound tells of a refusal (§2.20). Pure. */
final class Refusal {
    /** Of phones and peers: there is no such callee (RFC 3398 §8.2.6.1). */
    private static final Set<Integer> UNKNOWN = Set.of(404, 410, 484, 604);

    private Refusal() {}

    /** The sound that is played before a response; empty if there is none. The callee's own sound set is asked first about what the callee decides.
     * @param reason our own phrase */
    static Optional<Integer> sound(Attempt attempt, int status, String reason) {
        return RefusalHandle.of(attempt, status, reason).flatMap(handle -> sound(attempt, handle));
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
}
