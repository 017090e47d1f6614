package io.tandem.relay.dtmf;

import io.tandem.audio.DtmfDetector;
import io.tandem.relay.codec.DirectionPlan;
import io.tandem.relay.codec.OutputFormat;
import io.tandem.relay.rtp.Packetizer;
import io.tandem.relay.rtp.RtpWriter;
import io.tandem.relay.rtp.Scratch;
import org.jspecify.annotations.Nullable;

/** Digits in decoded audio: told to a listener, made events, or hidden. */
public final class ToneRelay {
    /** Detection does not measure the level exactly enough to tell it: a usual one. */
    private static final int VOLUME = 10;

    private final Scratch scratch;
    private final EventSender sender;
    private final HiddenDigit hidden;
    private @Nullable ToneWatch watch;
    private @Nullable DtmfListener listener;
    private @Nullable OutputFormat output;
    private DtmfSecurity security = DtmfSecurity.OFF;
    private boolean hearsTones;
    private boolean sending;
    private boolean hiding;
    private int watchRateHz;

    public ToneRelay(RtpWriter writer, Scratch scratch, HiddenDigit hidden) {
        this.scratch = scratch;
        this.sender = new EventSender(writer, scratch);
        this.hidden = hidden;
    }

    public void plan(DirectionPlan plan) {
        output = plan.output().orElse(null);
        hearsTones = plan.hearsTones();
        watch = null;
        sending = false;
    }

    public void security(DtmfSecurity mode) {
        security = mode;
    }

    public void listener(@Nullable DtmfListener newListener) {
        listener = newListener;
    }

    private boolean makesEvents() {
        return output != null && output.hasEvents() && (hearsTones || security == DtmfSecurity.DTMF);
    }

    /** Looks at the samples in {@link Scratch#decoded}, and may change them.
     * @return true if events went out instead of them */
    public boolean replaces(int count, int rateHz, Packetizer packetizer, int timestamp) {
        if (listener == null && !makesEvents() && !security.hidesTones()) return false;
        ToneWatch tones = watch;
        if (tones == null || watchRateHz != rateHz) {
            tones = new ToneWatch(rateHz, scratch);
            watch = tones;
            watchRateHz = rateHz;
        }
        tones.hear(scratch.decoded, count);
        if (tones.ended() != DtmfDetector.NONE) ended(tones);
        if (security.hidesTones()) {
            hide(tones, count, rateHz);
        } else if (makesEvents() && tones.event() != DtmfDetector.NONE) {
            send(tones, packetizer, timestamp);
            return true;
        }
        return false;
    }

    private void ended(ToneWatch tones) {
        if (sending && output != null) sender.end(ticks(tones.endedMillis(), output));
        sending = false;
        if (listener != null) listener.digit(tones.ended(), tones.endedMillis(), VOLUME);
    }

    private void send(ToneWatch tones, Packetizer packetizer, int timestamp) {
        OutputFormat format = output;
        if (format == null) return;
        if (!sending) {
            packetizer.pad();
            sender.begin(format.eventType(), tones.event(), VOLUME, timestamp);
            sending = true;
        }
        sender.update(ticks(tones.millis(), format));
    }

    private static int ticks(int millis, OutputFormat format) {
        return (int) ((long) millis * format.eventClockHz() / 1000);
    }

    private void hide(ToneWatch tones, int count, int rateHz) {
        boolean now = tones.isSuspicious();
        if (now && !hiding) hidden.begin(Math.max(0, tones.event()), security);
        hiding = now;
        if (now) hidden.fill(scratch.decoded, count, rateHz, security);
    }
}
