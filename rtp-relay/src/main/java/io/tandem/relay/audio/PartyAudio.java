package io.tandem.relay.audio;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import io.tandem.relay.codec.DirectionPlan;
import io.tandem.relay.os.Memory;
import io.tandem.relay.pipeline.LoopSender;
import io.tandem.relay.pipeline.MediaLoop;
import io.tandem.relay.pipeline.Packet;
import io.tandem.relay.pipeline.PacketProcessor;
import io.tandem.relay.pipeline.PortKind;
import io.tandem.relay.pipeline.RelaySocket;
import io.tandem.relay.player.ClipSource;
import io.tandem.relay.rtp.PacketSink;
import io.tandem.relay.rtp.RtpWriter;
import io.tandem.relay.rtp.Scratch;
import io.tandem.relay.stream.Leg;
import io.tandem.relay.transcode.MediaPath;
import org.jspecify.annotations.Nullable;

/** What one party says, on its way to the other: a media path that stands in the way only while it has something to do. */
public final class PartyAudio implements PacketProcessor, PacketSink {
    private static final int REORDERED_PACKETS = 3;
    private static final long TICK_NANOS = 20_000_000L;
    private static final int CLOCK_RATE_HZ = 8000;
    /** More than a relay sends between two times that it tells its state, less than receivers take for a new stream (RFC 3550 A.1). */
    private static final int PACKETS_AHEAD = 500;
    private static final int SECONDS_AHEAD = 2;
    private static final RandomGenerator RANDOM = new SecureRandom();

    private final Leg from;
    private final Leg to;
    private final MediaLoop loop;
    /** Control thread's copy of what was agreed. */
    private DirectionPlan plan = DirectionPlan.UNTOUCHED;
    private int reorderedPackets = REORDERED_PACKETS;
    private int orders;
    /** Media loop; made when there is something to do. */
    private @Nullable MediaPath path;
    private boolean ticking;
    private volatile boolean transcoding;

    PartyAudio(Leg from, Leg to) {
        this.from = from;
        this.to = to;
        this.loop = from.loop();
    }

    /** What offer and answer agreed on. Control thread. */
    void plan(DirectionPlan agreed, boolean reorders) {
        plan = agreed;
        reorderedPackets = reorders ? REORDERED_PACKETS : 0;
        transcoding = agreed.transcodes();
        loop.execute(() -> {
            if (path != null || !agreed.isTransparent()) change(current -> current.plan(agreed));
        });
    }

    /** What was agreed. Control thread. */
    public DirectionPlan plan() {
        return plan;
    }

    /** Any thread. */
    public boolean isTranscoding() {
        return transcoding;
    }

    /** Plays this, whatever played before. Control thread. */
    public void play(ClipSource sound) {
        orders++;
        execute(path -> path.play(sound, () -> {}, nanoTime()));
    }

    /** Control thread. */
    public void stopPlaying() {
        orders++;
        execute(MediaPath::stopPlaying);
    }

    /** Control thread. @param event of RFC 4733, 0-15
     * @param volume below 0 dBm0 */
    public void sendDigit(int event, int millis, int volume, int pauseMillis) {
        orders++;
        execute(path -> path.sendDigit(event, millis, volume, pauseMillis, nanoTime()));
    }

    /** How often it was told to play, to stop or to send a digit. Control thread. */
    public int orders() {
        return orders;
    }

    /** Changes the path, and puts it in the way or out of it. Any thread. @param change run on the media loop */
    public void execute(Consumer<MediaPath> change) {
        DirectionPlan agreed = plan;
        loop.execute(() -> {
            if (path == null) change(current -> current.plan(agreed));
            change(change);
        });
    }

    private void change(Consumer<MediaPath> change) {
        MediaPath current = path;
        if (current == null) {
            current = new MediaPath(this, loop.shared(Scratch.class, Scratch::new), RANDOM, reorderedPackets);
            path = current;
        }
        change.accept(current);
        install(current);
        if (current.isPlaying() && !ticking) tick(current);
    }

    private void install(MediaPath current) {
        from.rtp().processors().transform(current.isIdle() ? null : this);
    }

    private void tick(MediaPath current) {
        ticking = true;
        current.tick(loop.nanoTime());
        install(current);
        ticking = current.isPlaying();
        if (ticking) loop.schedule(loop.nanoTime() + TICK_NANOS, () -> tick(current));
    }

    /** The stream ends. Control thread. */
    void close() {
        loop.execute(() -> {
            if (path != null) path.stopPlaying();
            from.rtp().processors().transform(null);
        });
    }

    @Override
    public boolean process(Packet packet, RelaySocket port) {
        MediaPath current = path;
        if (current == null || packet.isControl() || port.kind() == PortKind.DATAGRAM || packet.length() > Scratch.MAX_PACKET) return true;
        MemorySegment.copy(Memory.ALL, ValueLayout.JAVA_BYTE, packet.address(), current.room(), 0, packet.length());
        return !current.take(packet.length(), packet.nowNanos());
    }

    @Override
    public void send(byte[] packet, int length) {
        LoopSender sender = loop.sender();
        MemorySegment.copy(packet, 0, Memory.ALL, ValueLayout.JAVA_BYTE, sender.buffer(), length);
        sender.send(to.rtp(), length, false);
    }

    /** The stream that the relay makes of what the party says; empty if it makes none. Media loop. */
    public Optional<RtpWriter.State> stream() {
        return Optional.ofNullable(path).flatMap(MediaPath::stream);
    }

    /** Goes on with the stream of another relay, a little ahead of what that has told: what it sent after must not come again. Media loop. */
    public void resume(RtpWriter.State state) {
        int clockRateHz = plan.output().map(format -> format.codec().clockRateHz()).orElse(CLOCK_RATE_HZ);
        change(current -> current.resume(state, PACKETS_AHEAD, SECONDS_AHEAD * clockRateHz));
    }

    /** Leg of the party that speaks. */
    public Leg from() {
        return from;
    }

    /** Monotonic time as the media loop sees it. Any thread. */
    public long nanoTime() {
        return loop.nanoTime();
    }
}
