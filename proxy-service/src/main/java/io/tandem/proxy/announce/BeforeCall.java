package io.tandem.proxy.announce;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.tandem.data.forward.ForwardType;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.preference.PreferenceKey;
import io.tandem.data.sound.RecordedCalls;
import io.tandem.proxy.caller.PartySnapshot;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.plan.Attempt;

/** What is played before a call is made or forwarded (§2.20). The callee's settings count first, then the caller's. Pure. */
final class BeforeCall {
    private BeforeCall() {}

    /** Sound files in the order in which they are played. Nobody who calls for help waits for one. */
    static List<Integer> sounds(Attempt attempt) {
        return hasNone(attempt) ? List.of()
                : Stream.of(beforeSetup(attempt), beforeRecording(attempt)).flatMap(Optional::stream).toList();
    }

    private static boolean hasNone(Attempt attempt) {
        return attempt.isEmergency() || attempt.callee().filter(Callee.Application.class::isInstance).isPresent();
    }

    private static Optional<Integer> beforeSetup(Attempt attempt) {
        return eithers(attempt, CallPreferences.PLAY_BEFORE_CALL_SETUP, "announce_before_call_setup");
    }

    /** What whoever answers hears before the caller. */
    static Optional<Integer> soundToCallee(Attempt attempt) {
        return hasNone(attempt) ? Optional.empty() : eithers(attempt, CallPreferences.PLAY_TO_CALLEE, "announce_to_callee");
    }

    /** What callers hear after an announcement while it rings. */
    static Optional<Integer> ringback(Attempt attempt) {
        return hasNone(attempt) ? Optional.empty() : eithers(attempt, CallPreferences.EMULATED_RINGBACK, "ringback_tone");
    }

    private static Optional<Integer> eithers(Attempt attempt, PreferenceKey<Boolean> wish, String handle) {
        return sound(attempt.ofCallee(), wish, handle).or(() -> sound(attempt.ofCaller(), wish, handle));
    }

    private static Optional<Integer> sound(PartySnapshot party, PreferenceKey<Boolean> wish, String handle) {
        return party.own().get(wish) || party.customer().get(wish) ? party.sounds().file(handle) : Optional.empty();
    }

    private static Optional<Integer> beforeRecording(Attempt attempt) {
        boolean internal = attempt.localCallee().isPresent() && attempt.original().caller().filter(caller -> caller.isAuthenticated()).isPresent();
        return beforeRecording(attempt.ofCallee(), internal).or(() -> beforeRecording(attempt.ofCaller(), internal));
    }

    private static Optional<Integer> beforeRecording(PartySnapshot party, boolean internal) {
        RecordedCalls own = party.own().get(CallPreferences.PLAY_BEFORE_RECORDING);
        RecordedCalls wish = own == RecordedCalls.NEVER ? party.customer().get(CallPreferences.PLAY_BEFORE_RECORDING) : own;
        int recorded = party.own().get(CallPreferences.RECORD_CALL).orElse(0);
        boolean begins = recorded == 1 || recorded == 3; // always, or until somebody ends it (§2.22)
        return begins && wish.contain(internal) ? party.sounds().file("announce_before_recording") : Optional.empty();
    }

    /** The forwarder's, before calls that have not rung anywhere. */
    static List<Integer> forwardSounds(Attempt attempt, ForwardType type) {
        boolean wanted = (type == ForwardType.CFU || type == ForwardType.CFNA) && attempt.ofCallee().own().get(CallPreferences.PLAY_BEFORE_CF);
        return wanted ? attempt.ofCallee().sounds().file("announce_before_cf").stream().toList() : List.of();
    }
}
