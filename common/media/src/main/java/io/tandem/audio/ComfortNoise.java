package io.tandem.audio;

/** Comfort noise (RFC 3389) without spectral information: white noise of a level, and the level of silence. Pure but for the noise's state. */
public final class ComfortNoise {
    /** Level of a full-scale square wave, which 0 dBov is. */
    private static final double FULL_SCALE = 32_768;
    private static final int QUIETEST = 127;
    /** Standard deviation of one uniform value in -1..1. */
    private static final double UNIFORM_RMS = 1 / Math.sqrt(3);

    private int state = 0x2545F491;

    /** @param level first octet of the payload: -dBov, 0..127 */
    public void generate(int level, short[] samples, int count) {
        double peak = FULL_SCALE * Math.pow(10, -Math.clamp(level, 0, QUIETEST) / 20.0) / UNIFORM_RMS;
        int scale = (int) Math.min(peak, Short.MAX_VALUE);
        for (int i = 0; i < count; i++) {
            state ^= state << 13;
            state ^= state >>> 17;
            state ^= state << 5;
            samples[i] = (short) ((state >> 16) * scale >> 15);
        }
    }

    /** The level octet that describes this audio. */
    public static int level(short[] samples, int count) {
        double energy = 0;
        for (int i = 0; i < count; i++) {
            energy += (double) samples[i] * samples[i];
        }
        double rms = count == 0 ? 0 : Math.sqrt(energy / count);
        return rms < 1 ? QUIETEST : (int) Math.clamp(Math.round(-20 * Math.log10(rms / FULL_SCALE)), 0, QUIETEST);
    }
}
