package io.tandem.relay.transcode;

import java.util.Arrays;

import io.tandem.audio.DtmfTone;
import io.tandem.relay.codec.OutputFormat;
import io.tandem.relay.dtmf.EventSender;
import io.tandem.relay.rtp.Packetizer;
import io.tandem.relay.rtp.RtpWriter;
import io.tandem.relay.rtp.Scratch;
import org.jspecify.annotations.Nullable;

/** Plays sources and digits by the clock. */
final class Playback {
    private static final long NANOS_PER_MILLI = 1_000_000L;
    /** After a longer standstill of the media loop what was missed is not sent in a burst. */
    private static final int MAX_CATCH_UP = 5;
    private static final Runnable NOTHING = () -> {};

    private final RtpWriter writer;
    private final Scratch scratch;
    private final EventSender events;
    private @Nullable AudioSource source;
    private @Nullable Packetizer packetizer;
    private Runnable ended = NOTHING;
    private long nextNanos;
    private long stepNanos;
    private boolean digit;
    private int eventClockHz;
    private int codecClockHz;
    private int eventMillis;
    private int pauseMillis;
    private int sentMillis;

    Playback(RtpWriter writer, Scratch scratch) {
        this.writer = writer;
        this.scratch = scratch;
        this.events = new EventSender(writer, scratch);
    }

    boolean isPlaying() {
        return source != null || digit;
    }

    void play(AudioSource newSource, OutputFormat format, Runnable whenEnded, long nowNanos) {
        Packetizer made = new Packetizer(format, newSource.sampleRateHz(), writer, scratch); // may refuse the rate: before anything changes
        stop();
        made.follow();
        source = newSource;
        ended = whenEnded;
        packetizer = made;
        begin(format.packetMillis(), nowNanos);
    }

    void digit(int event, int millis, int volume, int pause, OutputFormat format, long nowNanos) {
        if (!format.hasEvents()) {
            play(new ToneSource(event, volume, millis, pause, format.codec().sampleRateHz()), format, NOTHING, nowNanos);
            return;
        }
        stop();
        digit = true;
        eventClockHz = format.eventClockHz();
        codecClockHz = format.codec().clockRateHz();
        eventMillis = millis;
        pauseMillis = pause;
        sentMillis = 0;
        events.begin(format.eventType(), event, volume, writer.nextTimestamp());
        begin(format.packetMillis(), nowNanos);
    }

    private void begin(int packetMillis, long nowNanos) {
        writer.mark();
        stepNanos = packetMillis * NANOS_PER_MILLI;
        nextNanos = nowNanos;
    }

    void stop() {
        source = null;
        packetizer = null;
        if (digit) endDigit();
        digit = false;
        ended = NOTHING;
    }

    void tick(long nowNanos) {
        if (nowNanos - nextNanos > MAX_CATCH_UP * stepNanos) nextNanos = nowNanos;
        while (isPlaying() && nowNanos - nextNanos >= 0) {
            nextNanos += stepNanos;
            if (digit) {
                stepDigit();
            } else {
                stepAudio();
            }
        }
    }

    private void stepAudio() {
        AudioSource from = source;
        Packetizer to = packetizer;
        if (from == null || to == null) return;
        int wanted = (int) (from.sampleRateHz() * stepNanos / (1000 * NANOS_PER_MILLI));
        int count = from.read(scratch.decoded, wanted);
        to.append(scratch.decoded, count);
        if (count == wanted) return;
        to.pad();
        Runnable whenEnded = ended;
        stop();
        whenEnded.run();
    }

    private void stepDigit() {
        sentMillis += (int) (stepNanos / NANOS_PER_MILLI);
        if (sentMillis < eventMillis) {
            events.update(ticks(sentMillis, eventClockHz));
        } else if (eventMillis > 0) {
            endDigit();
        } else if (sentMillis >= pauseMillis) {
            digit = false;
        }
    }

    /** The event is over; its pause goes on. */
    private void endDigit() {
        if (eventMillis == 0) return;
        int millis = Math.min(sentMillis, eventMillis);
        events.end(ticks(millis, eventClockHz));
        writer.skip(ticks(millis, codecClockHz));
        eventMillis = 0;
        sentMillis = 0;
    }

    private static int ticks(int millis, int clockHz) {
        return (int) ((long) millis * clockHz / 1000);
    }

    /** A digit as tones, then its pause. */
    private static final class ToneSource implements AudioSource {
        private final DtmfTone tone;
        private final int rateHz;
        private int toneLeft;
        private int pauseLeft;

        ToneSource(int event, int volume, int millis, int pauseMillis, int rateHz) {
            this.tone = new DtmfTone(event, volume, rateHz);
            this.rateHz = rateHz;
            this.toneLeft = ticks(millis, rateHz);
            this.pauseLeft = ticks(pauseMillis, rateHz);
        }

        @Override public int sampleRateHz() {
            return rateHz;
        }

        @Override public int read(short[] samples, int count) {
            int tones = Math.min(count, toneLeft);
            tone.generate(samples, 0, tones);
            int silent = Math.min(count - tones, pauseLeft);
            Arrays.fill(samples, tones, tones + silent, (short) 0);
            toneLeft -= tones;
            pauseLeft -= silent;
            return tones + silent;
        }
    }
}
