package io.tandem.audio;

/** Changes the sample rate of one stream by a polyphase low-pass filter (Kaiser window, 60 dB). Delay: 24 samples of the lower rate. */
public final class Resampler {
    /** Filter length in samples of the lower rate. */
    private static final int LENGTH = 48;
    /** Kaiser shape for 60 dB. */
    private static final double BETA = 5.65;
    /** Half the amplitude, as a share of the lower Nyquist frequency: 8 kHz pass to 3.38 kHz, and nothing folds back. */
    private static final double CUTOFF = 0.92;
    private static final int BLOCK = 480;
    private static final int MAX_RATIO = 640;

    private final int up;
    private final int down;
    private final int taps;
    private final float[][] phases;
    private final float[] history;
    /** Position of the next output in input samples times {@code up}, from the start of the next block. */
    private int position;

    private Resampler(int up, int down) {
        this.up = up;
        this.down = down;
        this.taps = LENGTH * Math.max(1, (down + up - 1) / up);
        this.phases = phases(up, down, taps);
        this.history = new float[taps + BLOCK];
    }

    /** @param fromHz of 8000 to 48000, as is {@code toHz}; their ratio must be made of numbers up to 640, as 11025 to 16000 is */
    public static Resampler between(int fromHz, int toHz) {
        int divisor = gcd(fromHz, toHz);
        int up = toHz / divisor;
        int down = fromHz / divisor;
        if (up > MAX_RATIO || down > MAX_RATIO || fromHz < 8000 || toHz < 8000 || fromHz > 48_000 || toHz > 48_000) {
            throw new IllegalArgumentException("no resampling from " + fromHz + " Hz to " + toHz + " Hz: both from 8000 to 48000");
        }
        return new Resampler(up, down);
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private static float[][] phases(int up, int down, int taps) {
        double cutoff = CUTOFF / Math.max(up, down);
        int length = taps * up;
        float[][] phases = new float[up][taps];
        for (int i = 0; i < length; i++) {
            double x = i - (length - 1) / 2.0;
            double angle = Math.PI * cutoff * x;
            double sinc = x == 0 ? 1 : Math.sin(angle) / angle;
            double edge = 2.0 * i / (length - 1) - 1;
            double window = bessel(BETA * Math.sqrt(Math.max(0, 1 - edge * edge))) / bessel(BETA);
            phases[i % up][taps - 1 - i / up] = (float) (up * cutoff * sinc * window);
        }
        return phases;
    }

    /** Modified Bessel function of order zero. */
    private static double bessel(double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > sum * 1e-10; k++) {
            term *= x * x / (4.0 * k * k);
            sum += term;
        }
        return sum;
    }

    /** Most samples that come out for so many. */
    public int capacity(int input) {
        return input * up / down + 1;
    }

    /** @param out takes {@link #capacity} samples
     *  @return samples written; over time exactly the ratio of the rates */
    public int resample(short[] in, int count, short[] out) {
        int written = 0;
        for (int from = 0; from < count; from += BLOCK) {
            written = block(in, from, Math.min(BLOCK, count - from), out, written);
        }
        return written;
    }

    private int block(short[] in, int from, int count, short[] out, int at) {
        int written = at;
        for (int i = 0; i < count; i++) {
            history[taps + i] = in[from + i];
        }
        int end = count * up;
        for (; position < end; position += down) {
            out[written++] = sampleAt(position / up + 1, phases[position % up]);
        }
        position -= end;
        System.arraycopy(history, count, history, 0, taps);
        return written;
    }

    private short sampleAt(int from, float[] phase) {
        float sum = 0;
        for (int i = 0; i < taps; i++) {
            sum += history[from + i] * phase[i];
        }
        return (short) Math.clamp(Math.round(sum), Short.MIN_VALUE, Short.MAX_VALUE);
    }
}
