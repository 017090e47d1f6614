package io.tandem.appserver.conference;

import java.time.Duration;

import io.tandem.codec.G711;
import io.tandem.codec.Goertzel;
import io.tandem.codec.SineTone;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Callers of a conference room (A, B, C) and the app server (T). */
class ConferenceLadderTest {
    /** Sounds of the room, and the delay until a voice is in the mix. */
    private static final int SETTLED = 40;

    private final ConferenceRig rig = new ConferenceRig();
    private final ConferenceRig.Party alice = rig.party("a").withVoice(500);
    private final ConferenceRig.Party bob = rig.party("b").withVoice(900).with(G711.PCMU);
    private final ConferenceRig.Party carol = rig.party("c").withVoice(1700);

    private static short[] tone(double hertz, int millis) {
        return new SineTone(hertz, 8000).next(8 * millis);
    }

    private static void assertHears(short[] heard, double hertz, double least) {
        assertThat(Goertzel.share(heard, hertz)).as(hertz + " Hz").isGreaterThan(least);
    }

    private static void assertHearsNot(short[] heard, double hertz) {
        assertThat(Goertzel.share(heard, hertz)).as(hertz + " Hz").isLessThan(0.01);
    }

    @Test
    void eachHearsAllButItself() {
        alice.joins();                                                                  // A ── INVITE ─▶ T, 100, 200, ACK
        bob.joins();                                                                    // B ── INVITE ─▶ T, 100, 200, ACK
        carol.joins();                                                                  // C ── INVITE ─▶ T, 100, 200, ACK
        rig.passes(SETTLED, alice, bob, carol);
        for (ConferenceRig.Party party : new ConferenceRig.Party[] {alice, bob, carol}) party.listens(0);
        rig.passes(50, alice, bob, carol);                                              //   one second
        short[] byAlice = alice.listens(0);
        assertHears(byAlice, 900, 0.4);
        assertHears(byAlice, 1700, 0.4);
        assertHearsNot(byAlice, 500);
        short[] byBob = bob.listens(0);
        assertHears(byBob, 500, 0.4);
        assertHearsNot(byBob, 900);
        short[] byCarol = carol.listens(0);
        assertHears(byCarol, 500, 0.4);
        assertHearsNot(byCarol, 1700);
        assertThat(rig.rooms.participants()).isEqualTo(3);
    }

    @Test
    void packetsLeaveAtThePaceOfTheRoomWithoutGaps() {
        alice.joins();
        bob.joins();
        rig.passes(100, alice);
        assertThat(bob.audio).hasSizeBetween(99, 101);
        for (int i = 1; i < bob.audio.size(); i++) {
            assertThat(bob.audio.get(i).sequenceNumber()).isEqualTo(bob.audio.get(i - 1).sequenceNumber() + 1 & 0xFFFF);
            assertThat(bob.audio.get(i).timestamp()).isEqualTo(bob.audio.get(i - 1).timestamp() + 160);
        }
    }

    @Test
    void roomsDoNotHearEachOther() {
        alice.joins();
        bob.calls("conf=431002").isAnswered();
        rig.passes(SETTLED + 20, alice);
        assertThat(Goertzel.rms(bob.listens(SETTLED))).isLessThan(20);
        assertThat(rig.rooms.rooms()).isEqualTo(2);
    }

    @Test
    void keysAreNotMixed() {
        alice.joins();
        bob.joins();
        rig.passes(SETTLED);
        alice.presses("123#");
        bob.listens(0);
        rig.passes(20);
        assertThat(Goertzel.rms(bob.listens(0))).isLessThan(20);
    }

    @Test
    void whoComesAndGoesIsAnnouncedToTheOthers() {
        rig.cues.put(Cue.JOIN, tone(1100, 100));
        rig.cues.put(Cue.LEAVE, tone(700, 100));
        alice.joins();
        rig.passes(10);
        alice.listens(0);
        bob.joins();
        rig.passes(10);
        assertHears(alice.listens(0), 1100, 0.4);
        bob.inDialog("BYE", "");                                                        // B ── BYE ─▶ T, 200
        bob.hears("SIP/2.0 200");
        rig.passes(10);
        assertHears(alice.listens(0), 700, 0.4);
    }

    @Test
    void whoIsAloneHearsMusicUntilTheSecondComes() {
        rig.cues.put(Cue.FIRST, tone(1300, 200));
        rig.cues.put(Cue.WAITING_MUSIC, tone(600, 1000));
        alice.joins();
        rig.passes(10);
        assertHears(alice.listens(2), 1300, 0.8);
        rig.passes(100);                                                                //   the music begins anew after a second
        assertHears(alice.listens(5), 600, 0.9);
        bob.joins();
        rig.passes(20);
        assertThat(Goertzel.rms(alice.listens(2))).isLessThan(20);
        bob.inDialog("BYE", "");
        bob.hears("SIP/2.0 200");
        rig.passes(20);
        assertHears(alice.listens(5), 600, 0.9);
    }

    @Test
    void theRoomEndsWithItsLastParticipant() {
        alice.joins();
        bob.joins();
        alice.inDialog("BYE", "");
        bob.inDialog("BYE", "");
        rig.passes(3);
        assertThat(rig.rooms.rooms()).isZero();
        assertThat(rig.server.calls()).isZero();
        alice.audio.clear();
        rig.passes(10);
        assertThat(alice.audio).isEmpty();
    }

    @Test
    void theRightPinLeadsIn() {
        rig.pin = "4711";
        rig.cues.put(Cue.PIN, tone(1000, 500));
        alice.calls("conf=431001").isAnswered();
        rig.passes(10);
        assertHears(alice.listens(3), 1000, 0.9);
        assertThat(rig.rooms.participants()).isZero();
        alice.presses("47");                                                            //   keys end the prompt
        rig.passes(20);
        assertThat(Goertzel.rms(alice.listens(2))).isLessThan(20);
        alice.presses("11#");
        assertThat(rig.rooms.participants()).isEqualTo(1);
    }

    @Test
    void aPinWithoutItsHashCountsAfterTenSeconds() {
        rig.pin = "4711";
        alice.calls("conf=431001").isAnswered();
        alice.presses("4711");
        rig.time.passes(Duration.ofSeconds(9));
        assertThat(rig.rooms.participants()).isZero();
        rig.time.passes(Duration.ofMillis(1_100));
        assertThat(rig.rooms.participants()).isEqualTo(1);
    }

    @Test
    void threeWrongPinsEndTheCall() {
        rig.pin = "4711";
        rig.cues.put(Cue.GOODBYE, tone(800, 200));
        alice.calls("conf=431001").isAnswered();
        for (String wrong : new String[] {"4712#", "#", "47110#"}) {
            assertThat(alice.heard).isEmpty();
            alice.presses(wrong);
            rig.passes(5);
        }
        assertThat(alice.heard).isEmpty();                                              //   goodbye is being said
        rig.passes(10);
        alice.isSentOff();                                                              // A ◀─ BYE ── T, 200
        assertThat(rig.rooms.rooms()).isZero();
        assertThat(rig.server.calls()).isZero();
    }

    @Test
    void whoSaysNothingIsAskedThriceAndSentOff() {
        rig.pin = "4711";
        alice.calls("conf=431001").isAnswered();
        rig.time.passes(Duration.ofSeconds(29));
        assertThat(alice.heard).isEmpty();
        rig.time.passes(Duration.ofSeconds(2));
        alice.isSentOff();
    }

    @Test
    void aFullRoomRefusesByAPrompt() {
        rig.most = 2;
        rig.cues.put(Cue.FULL, tone(1500, 300));
        alice.joins();
        bob.joins();
        carol.joins();
        rig.passes(10);
        assertHears(carol.listens(3), 1500, 0.9);
        rig.passes(20);
        carol.isSentOff();                                                              // C ◀─ BYE ── T, 200
        assertThat(rig.rooms.participants()).isEqualTo(2);
        bob.inDialog("BYE", "");
        rejoins();
        assertThat(rig.rooms.participants()).isEqualTo(2);
    }

    private void rejoins() {
        rig.party("c2").joins();
    }

    @Test
    void whoHoldsTheRoomNeitherHearsItNorPlaysMusicToIt() {
        alice.joins();
        bob.joins();
        rig.passes(SETTLED, bob);
        bob.inDialog("INVITE", bob.sdp("sendonly"));                                    // B ── INVITE (hold) ─▶ T
        SipMessage held = bob.hears("SIP/2.0 200");
        assertThat(new String(held.body())).contains("a=recvonly");
        bob.acknowledges();
        bob.audio.clear();
        alice.listens(0);
        rig.passes(50, alice, bob);
        assertThat(bob.audio).isEmpty();
        assertThat(Goertzel.rms(alice.listens(1))).isLessThan(20);
        rig.time.passes(Duration.ofSeconds(40));                                        //   nobody is sent off on hold ...
        assertThat(bob.heard.stream().filter(SipMessage::isRequest)).isEmpty();
    }

    @Test
    void anUpdateInTheDialogIsAnswered() {
        alice.joins();
        alice.inDialog("UPDATE", "");                                                   // A ── UPDATE ─▶ T
        assertThat(alice.hears("SIP/2.0 200").header("CSeq")).contains("2 UPDATE");     // A ◀─ 200 ── T
        alice.inDialog("UPDATE", alice.sdp("sendrecv"));
        assertThat(new String(alice.hears("SIP/2.0 200").body())).contains("m=audio 10000");
    }

    @Test
    void whoseAudioStopsIsSentOff() {
        alice.joins();
        bob.joins();
        for (int second = 0; second < 31; second++) rig.passes(50, alice);
        bob.isSentOff();                                                                // B ◀─ BYE ── T, 200
        assertThat(alice.heard).isEmpty();
        assertThat(rig.rooms.participants()).isEqualTo(1);
    }

    @Test
    void whoDoesNotRefreshItsSessionIsSentOff() {
        alice.calls("conf=431001", "Supported", "timer", "Session-Expires", "90;refresher=uac");
        assertThat(alice.isAnswered().header("Session-Expires")).contains("90;refresher=uac");
        rig.passes(50 * 50, alice);
        alice.inDialog("UPDATE", "");                                                   //   no timer in it: the session has no end now
        alice.hears("SIP/2.0 200");
        rig.passes(50 * 50, alice);
        assertThat(alice.heard).isEmpty();
        bob.calls("conf=431001", "Supported", "timer", "Session-Expires", "90;refresher=uac").isAnswered();
        rig.passes(61 * 50, alice, bob);
        bob.isSentOff();                                                                // B ◀─ BYE ── T: 90 s - 30 s
    }

    @ParameterizedTest
    @ValueSource(strings = {"conf=999999", "conf=", "conf=bob", "431001", "conf=431001;x", "conf=4310010000000000000000000000000000000000"})
    void whatIsNoRoomIsNotFound(String user) {
        alice.says("INVITE", "sip:" + user.replace(";", "%3B") + "@conference.local", alice.sdp("sendrecv"));
        alice.hears("SIP/2.0 100");
        alice.hears("SIP/2.0 404");
        assertThat(rig.server.calls()).isZero();
    }

    @Test
    void aStopSendsAllOff() {
        alice.joins();
        bob.joins();
        var idle = rig.server.stop();
        alice.isSentOff();
        bob.isSentOff();
        assertThat(idle).isCompleted();
        assertThat(rig.rooms.rooms()).isZero();
    }
}
