package io.tandem.relay.player;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Set;

import io.tandem.codec.G711;

/** Reads RIFF/WAVE: linear 8 or 16 bit or G.711, one or two channels, 8 to 48 kHz. Pure. */
final class WavClip {
    private static final int CHUNK_HEADER = 8;
    private static final int FORMAT_BYTES = 16;
    private static final Set<Integer> RATES_HZ = Set.of(8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000);
    private static final int LINEAR = 1;
    private static final int A_LAW = 6;
    private static final int MU_LAW = 7;

    private record Format(int encoding, int channels, int rateHz, int bits) {
        int frameBytes() {
            return channels * bits / 8;
        }
    }

    private WavClip() {}

    static Clip read(String name, byte[] file) throws UnusableClipException {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (file.length < 12 || !word(in, 0).equals("RIFF") || !word(in, 8).equals("WAVE")) throw bad(name, "is no RIFF/WAVE file");
        Format format = null;
        long size;
        for (long at = 12; at + CHUNK_HEADER <= file.length; at += CHUNK_HEADER + size + (size & 1)) {
            int start = (int) at + CHUNK_HEADER;
            size = in.getInt((int) at + 4) & 0xFFFF_FFFFL;
            String chunk = word(in, (int) at);
            if (chunk.equals("fmt ")) {
                format = format(name, in, start);
            } else if (chunk.equals("data")) {
                if (format == null) throw bad(name, "has its data before its format");
                return samples(in.slice(start, (int) Math.min(size, file.length - start)).order(ByteOrder.LITTLE_ENDIAN), format);
            }
        }
        throw bad(name, "has no data");
    }

    private static Format format(String name, ByteBuffer in, int start) throws UnusableClipException {
        if (start + FORMAT_BYTES > in.limit()) throw bad(name, "is cut off in its format");
        Format format = new Format(in.getShort(start) & 0xFFFF, in.getShort(start + 2), in.getInt(start + 4), in.getShort(start + 14));
        boolean linear = format.encoding == LINEAR && (format.bits == 8 || format.bits == 16);
        boolean companded = (format.encoding == A_LAW || format.encoding == MU_LAW) && format.bits == 8;
        boolean shape = (format.channels == 1 || format.channels == 2) && RATES_HZ.contains(format.rateHz);
        if (!shape || !linear && !companded) {
            throw bad(name, ("has format %d, %d channels, %d Hz, %d bit; played are linear 8 or 16 bit and G.711, 1 or 2 channels, "
                    + "8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100 or 48000 Hz")
                    .formatted(format.encoding, format.channels, format.rateHz, format.bits));
        }
        return format;
    }

    private static Clip samples(ByteBuffer data, Format format) {
        short[] samples = new short[data.limit() / format.frameBytes()];
        for (int i = 0; i < samples.length; i++) {
            int sum = 0;
            for (int channel = 0; channel < format.channels; channel++) {
                sum += sample(data, i * format.frameBytes() + channel * format.bits / 8, format);
            }
            samples[i] = (short) (sum / format.channels);
        }
        return new Clip(samples, format.rateHz);
    }

    private static int sample(ByteBuffer data, int at, Format format) {
        return switch (format.encoding) {
            case A_LAW -> G711.PCMA.decode(data.get(at));
            case MU_LAW -> G711.PCMU.decode(data.get(at));
            default -> format.bits == 16 ? data.getShort(at) : (data.get(at) & 0xFF) - 128 << 8;
        };
    }

    private static String word(ByteBuffer in, int at) {
        byte[] name = new byte[4];
        in.get(at, name);
        return new String(name, StandardCharsets.US_ASCII);
    }

    private static UnusableClipException bad(String name, String why) {
        return new UnusableClipException(name + " " + why);
    }
}
