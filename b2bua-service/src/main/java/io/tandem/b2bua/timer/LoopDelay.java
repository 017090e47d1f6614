package io.tandem.b2bua.timer;

import java.time.Duration;

import io.tandem.net.Scheduler;

/** How late the loop runs what is due: the sign of overload that comes first. Loop thread only, except {@link #recent}. */
public final class LoopDelay {
    private static final long PERIOD_NANOS = Duration.ofMillis(100).toNanos();

    private final Scheduler scheduler;
    private long expectedNanos;
    private volatile long recentNanos;

    public LoopDelay(Scheduler scheduler) {
        this.scheduler = scheduler;
        next();
    }

    /** The delay now, fading by a quarter each 100 ms. */
    public Duration recent() {
        return Duration.ofNanos(recentNanos);
    }

    private void next() {
        expectedNanos = scheduler.nanoTime() + PERIOD_NANOS;
        scheduler.schedule(PERIOD_NANOS, this::measure);
    }

    private void measure() {
        recentNanos = Math.max(scheduler.nanoTime() - expectedNanos, recentNanos * 3 / 4);
        next();
    }
}
