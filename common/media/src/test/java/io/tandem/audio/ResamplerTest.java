package io.tandem.audio;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ResamplerTest {
    @ParameterizedTest
    @CsvSource({"8000,16000", "16000,8000", "8000,48000", "48000,8000", "16000,48000", "48000,16000", "44100,8000"})
    void aToneKeepsItsLevelAndSamplesTheRatio(int fromHz, int toHz) {
        short[] out = resampled(fromHz, toHz, 1000);
        assertThat(out).hasSizeBetween(toHz - 1, toHz + 1);
        assertThat(amplitude(out, 1000, toHz)).isBetween(9800.0, 10_200.0);
    }

    @Test
    void whatTheLowerRateCannotCarryDoesNotFoldBack() {
        short[] out = resampled(16_000, 8000, 5000);
        assertThat(amplitude(out, 3000, 8000)).isLessThan(20);
        assertThat(Arrays.stream(rounded(out)).max().orElseThrow()).isLessThan(60);
    }

    @Test
    void speechUpTo3300HzIsKept() {
        assertThat(amplitude(resampled(48_000, 8000, 3300), 3300, 8000)).isGreaterThan(9000);
    }

    @Test
    void otherRatesAreRefused() {
        assertThatThrownBy(() -> Resampler.between(8000, 96_000)).hasMessageContaining("96000");
    }

    private static int[] rounded(short[] samples) {
        int[] values = new int[samples.length / 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.abs(samples[samples.length / 4 + i]);
        }
        return values;
    }

    /** A second, in frames of 20 ms. */
    private static short[] resampled(int fromHz, int toHz, double toneHz) {
        Resampler resampler = Resampler.between(fromHz, toHz);
        int frame = fromHz / 50;
        short[] all = new short[toHz + 100];
        short[] out = new short[resampler.capacity(frame)];
        int written = 0;
        for (int i = 0; i < 50; i++) {
            short[] in = new short[frame];
            for (int k = 0; k < frame; k++) {
                in[k] = (short) Math.round(10_000 * Math.sin(2 * Math.PI * toneHz * (i * frame + k) / fromHz));
            }
            int count = resampler.resample(in, frame, out);
            System.arraycopy(out, 0, all, written, count);
            written += count;
        }
        return Arrays.copyOf(all, written);
    }

    /** Of the tone in the middle half of the second. */
    private static double amplitude(short[] samples, double toneHz, int rateHz) {
        double sine = 0;
        double cosine = 0;
        int from = rateHz / 4;
        int count = rateHz / 2;
        for (int i = from; i < from + count; i++) {
            sine += samples[i] * Math.sin(2 * Math.PI * toneHz * i / rateHz);
            cosine += samples[i] * Math.cos(2 * Math.PI * toneHz * i / rateHz);
        }
        return 2 * Math.hypot(sine, cosine) / count;
    }
}
