package io.tandem.relay.attribute;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.tandem.relay.pipeline.LoopSender;
import io.tandem.relay.pipeline.MediaLoop;
import io.tandem.relay.pipeline.RelaySocket;
import io.tandem.relay.rtcp.ReportWriter;
import io.tandem.relay.stream.Leg;
import io.tandem.relay.stream.MediaExchange;
import io.tandem.relay.stream.MediaStream;
import io.tandem.relay.stream.StreamConcern;

/** RTCP of the relay's own (option {@code generate-RTCP}): reports to both parties every five seconds, while theirs are read and end here. */
public final class ReportGeneration implements StreamConcern {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final InstantSource clock;
    private boolean started;
    private volatile boolean closed;

    public ReportGeneration() {
        this(InstantSource.system());
    }

    ReportGeneration(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void agreed(MediaExchange exchange) {
        if (started || !exchange.has("generate-rtcp") || !exchange.remote().isRtp()) return;
        started = true;
        MediaStream stream = exchange.stream();
        MediaLoop loop = stream.loop();
        loop.execute(() -> {
            for (Leg leg : List.of(stream.leg(0), stream.leg(1))) {
                leg.sockets().forEach(socket -> socket.endsControl(true));
            }
            loop.schedule(loop.nanoTime() + INTERVAL_NANOS, () -> report(stream, loop));
        });
    }

    /** Media loop. */
    private void report(MediaStream stream, MediaLoop loop) {
        if (closed) return;
        Instant now = clock.instant();
        send(stream.leg(0), stream.leg(1), loop, now);
        send(stream.leg(1), stream.leg(0), loop, now);
        loop.schedule(loop.nanoTime() + INTERVAL_NANOS, () -> report(stream, loop));
    }

    private static void send(Leg to, Leg other, MediaLoop loop, Instant now) {
        RelaySocket port = to.isMuxed() ? to.rtp() : to.rtcp();
        byte[] compound = ReportWriter.compound(to.rtp().sources(), other.rtp().sources(), to.rtp().local().port(), loop.nanoTime(), now);
        LoopSender sender = loop.sender();
        sender.send(port, sender.put(compound), true);
    }

    @Override
    public void closed() {
        closed = true;
    }
}
