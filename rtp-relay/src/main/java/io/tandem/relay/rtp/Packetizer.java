package io.tandem.relay.rtp;

import java.util.Arrays;

import io.tandem.audio.Resampler;
import io.tandem.codec.AudioEncoder;
import io.tandem.relay.codec.OutputFormat;
import org.jspecify.annotations.Nullable;

/** Audio of any rate and block length to packets of one codec and packet time. */
public final class Packetizer {
    private final OutputFormat format;
    private final AudioEncoder encoder;
    private final @Nullable Resampler resampler;
    private final RtpWriter writer;
    private final Scratch scratch;
    private final short[] pending;
    private final int rateHz;
    private final int packetSamples;
    private final int packetTicks;
    private int held;
    private int timestamp;

    /** @param rateHz of the audio that will come */
    public Packetizer(OutputFormat format, int rateHz, RtpWriter writer, Scratch scratch) {
        this.format = format;
        this.rateHz = rateHz;
        this.writer = writer;
        this.scratch = scratch;
        this.encoder = format.codec().newEncoder(opusRate(rateHz), format.parameters());
        this.resampler = encoder.sampleRateHz() == rateHz ? null : Resampler.between(rateHz, encoder.sampleRateHz());
        this.packetSamples = encoder.sampleRateHz() * format.packetMillis() / 1000;
        this.packetTicks = format.codec().clockRateHz() * format.packetMillis() / 1000;
        this.pending = new short[packetSamples];
        this.timestamp = writer.nextTimestamp();
    }

    /** Of the audio that comes. */
    public int rateHz() {
        return rateHz;
    }

    /** The rate at which Opus costs no resampling. */
    private static int opusRate(int rateHz) {
        return rateHz <= 8000 ? 8000 : rateHz <= 16_000 ? 16_000 : 48_000;
    }

    /** Audio that began at this time of the stream. Where it does not follow what is held, silence fills up the packet before the gap. */
    public void add(short[] samples, int count, int at) {
        int expected = timestamp + (int) ((long) held * packetTicks / packetSamples);
        int gap = at - expected;
        if (gap > packetTicks / 2 || gap < -packetTicks) {
            pad();
            timestamp = gap > 0 ? at : writer.nextTimestamp();
            if (gap > packetTicks) writer.mark();
        }
        append(samples, count);
    }

    /** Audio that follows. */
    public void append(short[] samples, int count) {
        short[] audio = samples;
        int length = count;
        if (resampler != null) {
            length = resampler.resample(samples, count, scratch.resampled);
            audio = scratch.resampled;
        }
        int used = 0;
        while (used < length) {
            int part = Math.min(length - used, packetSamples - held);
            System.arraycopy(audio, used, pending, held, part);
            held += part;
            used += part;
            if (held == packetSamples) send();
        }
    }

    /** What is held goes out, filled up with silence. */
    public void pad() {
        if (held == 0) return;
        Arrays.fill(pending, held, packetSamples, (short) 0);
        send();
    }

    private void send() {
        held = 0;
        int length = encoder.encode(pending, packetSamples, scratch.out, RtpWriter.HEADER);
        writer.write(scratch.out, length, format.payloadType(), false, timestamp, packetTicks);
        timestamp += packetTicks;
    }

    /** The stream's time after what is held. */
    public int endTimestamp() {
        return timestamp + (int) ((long) held * packetTicks / packetSamples);
    }

    /** Something else was sent meanwhile: go on behind it. */
    public void follow() {
        held = 0;
        timestamp = writer.nextTimestamp();
    }
}
