package io.tandem.audio;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DtmfTest {
    private static final int RATE_HZ = DtmfDetector.SAMPLE_RATE_HZ;

    @ParameterizedTest
    @ValueSource(ints = {3, 8, 20, 25})
    void everyDigitIsHeardOnceAtEveryUsualLevel(int volume) {
        StringBuilder heard = new StringBuilder();
        DtmfDetector detector = new DtmfDetector();
        for (int event = 0; event < 16; event++) {
            short[] samples = new short[RATE_HZ / 8];
            new DtmfTone(event, volume, RATE_HZ).generate(samples, 0, RATE_HZ / 20);
            heard.append(digits(detector, samples));
        }
        assertThat(heard).hasToString("0123456789*#ABCD");
    }

    /** Changes of state in steps of 10 ms. */
    private static String digits(DtmfDetector detector, short[] samples) {
        StringBuilder heard = new StringBuilder();
        int before = DtmfDetector.NONE;
        for (int at = 0; at + 80 <= samples.length; at += 80) {
            int now = detector.hear(Arrays.copyOfRange(samples, at, at + 80), 80);
            if (now != before && now != DtmfDetector.NONE) heard.append(DtmfTone.DIGITS.charAt(now));
            before = now;
        }
        return heard.toString();
    }

    @Test
    void aDigitOff1point5PercentInNoiseIsHeardAndAToneOfTwentyMillisecondsIsNot() {
        Random random = new Random(1);
        short[] off = new short[RATE_HZ / 8];
        for (int i = 0; i < RATE_HZ / 20; i++) {
            double value = 4000 * Math.sin(2 * Math.PI * 697 * 1.015 * i / RATE_HZ) + 4000 * Math.sin(2 * Math.PI * 1209 * 0.985 * i / RATE_HZ);
            off[i] = (short) (value + random.nextGaussian() * 200);
        }
        assertThat(digits(new DtmfDetector(), off)).isEqualTo("1");
        short[] brief = new short[RATE_HZ / 8];
        new DtmfTone(5, 8, RATE_HZ).generate(brief, 100, RATE_HZ / 50);
        assertThat(digits(new DtmfDetector(), brief)).isEmpty();
    }

    @Test
    void noiseSingleTonesAndHarmonicsAreNoDigits() {
        Random random = new Random(2);
        DtmfDetector detector = new DtmfDetector();
        short[] noise = new short[20 * RATE_HZ];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (short) (random.nextGaussian() * 3000);
        }
        assertThat(digits(detector, noise)).isEmpty();
        short[] voice = new short[2 * RATE_HZ];
        for (int i = 0; i < voice.length; i++) {
            for (int harmonic = 1; harmonic < 15; harmonic++) {
                voice[i] += (short) (2500 / harmonic * Math.sin(2 * Math.PI * harmonic * 116 * i / RATE_HZ));
            }
        }
        assertThat(digits(detector, voice)).isEmpty();
        short[] tone = new short[RATE_HZ];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = (short) (8000 * Math.sin(2 * Math.PI * 697 * i / RATE_HZ));
        }
        assertThat(digits(detector, tone)).isEmpty();
    }

    @Test
    void onlySixteenEventsAreTones() {
        assertThatThrownBy(() -> new DtmfTone(16, 8, RATE_HZ)).hasMessageContaining("16");
    }
}
