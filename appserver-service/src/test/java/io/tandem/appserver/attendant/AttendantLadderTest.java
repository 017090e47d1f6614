package io.tandem.appserver.attendant;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.tandem.appserver.voicemail.VoiceboxRig;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A caller (A), behind the B2BUA, and an auto attendant (T) with the keys 1 and 2: half a second of menu, half a second of each cue. */
class AttendantLadderTest {
    private static final String SALES = "sip:431001@example.org";
    private static final String OPERATOR = "sip:431009@example.org";
    private static final short[] HALF_SECOND = new short[4000];
    private boolean extensions = true;
    private Optional<String> otherwise = Optional.of(OPERATOR);
    private VoiceboxRig rig = new VoiceboxRig(new AutoAttendant(_ -> CompletableFuture.completedFuture(Optional.empty()), settings()));
    private String tag = "";

    private static AttendantProperties settings() {
        return new AttendantProperties("app.local", Duration.ofSeconds(5), Duration.ofSeconds(3), 1, Duration.ofMinutes(10));
    }

    private CompletableFuture<Optional<Menu>> menu(String owner) {
        Map<Menu.Cue, short[]> cues = Map.of(Menu.Cue.INVALID, HALF_SECOND, Menu.Cue.TIMEOUT, HALF_SECOND, Menu.Cue.DEFAULT, HALF_SECOND,
                Menu.Cue.ENTER_EXTENSION, HALF_SECOND);
        return CompletableFuture.completedFuture(owner.equals("uuid-bob") ? Optional.of(new Menu("example.org", "43100", Map.of('1', SALES, '2',
                "sip:431002@example.org"), otherwise, extensions, 1, 1, HALF_SECOND, cues)) : Optional.empty());
    }

    private void invites(String owner) {
        rig = new VoiceboxRig(new AutoAttendant(this::menu, settings()));
        rig.says(VoiceboxRig.request("INVITE", 1, "", VoiceboxRig.sdp("sendrecv", "8", "101"), "P-Callee-UUID: " + owner)
                .replace("sip:vmu431110@voicebox.local", "sip:auto-attendant@app.local")).hears("SIP/2.0 100");
    }

    private void calls() {
        invites("uuid-bob");                                                                        // A ── INVITE ─▶ T
        tag = rig.hears("SIP/2.0 200").toTag().orElseThrow();                                       // A ◀─ 200 ── T
        rig.says(VoiceboxRig.request("ACK", 1, tag, ""));                                           // A ── ACK ─▶ T
    }

    /** REFER, 202, BYE of the B2BUA, 200. */
    private void isHandedOnTo(String uri) {
        SipMessage refer = rig.hears("REFER sip:alice@127.0.0.9:5060");                             // A ◀─ REFER ── T
        assertThat(refer.header("Refer-To")).contains("<" + uri + ">");
        assertThat(refer.header("Refer-Sub")).contains("false");
        rig.says(SipMessage.response(refer, 202, "Accepted").toString());                           // A ── 202 ─▶ T
        rig.says(VoiceboxRig.request("BYE", 2, tag, "")).hears("SIP/2.0 200");                      // A ── BYE ─▶ T, 200
        rig.hearsNothing().isIdle();
    }

    @Test
    void aKeyIsEnoughWhileTheMenuIsStillSaid() {
        calls();
        rig.passes(Duration.ofMillis(100)).presses('1');
        isHandedOnTo(SALES);
        assertThat(rig.audio.size()).as("the menu ends with the key").isLessThan(10);
    }

    @Test
    void anExtensionIsDialledBehindTheStar() {
        calls();
        rig.presses('*').presses('2').presses('3').hearsNothing();
        rig.passes(Duration.ofSeconds(3));
        isHandedOnTo("sip:+4310023@example.org");
    }

    @Test
    void theHashEndsAnExtensionAtOnce() {
        calls();
        rig.presses('*').presses('2').presses('3').presses('#');
        isHandedOnTo("sip:+4310023@example.org");
    }

    @Test
    void withoutExtensionsTheStarIsAWrongKey() {
        extensions = false;
        calls();
        rig.presses('*').passes(Duration.ofMillis(1100)).presses('2');                              //       invalid, menu
        isHandedOnTo("sip:431002@example.org");
    }

    @ParameterizedTest
    @CsvSource({"2, 9", "0, 0"})
    void whoPressesWrongKeysTooOftenGetsTheDefault(char first, char second) {
        calls();
        rig.presses(first == '2' ? '8' : first).passes(Duration.ofMillis(1100)).presses(second).hearsNothing();
        rig.passes(Duration.ofMillis(600));                                                         //       default
        isHandedOnTo(OPERATOR);
    }

    @Test
    void whoPressesNothingHearsTheMenuAgainAndThenGetsTheDefault() {
        calls();
        rig.passes(Duration.ofMillis(5600)).hearsNothing();                                         //       menu, 5 s, timeout
        rig.passes(Duration.ofMillis(6000)).hearsNothing();                                         //       menu, 5 s
        rig.passes(Duration.ofMillis(600));                                                         //       default
        isHandedOnTo(OPERATOR);
    }

    @Test
    void withoutDefaultTheyAreHungUpOn() {
        otherwise = Optional.empty();
        calls();
        rig.passes(Duration.ofSeconds(13));
        rig.answers(rig.hears("BYE sip:alice@127.0.0.9:5060"));
        rig.isIdle();
    }

    @Test
    void whereItCannotBeHandedOnTheMenuIsSaidAgain() {
        calls();
        SipMessage refer = rig.presses('1').hears("REFER");
        rig.says(SipMessage.response(refer, 405, "Method Not Allowed").toString()).passes(Duration.ofMillis(1100)).presses('2');
        isHandedOnTo("sip:431002@example.org");
    }

    @Test
    void whereNotEvenTheDefaultTakesThemTheyAreHungUpOn() {
        calls();
        for (int i = 0; i < 2; i++) {
            rig.presses('1').says(SipMessage.response(rig.hears("REFER"), 405, "Method Not Allowed").toString()).passes(Duration.ofMillis(i == 0 ? 1100 : 600));
        }                                                         //       default
        rig.says(SipMessage.response(rig.hears("REFER"), 405, "Method Not Allowed").toString());
        rig.answers(rig.hears("BYE sip:alice@127.0.0.9:5060"));                                     // A ◀─ BYE ── T
        rig.hearsNothing().isIdle();
    }

    @Test
    void whoHangsUpIsGone() {
        calls();
        rig.passes(Duration.ofMillis(100)).says(VoiceboxRig.request("BYE", 2, tag, "")).hears("SIP/2.0 200");
        rig.passes(Duration.ofMinutes(11)).hearsNothing().isIdle();
    }

    @Test
    void whoHasNoChoicesHasNoAttendant() {
        invites("uuid-eve");
        rig.hears("SIP/2.0 404");
    }
}
