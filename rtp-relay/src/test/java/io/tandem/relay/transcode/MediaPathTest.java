package io.tandem.relay.transcode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

import io.tandem.audio.DtmfDetector;
import io.tandem.audio.DtmfTone;
import io.tandem.codec.AudioCodec;
import io.tandem.codec.Goertzel;
import io.tandem.codec.TelephoneEvent;
import io.tandem.relay.codec.DirectionPlan;
import io.tandem.relay.codec.OutputFormat;
import io.tandem.relay.codec.Treatment;
import io.tandem.relay.dtmf.DtmfSecurity;
import io.tandem.relay.rtp.Scratch;
import io.tandem.rtp.RtpPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class MediaPathTest {
    private static final int IN = 100;
    private static final int OUT = 111;
    private static final int EVENT_IN = 101;
    private static final int EVENT_OUT = 102;
    private static final double TONE_HZ = 1000;
    private static final long MILLI = 1_000_000L;

    static Stream<Arguments> pairs() {
        List<AudioCodec> codecs = List.of(AudioCodec.PCMA, AudioCodec.PCMU, AudioCodec.G722, AudioCodec.OPUS,
                AudioCodec.find("L16", 44_100, 1).orElseThrow());
        return codecs.stream().flatMap(from -> codecs.stream().map(to -> Arguments.of(from, to)));
    }

    /** From IN to OUT. */
    static DirectionPlan plan(AudioCodec from, AudioCodec to, int millis, int eventOut, Treatment eventTreatment) {
        List<Treatment> treatments = new ArrayList<>(DirectionPlan.UNTOUCHED.byPayloadType());
        treatments.set(IN, new Treatment.Decode(from));
        treatments.set(EVENT_IN, eventTreatment);
        OutputFormat output = new OutputFormat(to, OUT, "", to.packetMillis(millis), eventOut, to.clockRateHz());
        return new DirectionPlan(treatments, Optional.of(output), from.clockRateHz(), Map.of(IN, from),
                eventTreatment instanceof Treatment.Drop);
    }

    private static MediaPath path(Talker listener) {
        return new MediaPath(listener::hears, new Scratch(), new Random(7), 3);
    }

    private static boolean give(MediaPath path, byte[] packet) {
        System.arraycopy(packet, 0, path.room(), 0, packet.length);
        return path.take(packet.length, 0);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aToneIsTranslatedBetweenAnyTwoCodecs(AudioCodec from, AudioCodec to) {
        int millis = to.packetMillis(20);
        Talker talker = new Talker(from, IN, from.packetMillis(20));
        Talker listener = new Talker(to, OUT, millis);
        MediaPath path = path(listener);
        path.plan(plan(from, to, 20, -1, new Treatment.Drop()));
        for (int i = 0; i < 50; i++) {
            assertThat(give(path, talker.tone(TONE_HZ))).isTrue();
        }
        assertThat(listener.share(TONE_HZ, 400)).isGreaterThan(0.9);
        int sent = 50 * from.packetMillis(20);
        assertThat(listener.heard()).hasSizeBetween((sent - 40) / millis, sent / millis);
        assertThat(listener.heard().getFirst().marker()).isTrue();
        listener.heardOneStream(to.clockRateHz() * millis / 1000);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 30, 40, 60})
    void anotherPacketTimeIsMade(int millis) {
        Talker talker = new Talker(AudioCodec.PCMA, IN, 20);
        Talker listener = new Talker(AudioCodec.PCMA, OUT, millis);
        MediaPath path = path(listener);
        path.plan(plan(AudioCodec.PCMA, AudioCodec.PCMA, millis, -1, new Treatment.Drop()));
        for (int i = 0; i < 60; i++) {
            give(path, talker.tone(TONE_HZ));
        }
        assertThat(listener.heard()).hasSize(1200 / millis).allMatch(packet -> packet.payload().length == 8 * millis);
        assertThat(listener.share(TONE_HZ, 800)).isGreaterThan(0.98);
        listener.heardOneStream(8 * millis);
    }

    @Test
    void lossReorderAndDuplicatesDoNotShowInTheStreamThatIsSent() {
        Talker talker = new Talker(AudioCodec.PCMA, IN, 20);
        Talker listener = new Talker(AudioCodec.PCMU, OUT, 20);
        MediaPath path = path(listener);
        path.plan(plan(AudioCodec.PCMA, AudioCodec.PCMU, 20, -1, new Treatment.Drop()));
        for (int i = 0; i < 100; i++) {
            byte[] one = talker.tone(TONE_HZ);
            byte[] two = talker.tone(TONE_HZ);
            boolean lose = i % 10 == 5;
            give(path, two);
            if (!lose) give(path, one);
            give(path, two);
        }
        listener.heardOneStream(160);
        assertThat(listener.heard()).hasSizeBetween(195, 200);
        assertThat(listener.share(TONE_HZ, 3000)).isGreaterThan(0.9);
        assertThat(path.figures().lost()).isBetween(9L, 10L);
    }

    @Test
    void aPauseKeepsItsLengthAndBeginsATalkSpurt() {
        Talker talker = new Talker(AudioCodec.G722, IN, 20);
        Talker listener = new Talker(AudioCodec.OPUS, OUT, 20);
        MediaPath path = path(listener);
        path.plan(plan(AudioCodec.G722, AudioCodec.OPUS, 20, -1, new Treatment.Drop()));
        give(path, talker.tone(TONE_HZ));
        for (int i = 0; i < 50; i++) {
            talker.tone(TONE_HZ);
        }
        byte[] next = talker.tone(TONE_HZ);
        next[2] = (byte) (65_531 >> 8);
        next[3] = (byte) 65_531;
        give(path, next);
        RtpPacket first = listener.heard().getFirst();
        RtpPacket second = listener.heard().getLast();
        assertThat(second.timestamp() - first.timestamp()).isEqualTo(51 * 960);
        assertThat(second.marker()).isTrue();
    }

    @Test
    void aDigitIsSentOnAsEventOfTheOtherClockWithThreeEnds() {
        Talker talker = new Talker(AudioCodec.OPUS, IN, 20);
        Talker listener = new Talker(AudioCodec.PCMA, OUT, 20);
        MediaPath path = path(listener);
        path.plan(plan(AudioCodec.OPUS, AudioCodec.PCMA, 20, EVENT_OUT, new Treatment.Event(48_000)));
        List<String> digits = new ArrayList<>();
        path.listener((event, millis, _) -> digits.add(event + " for " + millis));
        give(path, talker.tone(TONE_HZ));
        talker.digit(EVENT_IN, '7').forEach(packet -> give(path, packet));
        for (int i = 0; i < 10; i++) {
            give(path, talker.tone(TONE_HZ));
        }
        List<RtpPacket> events = listener.heard().stream().filter(packet -> packet.payloadType() == EVENT_OUT).toList();
        assertThat(events).hasSize(7);
        assertThat(events.stream().map(RtpPacket::timestamp).distinct()).hasSize(1);
        assertThat(events.getFirst().marker()).isTrue();
        assertThat(events.stream().map(packet -> TelephoneEvent.parse(packet.payload()).orElseThrow())).extracting(TelephoneEvent::durationTicks)
                .containsExactly(160, 320, 480, 640, 800, 800, 800);
        assertThat(events.stream().map(packet -> TelephoneEvent.parse(packet.payload()).orElseThrow()).filter(TelephoneEvent::end)).hasSize(3);
        assertThat(digits).containsExactly("7 for 100");
        RtpPacket after = listener.heard().get(8);
        assertThat(after.timestamp() - events.getFirst().timestamp()).isBetween(800 - 160, 800 + 160);
        assertThat(listener.heard().stream().map(RtpPacket::sequenceNumber).distinct()).hasSize(listener.heard().size());
    }

    @Test
    void aDigitBecomesATonePairWhereTheReceiverHasNoEvents() {
        Talker talker = new Talker(AudioCodec.PCMU, IN, 20);
        Talker listener = new Talker(AudioCodec.PCMA, OUT, 20);
        MediaPath path = path(listener);
        path.plan(plan(AudioCodec.PCMU, AudioCodec.PCMA, 20, -1, new Treatment.Event(8000)));
        give(path, talker.tone(TONE_HZ));
        talker.digit(EVENT_IN, '#').forEach(packet -> give(path, packet));
        give(path, talker.tone(TONE_HZ));
        assertThat(new DtmfDetectorRun().digits(listener.samples())).isEqualTo("#");
        listener.heardOneStream(160);
    }

    @Test
    void aTonePairBecomesAnEventWhereOnlyTheReceiverHasThem() {
        Talker talker = new Talker(AudioCodec.PCMA, IN, 20);
        Talker listener = new Talker(AudioCodec.PCMU, OUT, 20);
        MediaPath path = path(listener);
        path.plan(plan(AudioCodec.PCMA, AudioCodec.PCMU, 20, EVENT_OUT, new Treatment.Drop()));
        List<String> digits = new ArrayList<>();
        path.listener((event, millis, _) -> digits.add(event + (millis >= 60 && millis <= 120 ? " of usual length" : " for " + millis)));
        feedDigit(path, talker, 5);
        List<TelephoneEvent> events = listener.heard().stream().filter(packet -> packet.payloadType() == EVENT_OUT)
                .map(packet -> TelephoneEvent.parse(packet.payload()).orElseThrow()).toList();
        assertThat(events).extracting(TelephoneEvent::event).containsOnly(5);
        assertThat(events.stream().filter(TelephoneEvent::end)).hasSize(3);
        assertThat(digits).containsExactly("5 of usual length");
    }

    /** 100 ms of a digit between pauses. */
    private static void feedDigit(MediaPath path, Talker talker, int event) {
        DtmfTone tone = new DtmfTone(event, 10, 8000);
        for (int i = 0; i < 20; i++) {
            short[] frame = new short[160];
            if (i >= 5 && i < 10) tone.generate(frame, 0, 160);
            give(path, talker.audio(frame));
        }
    }

    @ParameterizedTest
    @EnumSource(DtmfSecurity.class)
    void digitsAreHiddenAsTheModeSays(DtmfSecurity mode) {
        Talker talker = new Talker(AudioCodec.PCMA, IN, 20);
        Talker listener = new Talker(AudioCodec.PCMU, OUT, 20);
        MediaPath path = path(listener);
        path.security(mode);
        path.plan(plan(AudioCodec.PCMA, AudioCodec.PCMU, 20, EVENT_OUT, new Treatment.Event(8000)));
        talker.digit(EVENT_IN, '7').forEach(packet -> give(path, packet));
        List<Integer> events = listener.heard().stream().filter(packet -> packet.payloadType() == EVENT_OUT)
                .map(packet -> TelephoneEvent.parse(packet.payload()).orElseThrow().event()).distinct().toList();
        switch (mode) {
            case OFF, DTMF -> assertThat(events).containsExactly(7);
            case DROP, SILENCE, TONE -> assertThat(events).isEmpty();
            case RANDOM -> assertThat(events).hasSize(1);
            case ZERO -> assertThat(events).containsExactly(0);
        }
        feedDigit(path, talker, 8);
        String heard = new DtmfDetectorRun().digits(listener.samples());
        switch (mode) {
            case OFF, DROP -> assertThat(heard).isEqualTo("8");
            case SILENCE, TONE, DTMF -> assertThat(heard).isEmpty();
            case ZERO -> assertThat(heard).isEqualTo("0");
            case RANDOM -> assertThat(heard).hasSize(1);
        }
        if (mode == DtmfSecurity.TONE) assertThat(listener.share(400, 10_000)).isGreaterThan(0.3);
    }

    @Test
    void aClipIsPlayedByTheClockInsteadOfTheParty() {
        Talker talker = new Talker(AudioCodec.PCMA, IN, 20);
        Talker listener = new Talker(AudioCodec.G722, OUT, 20);
        MediaPath path = path(listener);
        path.plan(plan(AudioCodec.PCMA, AudioCodec.G722, 20, -1, new Treatment.Drop()));
        List<String> ended = new ArrayList<>();
        path.play(new ToneSource(8000, 440, 8000), () -> ended.add("ended"), 0);
        for (long now = 0; now < 1200 * MILLI; now += 20 * MILLI) {
            give(path, talker.tone(TONE_HZ));
            path.tick(now);
        }
        assertThat(ended).containsExactly("ended");
        assertThat(path.isPlaying()).isFalse();
        listener.heardOneStream(160);
        assertThat(Goertzel.share(Arrays.copyOf(listener.samples(), 14_400), 440 / 2.0)).isGreaterThan(0.9);
        assertThat(listener.share(TONE_HZ, 100)).isGreaterThan(0.9);
    }

    @Test
    void digitsAreSentOneAfterTheOther() {
        Talker listener = new Talker(AudioCodec.PCMA, OUT, 20);
        MediaPath path = path(listener);
        path.plan(plan(AudioCodec.PCMU, AudioCodec.PCMA, 20, EVENT_OUT, new Treatment.Event(8000)));
        path.sendDigit(1, 100, 8, 100, 0);
        path.sendDigit(2, 200, 8, 100, 0);
        for (long now = 0; now < 800 * MILLI; now += 20 * MILLI) {
            path.tick(now);
        }
        List<TelephoneEvent> events = listener.heard().stream().map(packet -> TelephoneEvent.parse(packet.payload()).orElseThrow()).toList();
        assertThat(events.stream().filter(TelephoneEvent::end).map(TelephoneEvent::event)).containsExactly(1, 1, 1, 2, 2, 2);
        assertThat(events.stream().filter(TelephoneEvent::end).map(TelephoneEvent::durationTicks)).containsExactly(800, 800, 800, 1600, 1600, 1600);
        assertThat(path.isPlaying()).isFalse();
    }

    @Test
    void whatNeedsNothingGoesOnUntouchedAndMayBeWatched() {
        Talker talker = new Talker(AudioCodec.PCMA, 8, 20);
        Talker listener = new Talker(AudioCodec.PCMA, 8, 20);
        MediaPath path = path(listener);
        assertThat(path.isIdle()).isTrue();
        List<Integer> tapped = new ArrayList<>();
        path.tap((_, length, _) -> tapped.add(length));
        assertThat(path.isIdle()).isFalse();
        assertThat(give(path, talker.tone(TONE_HZ))).isFalse();
        assertThat(tapped).containsExactly(172);
        assertThat(listener.heard()).isEmpty();
    }

    @Test
    void comfortNoiseIsHeardWhereTheReceiverHasNone() {
        Talker listener = new Talker(AudioCodec.PCMA, OUT, 20);
        MediaPath path = path(listener);
        List<Treatment> treatments = new ArrayList<>(plan(AudioCodec.PCMU, AudioCodec.PCMA, 20, -1, new Treatment.Drop()).byPayloadType());
        treatments.set(13, new Treatment.Noise(8000));
        path.plan(new DirectionPlan(treatments, Optional.of(new OutputFormat(AudioCodec.PCMA, OUT, "", 20, -1, 8000)), 8000,
                Map.of(), false));
        give(path, new RtpPacket(13, false, 1, 0, 1, new byte[] {40}).toBytes());
        assertThat(Goertzel.rms(listener.samples())).isBetween(200.0, 500.0);
    }

    /** A tone that ends. */
    private static final class ToneSource implements AudioSource {
        private final int rateHz;
        private final double hz;
        private int left;
        private double phase;

        ToneSource(int rateHz, double hz, int samples) {
            this.rateHz = rateHz;
            this.hz = hz;
            this.left = samples;
        }

        @Override public int sampleRateHz() {
            return rateHz;
        }

        @Override public int read(short[] samples, int count) {
            int given = Math.min(left, count);
            for (int i = 0; i < given; i++) {
                samples[i] = (short) (8000 * Math.sin(phase));
                phase += 2 * Math.PI * hz / rateHz;
            }
            left -= given;
            return given;
        }
    }

    /** What a DTMF receiver makes of samples at 8 kHz. */
    private static final class DtmfDetectorRun {
        private final DtmfDetector detector = new DtmfDetector();

        String digits(short[] samples) {
            StringBuilder heard = new StringBuilder();
            int before = DtmfDetector.NONE;
            for (int at = 0; at + 80 <= samples.length; at += 80) {
                int now = detector.hear(Arrays.copyOfRange(samples, at, at + 80), 80);
                if (now != before && now != DtmfDetector.NONE) heard.append(DtmfTone.DIGITS.charAt(now));
                before = now;
            }
            return heard.toString();
        }
    }
}
