package io.tandem.appserver.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

import io.tandem.appserver.voicemail.VoiceboxRig;
import io.tandem.codec.G711;
import io.tandem.codec.SineTone;
import io.tandem.data.queue.Entry;
import io.tandem.data.queue.QueuedCall;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A caller that the proxy (P) has wait for Bob in a call queue (M): 200 ms of each sound, all of them at a loudness of its own. */
class CallQueueLadderTest {
    private static final String ASKED = "callqueues=uuid-bob;phone_uri=\"sip:bob@example.org\";max_queue_length=5;callee_wrap_up_time=10;takers=uuid-bob";
    private static final int GREETING = 1000;
    private static final int PREFIX = 2000;
    private static final int SUFFIX = 3000;
    private static final int MUSIC = 4000;
    private static final int FULL = 5000;
    private static final int DIGITS = 6000;
    private static final Sounds SOUNDS = new Sounds(sound(GREETING), sound(PREFIX), sound(SUFFIX),
            IntStream.range(0, 10).mapToObj(digit -> sound(DIGITS + 1000 * digit)).toList(), sound(MUSIC), sound(FULL));
    private final Places line = new Places();
    private VoiceboxRig rig = rig(SOUNDS);

    /** A queue that the test keeps. */
    private static final class Places implements Line {
        private int place = 1;
        private boolean away;
        private final List<String> log = new ArrayList<>();

        private CompletionStage<Integer> told() {
            return away ? CompletableFuture.failedFuture(new IllegalStateException("Redis is away")) : CompletableFuture.completedFuture(place);
        }

        @Override public CompletionStage<Integer> join(QueuedCall call, int most, Entry entry) {
            log.add("join " + call.owner() + " most " + most + " wrap-up " + call.wrapUp() + " takers " + call.takers() + (entry == Entry.NEW ? "" : " " + entry));
            return told();
        }

        @Override public CompletionStage<Integer> place(QueuedCall call) {
            log.add("place " + call.callId());
            return told();
        }

        @Override public void leave(QueuedCall call) {
            log.add("leave " + call.callId());
        }
    }

    private static short[] sound(int loudness) {
        return new SineTone(1000, loudness).next(1600);
    }

    private VoiceboxRig rig(Sounds sounds) {
        return rig(CompletableFuture.completedFuture(sounds));
    }

    private VoiceboxRig rig(CompletableFuture<Sounds> sounds) {
        return new VoiceboxRig(new CallQueues(line, _ -> sounds,
                new QueueProperties("app.local", Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofSeconds(50))));
    }

    private VoiceboxRig invites(String parameters, String body, String... more) {
        List<String> headers = new ArrayList<>(List.of("P-App-Name: callqueues", "P-App-Param: " + parameters));
        headers.addAll(List.of(more));
        rig.says(VoiceboxRig.request("INVITE", 1, "", body, headers.toArray(String[]::new)).replace("sip:vmu431110@voicebox.local", "sip:callqueues@app.local"))
                .hears("SIP/2.0 100");
        return rig;
    }

    private void waits() {
        SipMessage progress = invites(ASKED, VoiceboxRig.sdp("sendrecv", "8", "0", "101")).hears("SIP/2.0 183");
        assertThat(VoiceboxRig.sdpOf(progress).media().getFirst().formats()).contains("8");
    }

    private void cancels() {
        rig.says(VoiceboxRig.request("CANCEL", 1, "", "").replace("z9hG4bKC1", "z9hG4bKI1").replace("sip:vmu431110@voicebox.local", "sip:callqueues@app.local"));
    }

    /** What was played in the last so many milliseconds: a loudness for each sound of 200 ms. */
    private List<Integer> heard(int milliseconds) {
        int from = rig.audio.size();
        rig.passes(Duration.ofMillis(milliseconds));
        List<Integer> sounds = new ArrayList<>();
        for (int i = from; i + 10 <= rig.audio.size(); i += 10) {
            int loudest = 0;
            for (short sample : G711.PCMA.decode(rig.audio.get(i + 5).payload())) loudest = Math.max(loudest, sample);
            sounds.add(Math.round(loudest / 1000f) * 1000);
        }
        return sounds;
    }

    @Test
    void aCallerHearsGreetingPlaceAndMusicWithoutBeingAnsweredUntilItIsItsTurn() {
        waits();                                                                 // P ── INVITE ─▶ M, 183
        assertThat(line.log).containsExactly("join uuid-bob most 5 wrap-up 10 takers [uuid-bob]");
        assertThat(heard(1180)).startsWith(GREETING, PREFIX, DIGITS + 1000, SUFFIX, MUSIC);
        assertThat(heard(1000)).as("again and again").containsOnly(MUSIC);
        rig.hearsNothing();
        line.place = 0;
        rig.passes(Duration.ofSeconds(1));
        assertThat(rig.hears("SIP/2.0 301").reason()).isEqualTo("Message Ended"); // P ◀─ 301 ── M
        rig.passes(Duration.ofSeconds(40)).isIdle();
        assertThat(line.log).doesNotContain("leave call/1%///");
    }

    @Test
    void aCallerThatMovesUpHearsItsNewPlace() {
        line.place = 3;
        waits();
        assertThat(heard(780)).startsWith(GREETING, PREFIX, DIGITS + 3000);
        line.place = 2;
        rig.passes(Duration.ofMillis(220));                                      // it is asked once a second
        assertThat(heard(800)).startsWith(PREFIX, DIGITS + 2000, SUFFIX);
        assertThat(heard(1000)).containsOnly(MUSIC);
    }

    @Test
    void whoHasWaitedBeforeIsNotGreetedAndComesFirst() {
        invites(ASKED.replace("time=10", "time=0") + ";first=1", VoiceboxRig.sdp("sendrecv", "8")).hears("SIP/2.0 183");
        assertThat(line.log).as("a busy phone rests for five seconds").containsExactly("join uuid-bob most 5 wrap-up 5 takers [uuid-bob] FIRST");
        assertThat(heard(580)).startsWith(PREFIX, DIGITS + 1000);
    }

    @Test
    void whatACallerHasWaitedBeforeCounts() {
        invites(ASKED + ";first=0;waited=290", VoiceboxRig.sdp("sendrecv", "8")).hears("SIP/2.0 183");
        assertThat(line.log).containsExactly("join uuid-bob most 5 wrap-up 10 takers [uuid-bob] LAST");
        rig.passes(Duration.ofSeconds(9)).hearsNothing();
        rig.passes(Duration.ofSeconds(1)).hears("SIP/2.0 480");                  // five minutes are over
        assertThat(line.log).last().isEqualTo("leave call/1%///");
    }

    @Test
    void whoHasWaitedForTooLongIsTakenInNoMore() {
        invites(ASKED + ";first=1;waited=300", VoiceboxRig.sdp("sendrecv", "8")).hears("SIP/2.0 480");
        assertThat(line.log).isEmpty();
    }

    @Test
    void aFullQueueSaysSoAndEnds() {
        line.place = 0;
        waits();
        assertThat(heard(200)).containsExactly(FULL);
        rig.hears("SIP/2.0 486");
        assertThat(line.log).hasSize(1);
        rig.passes(Duration.ofSeconds(40)).isIdle();
    }

    @Test
    void whoGivesUpLeavesTheQueueAtOnce() {
        waits();
        rig.passes(Duration.ofMillis(1500));
        cancels();
        assertThat(List.of(rig.hears("SIP/2.0").status(), rig.hears("SIP/2.0").status())).containsExactlyInAnyOrder(200, 487);
        assertThat(line.log).last().isEqualTo("leave call/1%///");
        int asked = line.log.size();
        rig.passes(Duration.ofSeconds(40)).isIdle();
        assertThat(line.log).hasSize(asked);
    }

    @Test
    void whoGivesUpBeforeTheSoundsAreReadLeavesNoGhostInTheQueue() {
        CompletableFuture<Sounds> read = new CompletableFuture<>();
        rig = rig(read);
        invites(ASKED, VoiceboxRig.sdp("sendrecv", "8"));
        cancels();
        assertThat(List.of(rig.hears("SIP/2.0").status(), rig.hears("SIP/2.0").status())).containsExactlyInAnyOrder(200, 487);
        read.complete(SOUNDS);
        rig.passes(Duration.ofSeconds(40)).isIdle();
        assertThat(line.log).containsExactly("join uuid-bob most 5 wrap-up 10 takers [uuid-bob]", "leave call/1%///");
    }

    @Test
    void whoseDescriptionNobodyUnderstandsIsNotLeftInTheQueue() {
        invites(ASKED, "v=0\r\nnonsense\r\n").hears("SIP/2.0 400");
        assertThat(line.log).last().isEqualTo("leave call/1%///");
    }

    @Test
    void aServerThatStopsLeavesTheQueue() {
        waits();
        rig.stops();
        rig.hears("SIP/2.0 503");
        assertThat(line.log).last().isEqualTo("leave call/1%///");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "18"})
    void callersWhoCannotHearWaitAllTheSame(String codec) {
        invites(ASKED, codec.isEmpty() ? "" : VoiceboxRig.sdp("sendrecv", codec)).hears("SIP/2.0 182");
        rig.passes(Duration.ofSeconds(3)).hearsNothing();
        line.place = 0;
        rig.passes(Duration.ofSeconds(1)).hears("SIP/2.0 301");
    }

    @Test
    void whoRequiresReliableResponsesWaitsWithoutAny() {
        invites(ASKED, VoiceboxRig.sdp("sendrecv", "8"), "Require: 100rel");
        rig.hears("SIP/2.0 100");
        rig.passes(Duration.ofSeconds(49)).hearsNothing();
        rig.passes(Duration.ofSeconds(1)).hears("SIP/2.0 100");                  // the proxy hears that somebody is still there
        line.place = 0;
        rig.passes(Duration.ofSeconds(1)).hears("SIP/2.0 301");
    }

    @Test
    void aCallerIsToldThatItWaitsBeforeTimersEndItsCallAndNotForEver() {
        waits();
        rig.passes(Duration.ofSeconds(49)).hearsNothing();
        for (int i = 0; i < 5; i++) {
            rig.passes(Duration.ofSeconds(i == 0 ? 1 : 50)).hears("SIP/2.0 182");
        }
        rig.passes(Duration.ofSeconds(50));
        rig.hears("SIP/2.0 480");                                                // five minutes are over
        assertThat(line.log).last().isEqualTo("leave call/1%///");
    }

    @Test
    void whoeverWaitsGoesOnWaitingWhileRedisIsAwayAndNobodyNewDoes() {
        waits();
        line.away = true;
        rig.passes(Duration.ofSeconds(20)).hearsNothing();
        line.away = false;
        line.place = 0;
        rig.passes(Duration.ofSeconds(1)).hears("SIP/2.0 301");
        rig = rig(SOUNDS);
        line.away = true;
        invites(ASKED, VoiceboxRig.sdp("sendrecv", "8")).hears("SIP/2.0 486");
    }

    @Test
    void withoutSoundsForItNoPlaceIsSaid() {
        rig = rig(new Sounds(new short[0], new short[0], new short[0], List.of(), sound(MUSIC), sound(FULL)));
        waits();
        assertThat(heard(1180)).containsOnly(MUSIC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"", "callqueues=", "callqueues=u;max_queue_length=5;callee_wrap_up_time=x;takers=u",
        "callqueues=u;max_queue_length=-1;callee_wrap_up_time=1;takers=u", "callqueues=u;max_queue_length=5;callee_wrap_up_time=1",
        "callqueues=u;max_queue_length=5;callee_wrap_up_time=1;takers=u;waited=x"})
    void whatIsNotAskedRightIsRefused(String parameters) {
        invites(parameters, VoiceboxRig.sdp("sendrecv", "8")).hears("SIP/2.0 400");
        assertThat(line.log).isEmpty();
    }
}
