package io.tandem.relay.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A WAV file that tracks are laid into at their time: summed on one channel, or one channel each. Recorder thread. */
final class WavTimeline {
    private static final int HEADER = 44;
    /** How late audio may be laid in. */
    private static final int WINDOW_SECONDS = 2;
    private static final int CHUNK_HEADER = 8;
    private static final long MAX_DATA = 0xFFFF_FF00L;

    private final SpoolFile file;
    private final int rateHz;
    private final int channels;
    private final int[] window;
    private final int frames;
    /** Frame number of the first frame in the window. */
    private long base;
    /** Frames that are known, from the window's first on. */
    private int known;

    WavTimeline(SpoolFile file, int rateHz, int channels) throws IOException {
        this.file = file;
        this.rateHz = rateHz;
        this.channels = channels;
        this.frames = rateHz * WINDOW_SECONDS;
        this.window = new int[frames * channels];
        writeHeader();
    }

    private void writeHeader() throws IOException {
        ByteBuffer out = file.room(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        int frameBytes = 2 * channels;
        out.put(ascii("RIFF")).putInt(HEADER - CHUNK_HEADER).put(ascii("WAVE")).put(ascii("fmt ")).putInt(16).putShort((short) 1);
        out.putShort((short) channels).putInt(rateHz).putInt(rateHz * frameBytes).putShort((short) frameBytes).putShort((short) 16);
        out.put(ascii("data")).putInt(0);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** @param position frame number; audio before the window is too late and dropped
     *  @param channel  ignored with one channel */
    void lay(int channel, long position, short[] samples, int count) throws IOException {
        if (position + count > base + frames) flushTo(position + count - frames);
        int to = channels == 1 ? 0 : channel;
        int from = (int) Math.max(0, base - position);
        for (int i = from; i < count; i++) {
            window[(int) ((position + i) % frames) * channels + to] += samples[i];
        }
        known = (int) Math.max(known, position + count - base);
    }

    /** Frames before this one are written; those never laid are silence. */
    void flushTo(long position) throws IOException {
        while (base < position) {
            ByteBuffer out = file.room(2 * channels).order(ByteOrder.LITTLE_ENDIAN);
            int at = (int) (base % frames) * channels;
            for (int channel = 0; channel < channels; channel++) {
                if (dataBytes() < MAX_DATA) out.putShort((short) Math.clamp(window[at + channel], Short.MIN_VALUE, Short.MAX_VALUE));
            }
            Arrays.fill(window, at, at + channels, 0);
            base++;
            known = Math.max(0, known - 1);
        }
    }

    private long dataBytes() {
        return base * 2 * channels;
    }

    /** Everything is written, and the header tells how much. */
    void finish() throws IOException {
        flushTo(base + known);
        long data = Math.min(dataBytes(), MAX_DATA);
        file.patch(4, little((int) (data + HEADER - CHUNK_HEADER)));
        file.patch(HEADER - 4, little((int) data));
        file.finish();
    }

    private static ByteBuffer little(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, value);
    }

    SpoolFile file() {
        return file;
    }
}
