package io.tandem.b2bua.timer;

import java.time.Duration;
import java.util.Arrays;

import io.tandem.net.Scheduler;

/** How late the loop runs what is due, all the time: the smallest delay of the last second. A pause (collector, another process on the core) is a
 * burst that the queues are there for; only a delay that stands is overload (the idea of CoDel, RFC 8289 §4). Loop thread only, except
 * {@link #standing}. */
public final class LoopDelay {
    private static final long PERIOD_NANOS = Duration.ofMillis(100).toNanos();
    private static final int WINDOW = 10;

    private final Scheduler scheduler;
    private final long[] samplesNanos = new long[WINDOW];
    private int at;
    private long expectedNanos;
    private volatile long standingNanos;

    public LoopDelay(Scheduler scheduler) {
        this.scheduler = scheduler;
        next();
    }

    /** The delay that no sample of the last second was below. */
    public Duration standing() {
        return Duration.ofNanos(standingNanos);
    }

    private void next() {
        expectedNanos = scheduler.nanoTime() + PERIOD_NANOS;
        scheduler.schedule(PERIOD_NANOS, this::measure);
    }

    private void measure() {
        samplesNanos[at] = Math.max(0, scheduler.nanoTime() - expectedNanos);
        at = (at + 1) % WINDOW;
        standingNanos = Arrays.stream(samplesNanos).min().orElse(0);
        next();
    }
}
