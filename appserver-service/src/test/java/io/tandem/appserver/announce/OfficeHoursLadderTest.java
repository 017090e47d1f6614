package io.tandem.appserver.announce;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.tandem.appserver.Owner;
import io.tandem.appserver.voicemail.VoiceboxRig;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A caller (A) that somebody forwards to the office hours (T). */
class OfficeHoursLadderTest {
    private final VoiceboxRig rig = new VoiceboxRig(new OfficeHours(Owner.with(Map.of("sound_set", List.of("5"))),
            new Owner(Map.of("office_hours", 40, "custom_announcement_3", 20, "goodbye", 10)).sounds(), "app.local"));

    private void calls(String uri, String owner) {
        rig.says(VoiceboxRig.request("INVITE", 1, "", VoiceboxRig.sdp("sendrecv", "8"), "P-Caller-UUID: " + owner).replace("sip:vmu431110@voicebox.local", uri));
    }

    @Test
    void hearsTheForwardersOfficeHoursAndIsHungUpOn() {
        calls("sip:office-hours@app.local", "uuid-alice");                                              // A ── INVITE ─▶ T
        rig.hears("SIP/2.0 100");
        SipMessage ok = rig.hears("SIP/2.0 200");                                                       // A ◀─ 200 ── T
        rig.says(VoiceboxRig.request("ACK", 1, ok.toTag().orElseThrow(), "")).passes(Duration.ofSeconds(2));
        rig.answers(rig.hears("BYE sip:alice@127.0.0.9:5060"));                                         // A ◀─ BYE ── T
        assertThat(rig.audio.size()).isBetween(39, 42);
        rig.isIdle();
    }

    @Test
    void whoHasNoSuchSoundHasNoOfficeHours() {
        calls("sip:office-hours@app.local", "uuid-bob");
        rig.hears("SIP/2.0 100");
        rig.hears("SIP/2.0 404");
    }

    @Test
    void hearsTheAnnouncementThatTheForwardNames() {
        calls("sip:custom-hours@app.local;announcement=custom_announcement_3", "uuid-alice");           // A ── INVITE ─▶ T
        rig.hears("SIP/2.0 100");
        SipMessage ok = rig.hears("SIP/2.0 200");                                                       // A ◀─ 200 ── T
        rig.says(VoiceboxRig.request("ACK", 1, ok.toTag().orElseThrow(), "")).passes(Duration.ofSeconds(2));
        rig.answers(rig.hears("BYE sip:alice@127.0.0.9:5060"));                                         // A ◀─ BYE ── T
        assertThat(rig.audio.size()).isBetween(19, 22);
        rig.isIdle();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";announcement=custom_announcement_4", ";announcement=goodbye"})
    void anAnnouncementThatIsMissingOrNoneIsNotFound(String parameter) {
        calls("sip:custom-hours@app.local" + parameter, "uuid-alice");
        rig.hears("SIP/2.0 100");
        rig.hears("SIP/2.0 404");
    }

    @Test
    void otherNamesAreOthers() {
        calls("sip:callingcard@app.local", "uuid-alice");
        rig.hears("SIP/2.0 404");
    }
}
