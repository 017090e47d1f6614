package io.tandem.codec;

import io.tandem.audio.Concealment;

/** Codecs that keep no state from sample to sample: G.711 and L16 (RFC 3551 §4.5.11, §4.5.14). */
final class LinearCoding {
    private LinearCoding() {}

    /** G.711 with concealment. */
    static final class G711Decoder implements AudioDecoder {
        private final G711 law;
        private final Concealment concealment = new Concealment(G711.CLOCK_RATE_HZ);

        G711Decoder(G711 law) {
            this.law = law;
        }

        @Override public int sampleRateHz() {
            return G711.CLOCK_RATE_HZ;
        }

        @Override public int decode(byte[] payload, int offset, int length, short[] samples) {
            if (length == 0 || length > MAX_SAMPLES) return -1;
            for (int i = 0; i < length; i++) {
                samples[i] = law.decode(payload[offset + i]);
            }
            concealment.heard(samples, length);
            return length;
        }

        @Override public void conceal(short[] samples, int count) {
            concealment.fill(samples, count);
        }
    }

    /** G.711. */
    record G711Encoder(G711 law) implements AudioEncoder {
        @Override public int sampleRateHz() {
            return G711.CLOCK_RATE_HZ;
        }

        @Override public int encode(short[] samples, int count, byte[] payload, int offset) {
            for (int i = 0; i < count; i++) {
                payload[offset + i] = law.encode(samples[i]);
            }
            return count;
        }
    }

    /** Samples in network order; several channels are averaged. */
    static final class L16Decoder implements AudioDecoder {
        private final int rateHz;
        private final int channels;
        private final Concealment concealment;

        L16Decoder(int rateHz, int channels) {
            this.rateHz = rateHz;
            this.channels = channels;
            this.concealment = new Concealment(rateHz);
        }

        @Override public int sampleRateHz() {
            return rateHz;
        }

        @Override public int decode(byte[] payload, int offset, int length, short[] samples) {
            int count = length / (2 * channels);
            if (count == 0 || count > MAX_SAMPLES || count * 2 * channels != length) return -1;
            int at = offset;
            for (int i = 0; i < count; i++) {
                int sum = 0;
                for (int channel = 0; channel < channels; channel++) {
                    sum += payload[at] << 8 | payload[at + 1] & 0xFF;
                    at += 2;
                }
                samples[i] = (short) (sum / channels);
            }
            concealment.heard(samples, count);
            return count;
        }

        @Override public void conceal(short[] samples, int count) {
            concealment.fill(samples, count);
        }
    }

    /** Samples in network order, the same on every channel. */
    record L16Encoder(int rateHz, int channels) implements AudioEncoder {
        @Override public int sampleRateHz() {
            return rateHz;
        }

        @Override public int encode(short[] samples, int count, byte[] payload, int offset) {
            int at = offset;
            for (int i = 0; i < count; i++) {
                for (int channel = 0; channel < channels; channel++) {
                    payload[at++] = (byte) (samples[i] >> 8);
                    payload[at++] = (byte) samples[i];
                }
            }
            return at - offset;
        }
    }
}
