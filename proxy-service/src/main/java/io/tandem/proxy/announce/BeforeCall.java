package io.tandem.proxy.announce;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.tandem.data.forward.ForwardType;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.sound.RecordedCalls;
import io.tandem.proxy.caller.PartySnapshot;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.plan.Attempt;

/** What is played before a call is made or forwarded (§2.20). The callee's settings count first, then the caller's. Pure. */
final class BeforeCall {
    private BeforeCall() {}

    /** Sound files in the order in which they are played. Nobody who calls for help waits for one. */
    static List<Integer> sounds(Attempt attempt) {
        boolean application = attempt.callee().filter(Callee.Application.class::isInstance).isPresent();
        return application || attempt.isEmergency() ? List.of()
                : Stream.of(beforeSetup(attempt), beforeRecording(attempt)).flatMap(Optional::stream).toList();
    }

    private static Optional<Integer> beforeSetup(Attempt attempt) {
        return beforeSetup(attempt.ofCallee()).or(() -> beforeSetup(attempt.ofCaller()));
    }

    private static Optional<Integer> beforeSetup(PartySnapshot party) {
        boolean wanted = party.own().get(CallPreferences.PLAY_BEFORE_CALL_SETUP) || party.customer().get(CallPreferences.PLAY_BEFORE_CALL_SETUP);
        return wanted ? party.sounds().file("announce_before_call_setup") : Optional.empty();
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
