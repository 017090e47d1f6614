package io.tandem.codec;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

import io.tandem.audio.Resampler;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class AudioCodecTest {
    private static final double TONE_HZ = 1000;
    private static final int FRAMES = 25;

    static Stream<Arguments> codecs() {
        return Stream.of(Arguments.of(AudioCodec.PCMU, 8000), Arguments.of(AudioCodec.PCMA, 8000), Arguments.of(AudioCodec.G722, 16_000),
                Arguments.of(AudioCodec.OPUS, 8000), Arguments.of(AudioCodec.OPUS, 16_000), Arguments.of(AudioCodec.OPUS, 48_000),
                Arguments.of(AudioCodec.find("L16", 8000, 1).orElseThrow(), 8000),
                Arguments.of(AudioCodec.find("l16", 16_000, 2).orElseThrow(), 16_000));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aToneComesThrough(AudioCodec codec, int rateHz) {
        AudioEncoder encoder = codec.newEncoder(rateHz, "");
        AudioDecoder decoder = codec.newDecoder();
        assertThat(encoder.sampleRateHz()).isEqualTo(rateHz);
        short[] last = last(encoder, decoder, rateHz / 50);
        assertThat(Goertzel.share(to8k(last, decoder.sampleRateHz()), TONE_HZ)).isGreaterThan(0.9);
        assertThat(Goertzel.rms(last)).isBetween(4000.0, 9000.0);
    }

    private static short[] last(AudioEncoder encoder, AudioDecoder decoder, int frame) {
        byte[] payload = new byte[AudioEncoder.MAX_PAYLOAD];
        short[] samples = new short[AudioDecoder.MAX_SAMPLES];
        int out = decoder.sampleRateHz() / 50;
        short[] heard = new short[5 * out];
        for (int i = 0; i < FRAMES; i++) {
            int length = encoder.encode(tone(i * frame, frame, frame * 50), frame, payload, 0);
            assertThat(length).isBetween(1, AudioEncoder.MAX_PAYLOAD);
            assertThat(decoder.decode(payload, 0, length, samples)).isEqualTo(out);
            if (i >= FRAMES - 5) System.arraycopy(samples, 0, heard, (i - FRAMES + 5) * out, out);
        }
        return heard;
    }

    private static short[] tone(int from, int count, int rateHz) {
        short[] tone = new short[count];
        for (int i = 0; i < count; i++) {
            tone[i] = (short) (10_000 * Math.sin(2 * Math.PI * TONE_HZ * (from + i) / rateHz));
        }
        return tone;
    }

    private static short[] to8k(short[] samples, int rateHz) {
        Resampler resampler = Resampler.between(rateHz, 8000);
        short[] out = new short[resampler.capacity(samples.length)];
        int count = resampler.resample(samples, samples.length, out);
        return Arrays.copyOfRange(out, 100, count);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aLostFrameIsFilledAndALongGapFallsSilent(AudioCodec codec, int rateHz) {
        AudioEncoder encoder = codec.newEncoder(rateHz, "");
        AudioDecoder decoder = codec.newDecoder();
        int frame = rateHz / 50;
        last(encoder, decoder, frame);
        int out = decoder.sampleRateHz() / 50;
        short[] filled = new short[out];
        decoder.conceal(filled, out);
        assertThat(Goertzel.rms(filled)).isGreaterThan(2000);
        for (int i = 0; i < 50; i++) {
            decoder.conceal(filled, out);
        }
        assertThat(Goertzel.rms(filled)).isLessThan(100);
    }

    @Property(tries = 300)
    void whateverComesIsDecodedOrRefused(@ForAll @Size(max = 1500) byte[] payload) {
        short[] samples = new short[AudioDecoder.MAX_SAMPLES];
        for (AudioCodec codec : new AudioCodec[] {AudioCodec.PCMA, AudioCodec.G722, AudioCodec.OPUS, AudioCodec.find("L16", 48_000, 2)
                .orElseThrow()}) {
            AudioDecoder decoder = codec.newDecoder();
            assertThat(decoder.decode(payload, 0, payload.length, samples)).isBetween(-1, samples.length);
            decoder.conceal(samples, decoder.sampleRateHz() / 50);
        }
    }

    @Test
    void codecsAreFoundByNameAndClock() {
        assertThat(AudioCodec.find("pcma", 8000, 1)).contains(AudioCodec.PCMA);
        assertThat(AudioCodec.find("opus", 48_000, 2)).contains(AudioCodec.OPUS);
        assertThat(Stream.of(AudioCodec.find("G729", 8000, 1), AudioCodec.find("PCMA", 16_000, 1), AudioCodec.find("opus", 8000, 1),
                AudioCodec.find("L16", 11_025, 1))).containsOnly(Optional.empty());
        assertThat(AudioCodec.G722.staticPayloadType()).isEqualTo(9);
        assertThat(AudioCodec.OPUS).hasToString("opus/48000/2");
    }

    @Test
    void aPacketTimeIsWhatTheCodecAllows() {
        assertThat(AudioCodec.PCMA.packetMillis(30)).isEqualTo(30);
        assertThat(AudioCodec.PCMA.packetMillis(500)).isEqualTo(60);
        assertThat(AudioCodec.OPUS.packetMillis(30)).isEqualTo(40);
        assertThat(AudioCodec.find("L16", 48_000, 1).orElseThrow().packetMillis(20)).isEqualTo(14);
    }
}
