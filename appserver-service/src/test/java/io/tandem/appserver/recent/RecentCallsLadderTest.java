package io.tandem.appserver.recent;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.tandem.appserver.Owner;
import io.tandem.appserver.prompt.Prompt;
import io.tandem.appserver.prompt.Prompts;
import io.tandem.appserver.voicemail.VoiceboxRig;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Alice (A) asks who called last, or reports that call. */
class RecentCallsLadderTest implements ReceivedCalls {
    private final Prompts prompts = Prompts.load(Optional.empty());
    private final List<String> reported = new ArrayList<>();
    private String shown = "";
    private CompletableFuture<Optional<LastCall>> last = CompletableFuture.completedFuture(Optional.of(call("+43 12", false)));
    private Map<String, List<String>> preferences = Map.of("sound_set", List.of("5"));
    private Map<String, Integer> sounds = Map.of();

    private LastCall call(String caller, boolean anonymous) {
        return new LastCall("call-1", caller, shown, anonymous, "431001", BigDecimal.TEN, BigDecimal.ZERO);
    }

    @Override
    public CompletableFuture<Optional<LastCall>> last(String uuid) {
        assertThat(uuid).isEqualTo("uuid-alice");
        return last;
    }

    @Override
    public CompletableFuture<Void> report(String uuid, LastCall call) {
        reported.add(uuid + " " + call.callId());
        return CompletableFuture.completedFuture(null);
    }

    /** @return frames of 20 ms that she hears until the BYE */
    private int dials(String application) {
        VoiceboxRig rig = new VoiceboxRig(new RecentCalls(Owner.with(preferences), this, new Owner(sounds).sounds(), prompts));
        rig.says(VoiceboxRig.request("INVITE", 1, "", VoiceboxRig.sdp("sendrecv", "8"), "P-Caller-UUID: uuid-alice", "P-App-Name: " + application,
                "P-App-Param: " + application + "=on").replace("sip:vmu431110@voicebox.local", "sip:*69*@vsc.local"));     // A ── INVITE ─▶ T
        rig.hears("SIP/2.0 100");
        SipMessage ok = rig.hears("SIP/2.0 200");                                                                          // A ◀─ 200 ── T
        rig.says(VoiceboxRig.request("ACK", 1, ok.toTag().orElseThrow(), "")).passes(Duration.ofSeconds(20));
        rig.answers(rig.hears("BYE sip:alice@127.0.0.9:5060"));                                                            // A ◀─ BYE ── T
        rig.isIdle();
        return rig.audio.size();
    }

    private int frames(Prompt... heard) {
        int samples = 0;
        for (Prompt prompt : heard) samples += prompts.of(prompt).length;
        return samples / 160;
    }

    private static void assertFrames(int heard, int expected) {
        assertThat(heard).isBetween(expected - 1, expected + 2);
    }

    @Test
    void theLastCallersNumberIsReadDigitByDigitFromTheSoundSet() {
        sounds = Map.of("recent_call_play_number", 50, "4", 14, "3", 13, "1", 11, "2", 12);
        assertFrames(dials("play_last_caller"), 50 + 14 + 13 + 11 + 12);
    }

    @Test
    void withoutSoundsDigitsAreBeepsToBeCounted() {
        assertFrames(dials("play_last_caller"), frames(Prompt.DIGIT_4, Prompt.DIGIT_3, Prompt.DIGIT_1, Prompt.DIGIT_2));
        assertThat(frames(Prompt.DIGIT_0)).isGreaterThan(frames(Prompt.DIGIT_9)).isEqualTo(120);
    }

    @Test
    void whoWantsItHearsTheNumberThatItsPhoneHasShown() {
        preferences = Map.of("sound_set", List.of("5"), "recent_calls_by_upn", List.of("1"));
        shown = "+99";
        sounds = Map.of("recent_call_play_number", 50, "4", 14, "3", 13, "1", 11, "2", 12, "9", 19);
        last = CompletableFuture.completedFuture(Optional.of(call("4312", false)));
        assertFrames(dials("play_last_caller"), 50 + 19 + 19);
        shown = "alice";
        last = CompletableFuture.completedFuture(Optional.of(call("4312", false)));
        assertFrames(dials("play_last_caller"), 50 + 14 + 13 + 11 + 12);
        preferences = Map.of("sound_set", List.of("5"));
        shown = "99";
        last = CompletableFuture.completedFuture(Optional.of(call("4312", false)));
        assertFrames(dials("play_last_caller"), 50 + 14 + 13 + 11 + 12);
    }

    @Test
    void aCallerThatHidItselfIsNotReadOut() {
        last = CompletableFuture.completedFuture(Optional.of(call("4312", true)));
        sounds = Map.of("recent_call_anonymous", 33, "4", 14);
        assertFrames(dials("play_last_caller"), 33);
    }

    @Test
    void whoWasNeverCalledHearsSo() {
        last = CompletableFuture.completedFuture(Optional.empty());
        assertFrames(dials("play_last_caller"), frames(Prompt.NO_CALLS));
        preferences = Map.of("malicious_call_identification", List.of("1"));
        assertFrames(dials("malicious_call"), frames(Prompt.NO_CALLS));
        assertThat(reported).isEmpty();
    }

    @Test
    void aMaliciousCallIsReportedByWhoMay() {
        preferences = Map.of("malicious_call_identification", List.of("1"));
        assertFrames(dials("malicious_call"), frames(Prompt.SERVICE_ACTIVATED));
        assertThat(reported).containsExactly("uuid-alice call-1");
    }

    @Test
    void whoMayNotReportsNothingAndHearsSo() {
        assertFrames(dials("malicious_call"), frames(Prompt.SERVICE_UNAVAILABLE));
        assertThat(reported).isEmpty();
    }

    @Test
    void aDatabaseThatIsAwayIsAnErrorThatSheHears() {
        last = CompletableFuture.failedFuture(new java.sql.SQLException("away"));
        assertFrames(dials("play_last_caller"), frames(Prompt.SERVICE_ERROR));
    }
}
