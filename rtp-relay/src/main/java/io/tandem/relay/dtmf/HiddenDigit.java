package io.tandem.relay.dtmf;

import java.util.Arrays;
import java.util.random.RandomGenerator;

import io.tandem.audio.DtmfDetector;
import io.tandem.audio.DtmfTone;
import org.jspecify.annotations.Nullable;

/** What is heard in place of a digit. */
public final class HiddenDigit {
    private static final double TONE_HZ = 400;
    private static final double TONE_PEAK = 4000;
    private static final int VOLUME = 10;
    private static final int DIGITS = 16;

    private final RandomGenerator random;
    private int event = DtmfDetector.NONE;
    private int toneRateHz;
    private @Nullable DtmfTone tone;
    private double phase;

    public HiddenDigit(RandomGenerator random) {
        this.random = random;
    }

    /** A digit begins. @param digit 0..15 */
    public void begin(int digit, DtmfSecurity mode) {
        event = mode == DtmfSecurity.ZERO ? 0 : mode == DtmfSecurity.RANDOM ? random.nextInt(DIGITS) : digit;
        tone = null;
    }

    /** What the receiver is told. */
    public int event() {
        return event;
    }

    public void fill(short[] samples, int count, int rateHz, DtmfSecurity mode) {
        switch (mode) {
            case SILENCE, DROP -> Arrays.fill(samples, 0, count, (short) 0);
            case TONE -> sine(samples, count, rateHz);
            case OFF, DTMF, RANDOM, ZERO -> digit(samples, count, rateHz);
        }
    }

    private void digit(short[] samples, int count, int rateHz) {
        DtmfTone current = tone;
        if (current == null || toneRateHz != rateHz) {
            current = new DtmfTone(Math.clamp(event, 0, DIGITS - 1), VOLUME, rateHz);
            tone = current;
            toneRateHz = rateHz;
        }
        current.generate(samples, 0, count);
    }

    private void sine(short[] samples, int count, int rateHz) {
        for (int i = 0; i < count; i++) {
            samples[i] = (short) (TONE_PEAK * Math.sin(phase));
            phase = (phase + 2 * Math.PI * TONE_HZ / rateHz) % (2 * Math.PI);
        }
    }
}
