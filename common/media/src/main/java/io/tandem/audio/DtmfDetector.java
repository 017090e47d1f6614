package io.tandem.audio;

import java.util.Arrays;

/**
 * Finds DTMF digits in audio at 8 kHz by eight Goertzel filters over blocks of 12.75 ms (limits of ITU-T Q.24): 40 ms of tone are a digit, 25 ms
 * are not. One stream.
 */
public final class DtmfDetector {
    /** What there is: no digit. */
    public static final int NONE = -1;

    /** The only rate it hears. */
    public static final int SAMPLE_RATE_HZ = 8000;

    private static final int BLOCK = 102;
    /** Weakest tone: about -32 dBm0 each. */
    private static final double MIN_AMPLITUDE = 350;
    private static final double MIN_POWER = MIN_AMPLITUDE * BLOCK / 2 * MIN_AMPLITUDE * BLOCK / 2;
    /** Row over column and column over row, at most (8 dB and 4 dB). */
    private static final double ROW_TWIST = 6.3;
    private static final double COLUMN_TWIST = 2.5;
    /** The strongest tone of a group over all others of it. */
    private static final double PROMINENCE = 6.3;
    /** Share of the block's energy that both tones must have. */
    private static final double SHARE = 0.55;
    private static final int HITS = 2;
    private static final int MISSES = 2;

    private final double[] coefficients = new double[8];
    private final double[] before = new double[8];
    private final double[] beforeThat = new double[8];
    private double energy;
    private int inBlock;
    private int candidate = NONE;
    private int hits;
    private int misses;
    private int current = NONE;

    public DtmfDetector() {
        for (int i = 0; i < 4; i++) {
            coefficients[i] = 2 * Math.cos(2 * Math.PI * DtmfTone.ROWS_HZ[i] / SAMPLE_RATE_HZ);
            coefficients[4 + i] = 2 * Math.cos(2 * Math.PI * DtmfTone.COLUMNS_HZ[i] / SAMPLE_RATE_HZ);
        }
    }

    /** Listens on.
     *  @return event 0..15 of the digit that sounds at the end of these samples, or {@link #NONE} */
    public int hear(short[] samples, int count) {
        for (int i = 0; i < count; i++) {
            take(samples[i]);
        }
        return current;
    }

    /** True if the last block heard may be the beginning of a digit: what a filter that must let no tone through goes by. */
    public boolean isSuspicious() {
        return current != NONE || candidate != NONE;
    }

    private void take(short sample) {
        for (int i = 0; i < 8; i++) {
            double now = sample + coefficients[i] * before[i] - beforeThat[i];
            beforeThat[i] = before[i];
            before[i] = now;
        }
        energy += (double) sample * sample;
        if (++inBlock == BLOCK) endBlock();
    }

    private void endBlock() {
        int event = eventOfBlock();
        Arrays.fill(before, 0);
        Arrays.fill(beforeThat, 0);
        energy = 0;
        inBlock = 0;
        hits = event != NONE && event == candidate ? hits + 1 : 1;
        candidate = event;
        if (event != NONE && hits >= HITS) {
            current = event;
        }
        misses = event == current ? 0 : misses + 1;
        if (misses >= MISSES) current = NONE;
    }

    private int eventOfBlock() {
        int row = strongest(0);
        int column = strongest(4);
        double rowPower = power(row);
        double columnPower = power(column);
        boolean digit = rowPower >= MIN_POWER && columnPower >= MIN_POWER
                && rowPower <= columnPower * ROW_TWIST && columnPower <= rowPower * COLUMN_TWIST
                && stands(row, 0) && stands(column, 4)
                && 2 * (rowPower + columnPower) >= SHARE * BLOCK * energy;
        return digit ? DtmfTone.DIGITS.indexOf(DtmfTone.KEYPAD.charAt(4 * row + column - 4)) : NONE;
    }

    private int strongest(int first) {
        int best = first;
        for (int i = first + 1; i < first + 4; i++) {
            if (power(i) > power(best)) best = i;
        }
        return best;
    }

    private boolean stands(int best, int first) {
        for (int i = first; i < first + 4; i++) {
            if (i != best && power(i) * PROMINENCE > power(best)) return false;
        }
        return true;
    }

    private double power(int filter) {
        return before[filter] * before[filter] + beforeThat[filter] * beforeThat[filter]
                - coefficients[filter] * before[filter] * beforeThat[filter];
    }
}
