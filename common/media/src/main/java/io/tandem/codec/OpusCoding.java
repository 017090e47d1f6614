package io.tandem.codec;

import java.util.Arrays;
import java.util.Locale;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import org.jspecify.annotations.Nullable;

/** Opus (RFC 6716, RFC 7587) by the Concentus library, always one channel inside. */
final class OpusCoding {
    /** Effort 0-10: above 5 speech gains nothing that a phone call lets one hear. */
    private static final int COMPLEXITY = 5;
    private static final int MIN_BITRATE = 6000;
    private static final int MAX_BITRATE = 510_000;
    /** Bits a second that speech needs, by sample rate (RFC 7587 §3.1.1). */
    private static final int NARROW_BITRATE = 14_000;
    private static final int WIDE_BITRATE = 24_000;
    private static final int FULL_BITRATE = 32_000;

    private OpusCoding() {}

    /** Always at 48 kHz: at other rates version 1.0.2 makes silence of hybrid packets (RFC 6716 §3.1, configurations 12 to 15). */
    static final class Decoder implements AudioDecoder {
        private static final int RATE_HZ = 48_000;
        private static final int MAX_FRAME = RATE_HZ / 1000 * 120;

        private final OpusDecoder decoder;

        Decoder() {
            try {
                this.decoder = new OpusDecoder(RATE_HZ, 1);
            } catch (OpusException e) {
                throw new IllegalStateException("Opus decoder at " + RATE_HZ + " Hz", e);
            }
        }

        @Override public int sampleRateHz() {
            return RATE_HZ;
        }

        @Override public int decode(byte[] payload, int offset, int length, short[] samples) {
            return length == 0 ? -1 : decode(payload, offset, length, samples, MAX_FRAME);
        }

        /** The library indexes by what a packet says of itself: a hostile one ends in an exception of any kind, and the stream restarts. */
        private int decode(byte @Nullable [] payload, int offset, int length, short[] samples, int room) {
            try {
                return decoder.decode(payload, offset, length, samples, 0, room, false);
            } catch (OpusException | RuntimeException | AssertionError e) {
                decoder.resetState();
                return -1;
            }
        }

        @Override public void conceal(short[] samples, int count) {
            int made = decode(null, 0, 0, samples, count);
            Arrays.fill(samples, Math.max(0, made), count, (short) 0);
        }
    }

    /** Takes any of the codec's rates. */
    static final class Encoder implements AudioEncoder {
        private final int rateHz;
        private final OpusEncoder encoder;

        /** @param parameters {@code maxaveragebitrate}, {@code useinbandfec}, {@code usedtx} and {@code cbr} are followed (RFC 7587 §6.1) */
        Encoder(int rateHz, String parameters) {
            this.rateHz = rateHz;
            try {
                this.encoder = new OpusEncoder(rateHz, 1, OpusApplication.OPUS_APPLICATION_VOIP);
            } catch (OpusException e) {
                throw new IllegalArgumentException("Opus at " + rateHz + " Hz", e);
            }
            int wanted = rateHz == 8000 ? NARROW_BITRATE : rateHz == 16_000 ? WIDE_BITRATE : FULL_BITRATE;
            encoder.setBitrate(Math.clamp(Math.min(wanted, number(parameters, "maxaveragebitrate", wanted)), MIN_BITRATE, MAX_BITRATE));
            encoder.setComplexity(COMPLEXITY);
            encoder.setUseInbandFEC(number(parameters, "useinbandfec", 0) == 1);
            encoder.setUseDTX(number(parameters, "usedtx", 0) == 1);
            encoder.setUseVBR(number(parameters, "cbr", 0) != 1);
        }

        private static int number(String parameters, String name, int missing) {
            for (String parameter : parameters.toLowerCase(Locale.ROOT).split(";")) {
                String[] pair = parameter.strip().split("=", 2);
                if (pair.length == 2 && pair[0].strip().equals(name) && pair[1].strip().matches("[0-9]{1,7}")) {
                    return Integer.parseInt(pair[1].strip());
                }
            }
            return missing;
        }

        @Override public int sampleRateHz() {
            return rateHz;
        }

        @Override public int encode(short[] samples, int count, byte[] payload, int offset) {
            try {
                return encoder.encode(samples, 0, count, payload, offset, MAX_PAYLOAD);
            } catch (OpusException e) {
                throw new IllegalArgumentException("Opus frame of " + count + " samples at " + rateHz + " Hz", e);
            }
        }
    }
}
