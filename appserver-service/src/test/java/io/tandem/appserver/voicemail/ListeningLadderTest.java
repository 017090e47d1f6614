package io.tandem.appserver.voicemail;

import java.time.Duration;
import java.util.Optional;

import io.tandem.codec.SineTone;
import io.tandem.codec.WavFile;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** An owner (A) who calls its own voice box, and the app server (T). */
class ListeningLadderTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private final VoiceboxRig rig = new VoiceboxRig();
    private String tag = "";

    /** Messages of so many seconds; their ids are 1, 2, ... */
    private void messages(int... seconds) {
        for (int i = 0; i < seconds.length; i++) {
            rig.inbox.messages.put(i + 1L, WavFile.encode(new SineTone(440, 8000).next(seconds[i] * 8000)));
        }
    }

    private void calls() {
        rig.says(VoiceboxRig.request("INVITE", 1, "", VoiceboxRig.sdp("sendrecv", "8", "101"), "P-Caller-UUID: uuid-alice")
                .replace("sip:vmu431110@", "sip:abc431110@")).hears("SIP/2.0 100");
        tag = rig.hears("SIP/2.0 200").toTag().orElseThrow();
        rig.says(VoiceboxRig.request("ACK", 1, tag, ""));
    }

    private void presses(String keys) {
        for (char key : keys.toCharArray()) {
            rig.presses(key).passes(Duration.ofMillis(200));
        }
    }

    private void isHungUpOn() {
        rig.answers(rig.hears("BYE"));
        rig.isIdle();
    }

    @Test
    void newMessagesArePlayedOneAfterTheOtherAndAreOldAfterwards() {
        messages(2, 3);
        calls();
        rig.passes(Duration.ofMillis(2_500)).hearsNothing();
        rig.passes(LONG);                                                   // 6 s without a key, the second one, 6 s, last words
        isHungUpOn();
        assertThat(rig.inbox.left).containsExactly("uuid-alice heard [1, 2] deleted []");
    }

    @Test
    void keysGoToTheNextOneAndDelete() {
        messages(5, 5, 5);
        calls();
        rig.passes(Duration.ofSeconds(1));
        presses("7");                                                       // deleted
        rig.passes(Duration.ofSeconds(1));
        presses("6");                                                       // the second one
        rig.passes(Duration.ofSeconds(1));
        presses("7");
        rig.passes(Duration.ofSeconds(1));
        presses("7");                                                       // kept after all
        presses("#");
        rig.passes(Duration.ofSeconds(2));
        isHungUpOn();
        assertThat(rig.inbox.left).as("the third was not heard").containsExactly("uuid-alice heard [2] deleted [1]");
    }

    @Test
    void whoHangsUpLosesNothing() {
        messages(5, 5);
        calls();
        rig.passes(Duration.ofSeconds(1));
        rig.says(VoiceboxRig.request("BYE", 2, tag, "")).hears("SIP/2.0 200");
        rig.hearsNothing().isIdle();
        assertThat(rig.inbox.left).containsExactly("uuid-alice heard [1] deleted []");
    }

    @Test
    void withoutMessagesThereIsNothingToHear() {
        calls();
        rig.passes(Duration.ofSeconds(2));
        isHungUpOn();
        assertThat(rig.inbox.left).containsExactly("uuid-alice heard [] deleted []");
    }

    @Test
    void whoHasAPinEntersItFirst() {
        rig.inbox.pin = Optional.of("4711");
        messages(1);
        calls();
        rig.passes(Duration.ofSeconds(1));
        presses("1111");                                                    // wrong
        rig.passes(Duration.ofSeconds(1));
        presses("4711");
        rig.passes(LONG);
        isHungUpOn();
        assertThat(rig.inbox.left).containsExactly("uuid-alice heard [1] deleted []");
    }

    @ParameterizedTest
    @ValueSource(strings = {"111122223333", "47#48#49#", ""})
    void afterThreeWrongPinsOrNoneNothingIsPlayed(String keys) {
        rig.inbox.pin = Optional.of("4711");
        messages(1);
        calls();
        presses(keys);
        rig.passes(LONG);
        isHungUpOn();
        assertThat(rig.inbox.left).containsExactly("uuid-alice heard [] deleted []");
    }

    @Test
    void aMessageThatIsGoneEndsTheCallWithAnError() {
        rig.inbox.messages.put(1L, new byte[0]);
        calls();
        rig.passes(Duration.ofSeconds(2));
        isHungUpOn();
        assertThat(rig.inbox.left).containsExactly("uuid-alice heard [] deleted []");
    }

    @Test
    void nobodyElseListens() {
        rig.says(VoiceboxRig.request("INVITE", 1, "", VoiceboxRig.sdp("sendrecv", "8", "101"), "P-Caller-UUID: 0")
                .replace("sip:vmu431110@", "sip:abc431110@")).hears("SIP/2.0 100");
        SipMessage refusal = rig.hears("SIP/2.0 404");
        assertThat(refusal.reason()).isEqualTo("Not Found");
    }
}
