package io.tandem.codec;

/** An endless sine tone, handed out in frames without a jump between them. One thread. */
public final class SineTone {
    private final double radiansPerSample;
    private final double amplitude;
    private double phase;

    /** @param amplitude peak, 0..32767 */
    public SineTone(double frequencyHz, double amplitude) {
        if (frequencyHz <= 0 || frequencyHz >= G711.CLOCK_RATE_HZ / 2.0) {
            throw new IllegalArgumentException("frequency " + frequencyHz + " Hz outside 0..4000 Hz");
        }
        if (amplitude < 0 || amplitude > Short.MAX_VALUE) throw new IllegalArgumentException("amplitude " + amplitude
                + " outside 0..32767");
        this.radiansPerSample = 2 * Math.PI * frequencyHz / G711.CLOCK_RATE_HZ;
        this.amplitude = amplitude;
    }

    /** The next samples, 8 kHz. */
    public short[] next(int samples) {
        short[] frame = new short[samples];
        for (int i = 0; i < samples; i++) {
            frame[i] = (short) Math.round(amplitude * Math.sin(phase));
            phase = (phase + radiansPerSample) % (2 * Math.PI);
        }
        return frame;
    }
}
