package io.tandem.appserver.voicemail;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.tandem.appserver.mailbox.Mailbox;
import io.tandem.appserver.mailbox.MessageStore;
import io.tandem.appserver.mailbox.NewMessage;
import io.tandem.codec.G711;
import io.tandem.codec.Goertzel;
import io.tandem.codec.WavFile;
import io.tandem.sdp.Direction;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.tandem.appserver.voicemail.VoiceboxRig.request;
import static io.tandem.appserver.voicemail.VoiceboxRig.sdp;
import static io.tandem.appserver.voicemail.VoiceboxRig.sdpOf;
import static org.assertj.core.api.Assertions.assertThat;

/** A caller (A) and the app server (T). */
class VoicemailLadderTest {
    /** Greeting (1.2 s → at most) and beep are over. */
    private static final Duration GREETING_AND_BEEP = Duration.ofMillis(1_100);

    private final VoiceboxRig rig = new VoiceboxRig();

    @Test
    void messageEndedByHashIsStoredBeforeTheCallerHearsSo() throws IOException {
        rig.storing = new CompletableFuture<>();
        SipMessage ok = rig.calls();                                        // F1-4  A ── INVITE ─▶ T, 100, 200, ACK
        assertThat(ok.header("Contact")).contains("<sip:voicebox@127.0.0.1:5070>");
        assertThat(ok.header("Record-Route")).contains("<sip:127.0.0.1:5062;lr;ftag=a1>");
        assertThat(sdpOf(ok).media().getFirst().formats()).containsExactly("8", "101");
        rig.passes(GREETING_AND_BEEP);                                      //       greeting, beep
        assertThat(rig.audioTargets).containsOnly(VoiceboxRig.CALLER_RTP);
        assertThat(rig.audio).hasSizeBetween(54, 57);
        rig.speaks(3).presses('#').hearsNothing();                          //       3 s of tone, #
        assertThat(rig.stored).hasSize(1);
        rig.passes(Duration.ofSeconds(1)).hearsNothing();                   //       not committed: nothing said
        rig.storing.complete(MessageStore.Place.DATABASE);
        rig.passes(Duration.ofSeconds(1));                                  //       "saved"
        SipMessage bye = rig.hears("BYE sip:alice@127.0.0.9:5060");         // F5    A ◀─ BYE ── T
        assertThat(bye.header("Route")).contains("<sip:127.0.0.1:5062;lr;ftag=a1>");
        rig.answers(bye);                                                   // F6    A ── 200 ─▶ T
        rig.isIdle();
        NewMessage message = rig.stored.getFirst();
        assertThat(message.mailbox()).isEqualTo("uuid-of-bob");
        assertThat(message.callerId()).isEqualTo("\"Alice\" <431001>");
        assertThat(message.callId()).isEqualTo("call/1%///");
        assertThat(message.length()).isBetween(Duration.ofMillis(2_900), Duration.ofMillis(3_100));
        assertThat(Goertzel.share(WavFile.decode(message.wav()), 440)).isGreaterThan(0.9);
    }

    @Test
    void callerWhoHangsUpLeavesAMessageToo() {
        String tag = rig.calls().toTag().orElseThrow();
        rig.passes(GREETING_AND_BEEP).speaks(2);
        rig.says(request("BYE", 2, tag, "")).hears("SIP/2.0 200");          // A ── BYE ─▶ T, 200
        assertThat(rig.stored).hasSize(1);
        rig.hearsNothing().isIdle();
    }

    @Test
    void aCallEndsWhenTheCreditOfItsCallerDoesAndItsMessageIsKept() {
        rig.says(request("INVITE", 1, "", sdp("sendrecv", "8", "0", "101"), "P-App-Length: 4"));
        rig.hears("SIP/2.0 100");
        rig.says(request("ACK", 1, rig.hears("SIP/2.0 200").toTag().orElseThrow(), ""));
        rig.passes(GREETING_AND_BEEP).speaks(2).hearsNothing();
        rig.passes(Duration.ofSeconds(1));
        rig.answers(rig.hears("BYE sip:alice@127.0.0.9:5060"));             // A ◀─ BYE ── T, 200
        assertThat(rig.stored).hasSize(1);
        rig.isIdle();
    }

    @Test
    void callCountsAndItsByeWaitsUntilItsMessageIsStored() {
        rig.storing = new CompletableFuture<>();
        String tag = rig.calls().toTag().orElseThrow();
        rig.passes(GREETING_AND_BEEP).speaks(2).says(request("BYE", 2, tag, "")).hearsNothing();
        rig.passes(Duration.ofMillis(500)).says(request("BYE", 2, tag, "")).hearsNothing();     // A ── BYE ─▶ T, repeated
        assertThat(rig.server.calls()).isEqualTo(1);
        rig.storing.complete(MessageStore.Place.JOURNAL);
        rig.time.runDue();
        rig.hears("SIP/2.0 200");
        rig.passes(Duration.ofSeconds(30)).hearsNothing().isIdle();
    }

    @Test
    void callerWhoseMessageIsNotStoredInTimeIsLetGo() {
        rig.storing = new CompletableFuture<>();
        String tag = rig.calls().toTag().orElseThrow();
        rig.passes(GREETING_AND_BEEP).speaks(2).says(request("BYE", 2, tag, "")).passes(Duration.ofSeconds(19));
        rig.hears("SIP/2.0 100");                                           // RFC 4320 §4.1
        rig.hearsNothing().passes(Duration.ofSeconds(1)).hears("SIP/2.0 200");
        assertThat(rig.server.calls()).isEqualTo(1);
        rig.storing.complete(MessageStore.Place.JOURNAL);
        rig.passes(Duration.ofSeconds(1)).hearsNothing().isIdle();
    }

    @Test
    void silenceEndsTheMessageAndIsCutOff() {
        rig.calls();
        rig.passes(GREETING_AND_BEEP).speaks(2).passes(Duration.ofMillis(5_500));
        rig.hears("BYE");
        assertThat(rig.stored.getFirst().length()).isBetween(Duration.ofMillis(1_900), Duration.ofMillis(2_100));
        rig.isIdle();
    }

    @Test
    void longestMessageEndsAtTheLimit() {
        rig.calls();
        rig.passes(GREETING_AND_BEEP).speaks(22);
        rig.hears("BYE");
        assertThat(rig.stored.getFirst().length()).isBetween(Duration.ofMillis(19_500), Duration.ofSeconds(20));
        rig.isIdle();
    }

    @Test
    void nothingIsKeptOfACallerWhoSaysNothing() {
        rig.calls();
        rig.passes(GREETING_AND_BEEP).passes(Duration.ofSeconds(6)).hears("BYE");
        assertThat(rig.stored).isEmpty();
        rig.isIdle();
    }

    @Test
    void callerWhoLeavesDuringTheGreetingLeavesNothing() {
        String tag = rig.calls().toTag().orElseThrow();
        rig.speaks(0.5).says(request("BYE", 2, tag, "")).hears("SIP/2.0 200");
        assertThat(rig.stored).isEmpty();
        rig.isIdle();
    }

    @Test
    void hashDuringTheGreetingLeadsToTheBeep() {
        rig.calls();
        rig.passes(Duration.ofMillis(100)).presses('#').passes(Duration.ofMillis(450)).speaks(2).presses('#').passes(Duration.ofSeconds(1)).hears("BYE");
        assertThat(rig.stored).hasSize(1);
    }

    @Test
    void messageThatCannotBeKeptIsSaidToBeLost() {
        rig.storing = CompletableFuture.failedFuture(new IOException("disk full"));
        rig.calls();
        rig.passes(GREETING_AND_BEEP).speaks(2).presses('#').passes(Duration.ofMillis(300)).hearsNothing();
        rig.passes(Duration.ofSeconds(1)).hears("BYE");
        rig.isIdle();
    }

    @Test
    void fullMailboxSaysSoAndHangsUp() {
        rig.mailbox = CompletableFuture.completedFuture(Optional.of(new Mailbox("uuid-of-bob", 100)));
        rig.calls();
        rig.passes(Duration.ofMillis(1_200)).hears("BYE");
        assertThat(rig.stored).isEmpty();
        rig.isIdle();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:vmu99@voicebox.local", "sip:abc431110@voicebox.local", "sip:vmu@voicebox.local", "sip:vmux@voicebox.local",
        "sip:vmu431110@elsewhere.example", "tel:+431110"})
    void unknownMailboxesAre404(String uri) {
        rig.mailbox = CompletableFuture.completedFuture(Optional.empty());
        rig.says(request("INVITE", 1, "", sdp("sendrecv", "8")).replace("sip:vmu431110@voicebox.local", uri));
        if (rig.heard.peek().status() == 100) rig.hears("SIP/2.0 100");
        rig.hears("SIP/2.0 404 Not Found");
        rig.isIdle();
    }

    @Test
    void databaseThatIsAwayIs503WithRetryAfter() {
        rig.mailbox = CompletableFuture.failedFuture(new java.sql.SQLException("away"));
        rig.says(request("INVITE", 1, "", sdp("sendrecv", "8"))).hears("SIP/2.0 100");
        assertThat(rig.hears("SIP/2.0 503").header("Retry-After")).contains("5");
        rig.isIdle();
    }

    @Test
    void callCancelledDuringTheLookUpIs487() {
        rig.mailbox = new CompletableFuture<>();
        rig.says(request("INVITE", 1, "", sdp("sendrecv", "8"))).hears("SIP/2.0 100");
        rig.says(request("CANCEL", 1, "", "").replace("branch=z9hG4bKC1", "branch=z9hG4bKI1"));
        rig.hears("SIP/2.0 200");
        rig.hears("SIP/2.0 487");
        rig.mailbox.complete(Optional.of(VoiceboxRig.BOX));                 // too late: no 200
        rig.time.runDue();
        rig.hearsNothing().isIdle();
    }

    @Test
    void missingAckEndsTheCallWithBye() {
        rig.says(request("INVITE", 1, "", sdp("sendrecv", "8"))).hears("SIP/2.0 100");
        rig.hears("SIP/2.0 200");
        rig.passes(Duration.ofMillis(500)).hears("SIP/2.0 200");            // repeated until the ACK (§13.3.1.4)
        rig.passes(Duration.ofSeconds(32));
        assertThat(rig.heard.stream().map(SipMessage::method)).contains("BYE");
        rig.isIdle();
    }

    @Test
    void noCommonCodecIs488AndBrokenSdp400() {
        rig.says(request("INVITE", 1, "", sdp("sendrecv", "18", "101"))).hears("SIP/2.0 100");
        rig.hears("SIP/2.0 488");
        rig.isIdle();
        rig.says(request("INVITE", 2, "", "not sdp at all")).hears("SIP/2.0 100");
        rig.hears("SIP/2.0 400");
        rig.isIdle();
    }

    @Test
    void lateOfferIsAnsweredInTheAck() {
        rig.says(request("INVITE", 1, "", "")).hears("SIP/2.0 100");
        SipMessage ok = rig.hears("SIP/2.0 200");
        assertThat(sdpOf(ok).media().getFirst().formats()).containsExactly("8", "0", "101");
        rig.says(request("ACK", 1, ok.toTag().orElseThrow(), sdp("sendrecv", "0", "101"))).passes(Duration.ofMillis(100));
        assertThat(rig.audio).isNotEmpty().allMatch(packet -> packet.payloadType() == G711.PCMU.payloadType());
    }

    @Test
    void lateOfferWithoutAnswerEndsTheCall() {
        rig.says(request("INVITE", 1, "", "")).hears("SIP/2.0 100");
        rig.says(request("ACK", 1, rig.hears("SIP/2.0 200").toTag().orElseThrow(), "")).hears("BYE");
        rig.isIdle();
    }

    @Test
    void holdByReInviteStopsOurAudioAndResumeBringsItBack() {
        String tag = rig.calls().toTag().orElseThrow();
        rig.says(request("INVITE", 2, tag, sdp("sendonly", "8", "101")));   // A ── re-INVITE (hold) ─▶ T
        SipMessage held = rig.hears("SIP/2.0 200");
        assertThat(sdpOf(held).directionOf(sdpOf(held).media().getFirst())).isEqualTo(Direction.RECVONLY);
        rig.says(request("ACK", 2, tag, ""));
        int before = rig.audio.size();
        rig.passes(Duration.ofMillis(200));
        assertThat(rig.audio).hasSize(before);
        rig.says(request("UPDATE", 3, tag, sdp("sendrecv", "0", "101"))).hears("SIP/2.0 200");
        rig.passes(Duration.ofMillis(200));
        assertThat(rig.audio.getLast().payloadType()).isEqualTo(G711.PCMU.payloadType());
        assertThat(rig.audio.size()).isGreaterThan(before);
    }

    @Test
    void otherRequestsInTheDialog() {
        String tag = rig.calls().toTag().orElseThrow();
        rig.says(request("UPDATE", 2, tag, "", "Supported: timer", "Session-Expires: 300;refresher=uac"));
        assertThat(rig.hears("SIP/2.0 200").header("Session-Expires")).contains("300;refresher=uac");
        rig.says(request("OPTIONS", 3, tag, "")).hears("SIP/2.0 200");
        rig.says(request("REFER", 4, tag, "")).hears("SIP/2.0 405");
        rig.says(request("INFO", 3, tag, "")).hears("SIP/2.0 500");         // CSeq went back
        rig.says(request("INVITE", 6, tag, sdp("sendrecv", "18"))).hears("SIP/2.0 488");
        rig.says(request("BYE", 7, "other", "")).hears("SIP/2.0 481");
        rig.says(request("BYE", 7, tag, "")).hears("SIP/2.0 200");
        rig.says(request("BYE", 8, tag, "")).hears("SIP/2.0 481");
        rig.isIdle();
    }

    @Test
    void requestsOutsideADialog() {
        rig.says(request("OPTIONS", 1, "", ""));
        assertThat(rig.hears("SIP/2.0 200").header("Allow")).isPresent();
        rig.says(request("SUBSCRIBE", 2, "", "")).hears("SIP/2.0 405");
        rig.says(request("BYE", 3, "", "")).hears("SIP/2.0 481");
        rig.says(request("INVITE", 4, "", "", "Require: timer, precondition"));
        assertThat(rig.hears("SIP/2.0 420").header("Unsupported")).contains("precondition");
        rig.says(request("INVITE", 5, "", "").replace("Contact: <sip:alice@127.0.0.9:5060>", "Contact: <sip:"));
        rig.hears("SIP/2.0 100");
        rig.hears("SIP/2.0 400");
        rig.isIdle();
    }

    @Test
    void moreCallsThanAllowedAre503() {
        VoiceboxRig small = new VoiceboxRig(new VoicemailProperties("voicebox.local", 100, Duration.ofSeconds(20), Duration.ofSeconds(1),
                Duration.ofSeconds(5), 128), 1);
        small.calls();
        small.says(request("INVITE", 1, "", sdp("sendrecv", "8")).replace("z9hG4bKI1", "z9hG4bKother").replace("call/1", "call/2"));
        assertThat(small.hears("SIP/2.0 503").header("Retry-After")).isPresent();
    }

    @Test
    void stopEndsCallsAndWaitsForTheirMessages() {
        rig.storing = new CompletableFuture<>();
        rig.calls();
        rig.passes(GREETING_AND_BEEP).speaks(2);
        CompletableFuture<Void> idle = rig.server.stop();
        rig.time.runDue();
        rig.hears("BYE");
        assertThat(idle).isNotDone();
        rig.storing.complete(MessageStore.Place.DATABASE);
        rig.time.runDue();
        assertThat(idle).isCompleted();
        rig.says(request("INVITE", 9, "", sdp("sendrecv", "8")).replace("call/1", "call/2")).hears("SIP/2.0 503");
        rig.isIdle();
    }

    @Test
    void audioFromAStrangerIsNotRecorded() {
        rig.calls();
        rig.passes(GREETING_AND_BEEP);
        byte[] noise = G711.PCMA.encode(new io.tandem.codec.SineTone(1000, 8000).next(160));
        for (int i = 0; i < 100; i++) rig.rtp(8, noise, new InetSocketAddress("127.0.0.66", 30000));
        rig.presses('#').passes(Duration.ofMillis(500)).hears("BYE");
        assertThat(rig.stored).isEqualTo(List.of());
    }
}
