package io.tandem.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** RIFF/WAVE with linear 16 bit samples at 8 kHz, one channel: the one form that recordings and prompts have here. Stateless. */
public final class WavFile {
    private static final int HEADER = 44;
    private static final int CHUNK_HEADER = 8;
    private static final short LINEAR = 1;

    private WavFile() {}

    public static byte[] encode(short[] samples) {
        int size = samples.length * 2;
        ByteBuffer out = ByteBuffer.allocate(HEADER + size).order(ByteOrder.LITTLE_ENDIAN);
        out.put(ascii("RIFF")).putInt(HEADER - CHUNK_HEADER + size).put(ascii("WAVE"));
        out.put(ascii("fmt ")).putInt(16).putShort(LINEAR).putShort((short) 1);
        out.putInt(G711.CLOCK_RATE_HZ).putInt(G711.CLOCK_RATE_HZ * 2).putShort((short) 2).putShort((short) 16);
        out.put(ascii("data")).putInt(size);
        out.asShortBuffer().put(samples);
        return out.array();
    }

    /** Samples of the first data chunk; other chunks are skipped.
     * @throws IOException for anything but linear 16 bit, 8 kHz, one channel, saying what it is instead */
    public static short[] decode(byte[] file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (file.length < 12 || !chunkName(in, 0).equals("RIFF") || !chunkName(in, 8)
                .equals("WAVE")) throw new IOException("no RIFF/WAVE file");
        boolean formatSeen = false;
        for (long at = 12; at + CHUNK_HEADER <= file.length; at += CHUNK_HEADER + padded(in, (int) at)) {
            int start = (int) at + CHUNK_HEADER;
            String name = chunkName(in, (int) at);
            if (name.equals("fmt ")) {
                checkFormat(in, start);
                formatSeen = true;
            } else if (name.equals("data")) {
                if (!formatSeen) throw new IOException("WAV data before its format");
                return samples(in, start, in.getInt((int) at + 4));
            }
        }
        throw new IOException("WAV file without data");
    }

    public static short[] read(Path path) throws IOException {
        return decode(Files.readAllBytes(path));
    }

    public static void write(Path path, short[] samples) throws IOException {
        Files.write(path, encode(samples));
    }

    private static short[] samples(ByteBuffer in, int start, int declared) {
        int length = declared < 0 || declared > in.limit() - start ? in.limit() - start : declared;
        short[] samples = new short[length / 2];
        in.slice(start, length).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return samples;
    }

    private static void checkFormat(ByteBuffer in, int start) throws IOException {
        if (start + 16 > in.limit()) throw new IOException("WAV format chunk is cut off");
        int channels = in.getShort(start + 2);
        int rateHz = in.getInt(start + 4);
        int bits = in.getShort(start + 14);
        if (in.getShort(start) != LINEAR || channels != 1 || rateHz != G711.CLOCK_RATE_HZ || bits != 16) {
            throw new IOException("WAV of format %d, %d channels, %d Hz, %d bit; only linear, 1 channel, 8000 Hz, 16 bit is read"
                    .formatted(in.getShort(start), channels, rateHz, bits));
        }
    }

    private static long padded(ByteBuffer in, int at) {
        long size = in.getInt(at + 4) & 0xFFFF_FFFFL;
        return size + (size & 1);
    }

    private static String chunkName(ByteBuffer in, int at) {
        byte[] name = new byte[4];
        in.get(at, name);
        return new String(name, StandardCharsets.US_ASCII);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
