package io.tandem.proxy.overload;

import java.time.Duration;

import io.tandem.net.Scheduler;

/** Measures how late the event loop is: a timer of 100 ms that should fire after 100 ms. Event loop only, but for {@link #lastNanos}. */
public final class LoopDelay {
    private static final long INTERVAL_NANOS = Duration.ofMillis(100).toNanos();

    private final Scheduler scheduler;
    private final long limitNanos;
    private volatile long lastNanos;
    private long dueNanos;

    public LoopDelay(Scheduler scheduler, Duration limit) {
        this.scheduler = scheduler;
        this.limitNanos = limit.toNanos();
        next();
    }

    private void next() {
        dueNanos = scheduler.nanoTime() + INTERVAL_NANOS;
        scheduler.schedule(INTERVAL_NANOS, () -> {
            lastNanos = scheduler.nanoTime() - dueNanos;
            next();
        });
    }

    /** True while the last measurement, or the one that is overdue, exceeds the limit. */
    public boolean isTooLong() {
        return Math.max(lastNanos, scheduler.nanoTime() - dueNanos) > limitNanos;
    }

    /** Last measurement. Any thread. */
    public long lastNanos() {
        return lastNanos;
    }
}
