package io.tandem.audio;

/**
 * Fills gaps of lost audio by repeating the last pitch period, fading out over 60 ms, in the manner of ITU-T G.711 appendix I but without its
 * cross-fade back into speech. One stream.
 */
public final class Concealment {
    private static final int HISTORY_MILLIS = 40;
    private static final int FADE_MILLIS = 60;
    /** Pitch of voices: 66 to 400 Hz. */
    private static final double SHORTEST_MILLIS = 2.5;
    private static final int LONGEST_MILLIS = 15;
    private static final int MATCH_MILLIS = 10;

    private final short[] history;
    private final int shortest;
    private final int longest;
    private final int match;
    private final int fade;
    private int known;
    private int filled;
    private int period;

    public Concealment(int sampleRateHz) {
        this.history = new short[sampleRateHz * HISTORY_MILLIS / 1000];
        this.shortest = (int) (sampleRateHz * SHORTEST_MILLIS / 1000);
        this.longest = sampleRateHz * LONGEST_MILLIS / 1000;
        this.match = sampleRateHz * MATCH_MILLIS / 1000;
        this.fade = sampleRateHz * FADE_MILLIS / 1000;
    }

    /** Audio that arrived. */
    public void heard(short[] samples, int count) {
        int kept = Math.min(count, history.length);
        System.arraycopy(history, kept, history, 0, history.length - kept);
        System.arraycopy(samples, count - kept, history, history.length - kept, kept);
        known = Math.min(history.length, known + kept);
        filled = 0;
    }

    /** The next samples of a gap; silence once it lasts, or if nothing was heard before. */
    public void fill(short[] samples, int count) {
        if (filled == 0) period = known < history.length ? 0 : pitch();
        for (int i = 0; i < count; i++, filled = Math.min(filled + 1, fade)) {
            int left = period == 0 ? 0 : fade - filled;
            int source = left == 0 ? 0 : history[history.length - period + filled % period];
            samples[i] = (short) (source * left / fade);
        }
    }

    /** The lag at which the end of what was heard is most like what came before it. */
    private int pitch() {
        int best = longest;
        double bestLikeness = 0;
        int step = Math.max(1, shortest / 20); // 8 kHz resolution is fine enough at any rate
        for (int lag = shortest; lag <= longest; lag += step) {
            double likeness = likeness(lag, step);
            if (likeness > bestLikeness) {
                bestLikeness = likeness;
                best = lag;
            }
        }
        return best;
    }

    private double likeness(int lag, int step) {
        double product = 0;
        double energy = 1;
        for (int i = history.length - match; i < history.length; i += step) {
            product += (double) history[i] * history[i - lag];
            energy += (double) history[i - lag] * history[i - lag];
        }
        return product <= 0 ? 0 : product * product / energy;
    }
}
