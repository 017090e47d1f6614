package io.tandem.codec;

import io.tandem.audio.Concealment;

import static io.tandem.codec.G722Tables.saturate;

/** ITU-T G.722 at 64 kbit/s, mode 1 (RFC 3551 §4.5.2): an octet is two samples at 16 kHz. */
final class G722Decoder implements AudioDecoder {
    static final int SAMPLE_RATE_HZ = 16_000;
    private static final int TAPS = 24;
    private static final int MAX_BAND = 16_383;

    private final G722Band low = G722Band.low();
    private final G722Band high = G722Band.high();
    private final int[] history = new int[TAPS];
    private final Concealment concealment = new Concealment(SAMPLE_RATE_HZ);

    @Override public int sampleRateHz() {
        return SAMPLE_RATE_HZ;
    }

    @Override public int decode(byte[] payload, int offset, int length, short[] samples) {
        if (length == 0 || 2 * length > MAX_SAMPLES) return -1;
        for (int i = 0; i < length; i++) {
            decodeOne(payload[offset + i] & 0xFF, samples, 2 * i);
        }
        concealment.heard(samples, 2 * length);
        return 2 * length;
    }

    private void decodeOne(int code, short[] samples, int at) {
        int lowCode = code & 0x3F;
        int highCode = code >> 6;
        int lowDifference = low.scale() * G722Tables.LOW_INVERSE_6[lowCode] >> 15;
        int lowSample = Math.clamp(low.estimate() + lowDifference, -MAX_BAND - 1, MAX_BAND);
        low.adapt(low.scale() * G722Tables.LOW_INVERSE_4[lowCode >> 2] >> 15, G722Tables.LOW_SCALE[lowCode >> 2]);
        int highDifference = high.scale() * G722Tables.HIGH_INVERSE[highCode] >> 15;
        int highSample = Math.clamp(high.estimate() + highDifference, -MAX_BAND - 1, MAX_BAND);
        high.adapt(highDifference, G722Tables.HIGH_SCALE[highCode]);
        join(lowSample, highSample, samples, at);
    }

    /** Receive QMF (§4.4). */
    private void join(int lowSample, int highSample, short[] samples, int at) {
        System.arraycopy(history, 2, history, 0, TAPS - 2);
        history[TAPS - 2] = lowSample + highSample;
        history[TAPS - 1] = lowSample - highSample;
        int first = 0;
        int second = 0;
        for (int i = 0; i < TAPS / 2; i++) {
            second += history[2 * i] * G722Tables.QMF[i];
            first += history[2 * i + 1] * G722Tables.QMF[TAPS / 2 - 1 - i];
        }
        samples[at] = (short) saturate(first >> 11);
        samples[at + 1] = (short) saturate(second >> 11);
    }

    @Override public void conceal(short[] samples, int count) {
        concealment.fill(samples, count);
    }
}
