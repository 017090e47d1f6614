package io.tandem.relay.attribute;

import java.util.concurrent.TimeUnit;

import io.tandem.relay.pipeline.MediaLoop;
import io.tandem.relay.pipeline.RelaySocket;
import io.tandem.relay.stream.MediaExchange;
import io.tandem.relay.stream.StreamConcern;

/**
 * Opens the way through the NAT before a party that waits for media (option {@code pierce-NAT}): empty datagrams to where its SDP says, until
 * something comes from there.
 */
public final class NatPiercing implements StreamConcern {
    private static final int TRIES = 5;
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private volatile boolean closed;

    @Override
    public void agreed(MediaExchange exchange) {
        if (!exchange.has("pierce-nat")) return;
        MediaLoop loop = exchange.stream().loop();
        loop.execute(() -> exchange.from().sockets().forEach(port -> pierce(loop, port, TRIES)));
    }

    /** Media loop. */
    private void pierce(MediaLoop loop, RelaySocket port, int left) {
        if (closed || left == 0 || port.sawPackets()) return;
        if (port.latch().head() != 0) loop.sender().sendRaw(port, 0, port.latch().head(), port.latch().high(), port.latch().low());
        loop.schedule(loop.nanoTime() + INTERVAL_NANOS, () -> pierce(loop, port, left - 1));
    }

    @Override
    public void closed() {
        closed = true;
    }
}
