package io.tandem.appserver.vsc;

import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.tandem.appserver.prompt.Prompt;
import io.tandem.appserver.prompt.Prompts;
import io.tandem.appserver.voicemail.VoiceboxRig;
import io.tandem.data.forward.ForwardType;
import io.tandem.sdp.Direction;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A caller (A) who dials a service code, and the app server (T). */
class ServiceCodeLadderTest {
    private final Prompts prompts = Prompts.load(Optional.empty());
    private final List<String> changed = new ArrayList<>();
    private CompletableFuture<Settings.Outcome> writing = CompletableFuture.completedFuture(Settings.Outcome.DONE);
    private final VoiceboxRig rig = new VoiceboxRig(new ServiceCodes((uuid, change) -> {
        changed.add(uuid + " " + change);
        return writing;
    }, prompts));

    private static String invite(String... headers) {
        return VoiceboxRig.request("INVITE", 1, "", VoiceboxRig.sdp("sendrecv", "8", "0", "101"), headers)
                .replace("sip:vmu431110@voicebox.local", "sip:*55*1420@vsc.local");
    }

    private void dials(String parameters) {
        rig.says(invite("P-Caller-UUID: uuid-alice", "P-App-Name: sw_vsc", "P-App-Param: " + parameters)).hears("SIP/2.0 100");
    }

    /** @return samples of what the caller hears until the BYE */
    private int confirmation() {
        SipMessage ok = rig.hears("SIP/2.0 200");                                                       // A ◀─ 200 ── T
        assertThat(VoiceboxRig.sdpOf(ok).directionOf(VoiceboxRig.sdpOf(ok).media().getFirst())).isEqualTo(Direction.SENDONLY);
        rig.says(VoiceboxRig.request("ACK", 1, ok.toTag().orElseThrow(), ""));                          // A ── ACK ─▶ T
        rig.passes(Duration.ofSeconds(3));                                                              //       prompt
        rig.answers(rig.hears("BYE sip:alice@127.0.0.9:5060"));                                         // A ◀─ BYE ── T, 200
        rig.isIdle();
        return rig.audio.size() * 160;
    }

    private void assertHeard(Prompt prompt) {
        int length = prompts.of(prompt).length;
        assertThat(confirmation()).isBetween(length - 160, length + 320);
    }

    @Test
    void aWakeUpCallIsConfirmedOnceItIsStored() {
        writing = new CompletableFuture<>();
        dials("reminder=on;time=14:20");
        rig.passes(Duration.ofSeconds(2)).hearsNothing();                                               //       not committed: no answer
        writing.complete(Settings.Outcome.DONE);
        rig.time.runDue();
        assertHeard(Prompt.SERVICE_ACTIVATED);
        assertThat(changed).containsExactly("uuid-alice " + new SettingChange.Reminder(LocalTime.of(14, 20)));
    }

    @Test
    void whatEndsIsConfirmedByAnotherPrompt() {
        dials("everything=off");
        assertHeard(Prompt.SERVICE_DEACTIVATED);
        assertThat(changed).containsExactly("uuid-alice " + new SettingChange.EverythingOff(List.of("clir", "colr", "dnd")));
    }

    @Test
    void whoMayNotChangeItHearsSo() {
        writing = CompletableFuture.completedFuture(Settings.Outcome.NOT_ALLOWED);
        dials("dnd=on");
        assertHeard(Prompt.SERVICE_UNAVAILABLE);
    }

    @Test
    void aDatabaseThatIsAwayIsAnErrorThatTheCallerHears() {
        writing = CompletableFuture.failedFuture(new java.sql.SQLException("away"));
        dials("clir=on");
        assertHeard(Prompt.SERVICE_ERROR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid", "cfu=on", "cfu=on;uri=tel:1", "cft=on;uri=sip:1@x", "cft=on;seconds=0;uri=sip:1@x", "speeddial=on;slot=11;uri=sip:1@x",
        "reminder=on;time=25:00", "lock=on", "lock=off", "cfu=maybe;uri=sip:1@x", ""})
    void aCodeThatLacksSomethingChangesNothing(String parameters) {
        dials(parameters);
        assertHeard(Prompt.SERVICE_ERROR);
        assertThat(changed).isEmpty();
    }

    @Test
    void aCallerThatNobodyKnowsIs500() {
        rig.says(invite("P-App-Name: sw_vsc", "P-App-Param: dnd=on")).hears("SIP/2.0 100");
        rig.hears("SIP/2.0 500");
        assertThat(changed).isEmpty();
    }

    @Test
    void whoHangsUpDuringThePromptHasChangedItAllTheSame() {
        dials("cfu=on;uri=sip:431@example.org");
        SipMessage ok = rig.hears("SIP/2.0 200");
        rig.says(VoiceboxRig.request("ACK", 1, ok.toTag().orElseThrow(), ""));
        rig.passes(Duration.ofMillis(100)).says(VoiceboxRig.request("BYE", 2, ok.toTag().orElseThrow(), "")).hears("SIP/2.0 200");
        rig.passes(Duration.ofSeconds(3)).hearsNothing().isIdle();
        assertThat(changed).containsExactly("uuid-alice " + new SettingChange.ForwardTo(ForwardType.CFU, "sip:431@example.org", Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource(value = ForwardType.class, names = {"CFU", "CFB", "CFNA", "CFT"})
    void eachForwardHasItsCode(ForwardType type) {
        assertThat(SettingChange.parse(type.word() + "=on;seconds=20;uri=sip:431@example.org")).contains(new SettingChange.ForwardTo(type,
                "sip:431@example.org", type == ForwardType.CFT ? Optional.of(20) : Optional.empty()));
        assertThat(SettingChange.parse(type.word() + "=off")).contains(new SettingChange.ForwardsOff(List.of(type)));
    }
}
