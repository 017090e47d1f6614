package io.tandem.audio;

/** The pair of sine waves that is a DTMF digit (ITU-T Q.23), added to nothing: it replaces the audio. One stream. */
public final class DtmfTone {
    /** Digits by event number (RFC 4733 §3.2). */
    public static final String DIGITS = "0123456789*#ABCD";

    static final double[] ROWS_HZ = {697, 770, 852, 941};
    static final double[] COLUMNS_HZ = {1209, 1336, 1477, 1633};
    /** Digits as they stand on a telephone, row by row. */
    static final String KEYPAD = "123A456B789C*0#D";
    /** Peak of a sine wave of 0 dBm0 (ITU-T G.711: the overload point is +3.14 dBm0). */
    private static final double PEAK_0_DBM0 = 32_768 * Math.pow(10, -3.14 / 20);

    private final double rowStep;
    private final double columnStep;
    private final double amplitude;
    private double row;
    private double column;

    /** @param event  0..15
     *  @param volume of each of the two tones together, -dBm0, 0..63 */
    public DtmfTone(int event, int volume, int sampleRateHz) {
        if (event < 0 || event >= DIGITS.length()) throw new IllegalArgumentException("event " + event + " is no DTMF digit, 0..15");
        int key = KEYPAD.indexOf(DIGITS.charAt(event));
        rowStep = 2 * Math.PI * ROWS_HZ[key / 4] / sampleRateHz;
        columnStep = 2 * Math.PI * COLUMNS_HZ[key % 4] / sampleRateHz;
        amplitude = PEAK_0_DBM0 * Math.pow(10, -Math.clamp(volume, 0, 63) / 20.0) / Math.sqrt(2);
    }

    /** The next samples. */
    public void generate(short[] samples, int offset, int count) {
        for (int i = 0; i < count; i++) {
            double value = amplitude * (Math.sin(row) + Math.sin(column));
            samples[offset + i] = (short) Math.clamp(Math.round(value), Short.MIN_VALUE, Short.MAX_VALUE);
            row = (row + rowStep) % (2 * Math.PI);
            column = (column + columnStep) % (2 * Math.PI);
        }
    }
}
