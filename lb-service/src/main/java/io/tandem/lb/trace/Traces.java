package io.tandem.lb.trace;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

import io.tandem.lb.trace.Sighting.Direction;

/** The traces that run. The loop shows each message to all of them; others start, read and end them. A trace that nobody reads ends by itself. */
final class Traces implements MessageTap {
    /** Traces at once. */
    static final int MOST = 8;
    /** A trace not read for so long ends. */
    static final Duration UNREAD = Duration.ofSeconds(30);
    /** Bytes kept of a message. */
    static final int KEPT_BYTES = 16 * 1024;
    private static final int MESSAGES_BETWEEN_SWEEPS = 1_024;

    private final AtomicReference<Trace[]> running = new AtomicReference<>(new Trace[0]);
    private final AtomicLong ids = new AtomicLong();
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    /** Loop thread: which traces the message received last matched, by place in that array. */
    private Trace[] shown = new Trace[0];
    private int matched;
    private InetSocketAddress lastPeer = InetSocketAddress.createUnresolved("none", 0);
    private String lastSocket = "";
    private int untilSweep = MESSAGES_BETWEEN_SWEEPS;

    Traces(InstantSource clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    @Override public boolean isOn() {
        return running.get().length != 0;
    }

    @Override public void received(byte[] data, int offset, int length, InetSocketAddress peer, String socket) {
        sweepAtTimes();
        shown = running.get();
        lastPeer = peer;
        lastSocket = socket;
        matched = show(shown, Direction.IN, data, offset, length, peer, socket);
    }

    @Override public void sent(byte[] data, int offset, int length, InetSocketAddress peer, String socket) {
        show(running.get(), Direction.OUT, data, offset, length, peer, socket);
    }

    /** Returns a bit for each trace that matched. */
    private int show(Trace[] traces, Direction direction, byte[] data, int offset, int length, InetSocketAddress peer, String socket) {
        int bits = 0;
        for (int i = 0; i < traces.length; i++) {
            if (traces[i].filter().matches(data, offset, length, peer)) {
                byte[] copy = Arrays.copyOfRange(data, offset, offset + Math.min(length, KEPT_BYTES));
                traces[i].add(new Sighting(clock.instant(), direction, peer, socket, copy, length, ""));
                bits |= 1 << i;
            }
        }
        return bits;
    }

    @Override public void verdict(String text) {
        for (int i = 0; i < shown.length; i++) {
            if ((matched & 1 << i) != 0) {
                shown[i].add(new Sighting(clock.instant(), Direction.IN, lastPeer, lastSocket, new byte[0], 0, text));
            }
        }
        matched = 0;
    }

    private void sweepAtTimes() {
        if (--untilSweep <= 0) {
            untilSweep = MESSAGES_BETWEEN_SWEEPS;
            sweep();
        }
    }

    /** Ends what is over. */
    void sweep() {
        long now = nanoTime.getAsLong();
        for (Trace trace : running.get()) {
            if (trace.isOver(now, UNREAD.toNanos())) {
                stop(trace.id());
            }
        }
    }

    /** Empty if as many run as may. */
    Optional<Trace> start(TraceFilter filter, Duration duration) {
        sweep();
        long now = nanoTime.getAsLong();
        return add(new Trace(ids.incrementAndGet(), filter, now, now + duration.toNanos()));
    }

    private Optional<Trace> add(Trace trace) {
        Trace[] before = running.get();
        while (before.length < MOST) {
            Trace[] after = Arrays.copyOf(before, before.length + 1);
            after[before.length] = trace;
            if (running.compareAndSet(before, after)) {
                return Optional.of(trace);
            }
            before = running.get();
        }
        return Optional.empty();
    }

    Optional<Trace> running(long id) {
        return Arrays.stream(running.get()).filter(trace -> trace.id() == id).findFirst();
    }

    List<Trace> running() {
        return List.of(running.get());
    }

    /** What a trace has seen since it was read last; waits for a first one that long. */
    List<Sighting> read(Trace trace, int atMost, Duration patience) throws InterruptedException {
        long now = nanoTime.getAsLong();
        long wait = Math.min(patience.toNanos(), Math.max(0, trace.remainingNanos(now)));
        List<Sighting> taken = trace.take(atMost, wait, now);
        sweep();
        return taken;
    }

    /** Ends it. Was it running? */
    boolean stop(long id) {
        Optional<Trace> trace = running(id);
        trace.ifPresent(Trace::end);
        running.updateAndGet(traces -> Arrays.stream(traces).filter(t -> t.id() != id).toArray(Trace[]::new));
        return trace.isPresent();
    }
}
