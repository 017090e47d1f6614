package io.tandem.codec;

/** How much of a block of audio is one frequency (Goertzel's algorithm). Pure. */
public final class Goertzel {
    private Goertzel() {}

    /** Share of the block's energy at the frequency, 0..1; 0 for silence. A pure tone over a whole number of periods gives 1. */
    public static double share(short[] samples, double frequencyHz) {
        double energy = 0;
        double before = 0;
        double beforeThat = 0;
        double coefficient = 2 * Math.cos(2 * Math.PI * frequencyHz / G711.CLOCK_RATE_HZ);
        for (short sample : samples) {
            double now = sample + coefficient * before - beforeThat;
            beforeThat = before;
            before = now;
            energy += (double) sample * sample;
        }
        if (energy == 0) return 0;
        double power = before * before + beforeThat * beforeThat - coefficient * before * beforeThat;
        return Math.min(1, 2 * power / (samples.length * energy));
    }

    /** True if the block is mostly this tone and not near silence.
     * @param minimumRms quietest tone to accept, root mean square of the samples */
    public static boolean isTone(short[] samples, double frequencyHz, double minimumRms) {
        return rms(samples) >= minimumRms && share(samples, frequencyHz) > 0.5;
    }

    /** Root mean square of the samples, 0..32768. */
    public static double rms(short[] samples) {
        double energy = 0;
        for (short sample : samples) {
            energy += (double) sample * sample;
        }
        return samples.length == 0 ? 0 : Math.sqrt(energy / samples.length);
    }
}
