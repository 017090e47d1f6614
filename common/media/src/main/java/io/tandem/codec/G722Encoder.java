package io.tandem.codec;

import static io.tandem.codec.G722Tables.saturate;

/** ITU-T G.722 at 64 kbit/s (RFC 3551 §4.5.2): two samples at 16 kHz are an octet. */
final class G722Encoder implements AudioEncoder {
    private static final int TAPS = 24;
    private static final int LEVELS = G722Tables.LOW_LEVELS.length;

    private final G722Band low = G722Band.low();
    private final G722Band high = G722Band.high();
    private final int[] history = new int[TAPS];

    @Override public int sampleRateHz() {
        return G722Decoder.SAMPLE_RATE_HZ;
    }

    @Override public int encode(short[] samples, int count, byte[] payload, int offset) {
        for (int i = 0; i < count / 2; i++) {
            payload[offset + i] = (byte) encodeOne(samples[2 * i], samples[2 * i + 1]);
        }
        return count / 2;
    }

    /** Transmit QMF (§3.1), then both bands. */
    private int encodeOne(short first, short second) {
        System.arraycopy(history, 2, history, 0, TAPS - 2);
        history[TAPS - 2] = first;
        history[TAPS - 1] = second;
        int odd = 0;
        int even = 0;
        for (int i = 0; i < TAPS / 2; i++) {
            odd += history[2 * i] * G722Tables.QMF[i];
            even += history[2 * i + 1] * G722Tables.QMF[TAPS / 2 - 1 - i];
        }
        return highCode(even - odd >> 14) << 6 | lowCode(even + odd >> 14);
    }

    private int lowCode(int sample) {
        int error = saturate(sample - low.estimate());
        int magnitude = error < 0 ? ~error : error;
        int level = 1;
        while (level < LEVELS && magnitude >= G722Tables.LOW_LEVELS[level] * low.scale() >> 12) {
            level++;
        }
        int code = error >= 0 ? 62 - level : level < 3 ? 64 - level : 34 - level;
        low.adapt(low.scale() * G722Tables.LOW_INVERSE_4[code >> 2] >> 15, G722Tables.LOW_SCALE[code >> 2]);
        return code;
    }

    private int highCode(int sample) {
        int error = saturate(sample - high.estimate());
        int magnitude = error < 0 ? ~error : error;
        boolean outer = magnitude >= G722Tables.HIGH_LEVEL * high.scale() >> 12;
        int code = error < 0 ? outer ? 0 : 1 : outer ? 2 : 3;
        high.adapt(high.scale() * G722Tables.HIGH_INVERSE[code] >> 15, G722Tables.HIGH_SCALE[code]);
        return code;
    }
}
