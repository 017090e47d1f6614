package io.tandem.relay.dtmf;

import io.tandem.audio.DtmfDetector;
import io.tandem.audio.Resampler;
import io.tandem.relay.rtp.Scratch;
import org.jspecify.annotations.Nullable;

/** Looks for DTMF in audio of any rate and measures how long a digit sounds. */
public final class ToneWatch {
    private final DtmfDetector detector = new DtmfDetector();
    private final @Nullable Resampler resampler;
    private final int rateHz;
    private final Scratch scratch;
    private int event = DtmfDetector.NONE;
    private int ended = DtmfDetector.NONE;
    private int samples;
    private int endedMillis;

    public ToneWatch(int rateHz, Scratch scratch) {
        this.rateHz = rateHz;
        this.scratch = scratch;
        this.resampler = rateHz == DtmfDetector.SAMPLE_RATE_HZ ? null : Resampler.between(rateHz, DtmfDetector.SAMPLE_RATE_HZ);
    }

    public void hear(short[] audio, int count) {
        int now;
        if (resampler == null) {
            now = detector.hear(audio, count);
        } else {
            now = detector.hear(scratch.resampled, resampler.resample(audio, count, scratch.resampled));
        }
        ended = DtmfDetector.NONE;
        if (now != event) {
            ended = event;
            endedMillis = millis();
            event = now;
            samples = 0;
        }
        if (event != DtmfDetector.NONE) samples += count;
    }

    /** The digit that sounds, or {@link DtmfDetector#NONE}. */
    public int event() {
        return event;
    }

    /** The digit that ended within the last block. */
    public int ended() {
        return ended;
    }

    public int endedMillis() {
        return endedMillis;
    }

    /** Of the digit that sounds. */
    public int millis() {
        return (int) (samples * 1000L / rateHz);
    }

    /** A digit sounds or may be beginning. */
    public boolean isSuspicious() {
        return detector.isSuspicious();
    }
}
