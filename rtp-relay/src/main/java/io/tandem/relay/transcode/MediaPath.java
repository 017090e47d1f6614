package io.tandem.relay.transcode;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.random.RandomGenerator;

import io.tandem.relay.codec.DirectionPlan;
import io.tandem.relay.codec.OutputFormat;
import io.tandem.relay.codec.Treatment;
import io.tandem.relay.dtmf.DigitObserver;
import io.tandem.relay.dtmf.DtmfListener;
import io.tandem.relay.dtmf.DtmfSecurity;
import io.tandem.relay.rtp.JitterBuffer;
import io.tandem.relay.rtp.PacketSink;
import io.tandem.relay.rtp.RtpFields;
import io.tandem.relay.rtp.RtpWriter;
import io.tandem.relay.rtp.Scratch;
import org.jspecify.annotations.Nullable;

/**
 * What one party sends on its way to the other: looked at, translated, replaced or held back. Media loop only.
 *
 * <p>What the relay makes itself goes out as a stream of its own with one SSRC; a packet that passes untouched keeps its sender's.
 */
public final class MediaPath {
    private static final int TREATMENTS = 128;

    private final Scratch scratch;
    private final RtpFields fields = new RtpFields();
    private final RtpWriter writer;
    private final Translator translator;
    private final JitterBuffer jitter;
    private final Playback playback;
    private final ArrayDeque<Digit> digits = new ArrayDeque<>();
    private final Treatment[] treatments = new Treatment[TREATMENTS];
    private final DigitObserver observer = new DigitObserver();
    private Optional<OutputFormat> output = Optional.empty();
    private @Nullable PacketTap tap;
    private boolean transparent = true;
    private boolean started;
    private int ssrc;
    private long malformed;

    /** A digit to be sent. @param volume -dBm0 */
    private record Digit(int event, int millis, int volume, int pauseMillis) {}

    /** @param jitterPackets packets that may wait for one before them, 0..15 */
    public MediaPath(PacketSink sink, Scratch scratch, RandomGenerator random, int jitterPackets) {
        this.scratch = scratch;
        this.writer = new RtpWriter(sink, random.nextInt(), random.nextInt(), random.nextInt());
        this.jitter = new JitterBuffer(jitterPackets);
        this.translator = new Translator(writer, scratch, random);
        this.playback = new Playback(writer, scratch);
        plan(DirectionPlan.UNTOUCHED);
    }

    /** What the last offer and answer agreed on. The streams go on without a jump. */
    public void plan(DirectionPlan plan) {
        jitter.flush(translator); // by the old plan
        for (int type = 0; type < TREATMENTS; type++) {
            treatments[type] = plan.byPayloadType().get(type);
        }
        transparent = plan.isTransparent();
        output = plan.output();
        translator.plan(plan, treatments);
    }

    /** A packet of the party.
     * @param length octets in {@link #room}
     * @return false if it shall go on as it is */
    public boolean take(int length, long nowNanos) {
        byte[] data = scratch.in;
        if (!fields.read(data, length)) {
            malformed++;
            return !transparent;
        }
        if (tap != null) tap.packet(data, length, nowNanos);
        observe(data);
        if (playback.isPlaying()) return true;
        if (transparent && !translator.alters()) return false;
        if (started && fields.ssrc != ssrc) {
            jitter.restart(translator);
            translator.restart();
        }
        started = true;
        ssrc = fields.ssrc;
        jitter.put(data, length, fields.sequence, translator);
        return true;
    }

    /** Where a packet is put before {@link #take}; packets of more than {@link Scratch#MAX_PACKET} octets do not fit. */
    public byte[] room() {
        return scratch.in;
    }

    private void observe(byte[] data) {
        Treatment treatment = treatments[fields.payloadType];
        int clock = treatment instanceof Treatment.Event event ? event.clockRateHz()
                : treatment instanceof Treatment.Pass pass && pass.event() ? pass.clockRateHz() : 0;
        if (clock != 0) observer.packet(data, fields, clock);
    }

    /** Packets need not come here at all. */
    public boolean isIdle() {
        return transparent && tap == null && !observer.isListening() && !playback.isPlaying() && !translator.alters();
    }

    /** What the receiver gets in place of digits. */
    public void security(DtmfSecurity mode) {
        translator.security(mode);
    }

    /** Null for nobody. */
    public void tap(@Nullable PacketTap listener) {
        tap = listener;
    }

    /** Hears of digits; null for nobody. Tones are found only where audio is decoded. */
    public void listener(@Nullable DtmfListener listener) {
        observer.listener(listener);
        translator.listener(listener);
    }

    /** True if the relay can make audio that the receiver understands. */
    public boolean canPlay() {
        return output.isPresent();
    }

    /** Plays to the receiver instead of what the party sends; ends what was played before.
     * @param ended run once when the source has no more
     * @throws IllegalStateException if {@link #canPlay} is false */
    public void play(AudioSource source, Runnable ended, long nowNanos) {
        OutputFormat format = output.orElseThrow(() -> new IllegalStateException("the receiver has no codec that is spoken here"));
        translator.pause();
        playback.play(source, format, ended, nowNanos);
    }

    public void stopPlaying() {
        if (!playback.isPlaying()) return;
        playback.stop();
        digits.clear(); // they would come out before the next one, whenever that is
        translator.resume();
    }

    /** Sends a digit, after those that wait: as event, or as tones if the receiver has none.
     * @param event 0..15 */
    public void sendDigit(int event, int millis, int volume, int pauseMillis, long nowNanos) {
        digits.add(new Digit(event, millis, volume, pauseMillis));
        if (!playback.isPlaying()) nextDigit(nowNanos);
    }

    private void nextDigit(long nowNanos) {
        Digit digit = digits.poll();
        if (digit == null || output.isEmpty()) return;
        translator.pause();
        playback.digit(digit.event, digit.millis, digit.volume, digit.pauseMillis, output.get(), nowNanos);
    }

    /** Something is being sent that needs {@link #tick}. */
    public boolean isPlaying() {
        return playback.isPlaying();
    }

    /** To be called every 10 to 20 ms while {@link #isPlaying}. */
    public void tick(long nowNanos) {
        if (!playback.isPlaying()) return;
        playback.tick(nowNanos);
        if (!playback.isPlaying()) nextDigit(nowNanos);
        if (!playback.isPlaying()) translator.resume();
    }

    /** The stream that the relay makes here; empty if it has made none. */
    public Optional<RtpWriter.State> stream() {
        return Optional.of(writer.state()).filter(state -> state.packets() > 0);
    }

    /** Goes on with the stream of another relay: see {@link RtpWriter#resume}. */
    public void resume(RtpWriter.State state, int ahead, int ticks) {
        writer.resume(state, ahead, ticks);
    }

    /** What happened to the packets. */
    public PathFigures figures() {
        return new PathFigures(writer.packets(), jitter.lost(), jitter.late(), malformed, translator.undecodable());
    }
}
