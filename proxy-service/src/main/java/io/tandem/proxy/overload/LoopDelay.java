package io.tandem.proxy.overload;

import java.time.Duration;
import java.util.OptionalLong;

import io.tandem.net.Scheduler;

/** Measures how late the event loop is, with a timer of 100 ms that should fire after 100 ms. Only a standing delay is overload, as in CoDel
 * (RFC 8289): one stall, of the garbage collector or of a neighbour, is over before a refusal would help. Event loop only, but for
 * {@link #lastNanos}. */
public final class LoopDelay {
    private static final long INTERVAL_NANOS = Duration.ofMillis(100).toNanos();
    private static final long STANDING_NANOS = Duration.ofSeconds(1).toNanos();

    private final Scheduler scheduler;
    private final long limitNanos;
    private volatile long lastNanos;
    private long dueNanos;
    private OptionalLong lateSinceNanos = OptionalLong.empty();

    /** @param limit lateness that counts */
    public LoopDelay(Scheduler scheduler, Duration limit) {
        this.scheduler = scheduler;
        this.limitNanos = limit.toNanos();
        next();
    }

    private void next() {
        dueNanos = scheduler.nanoTime() + INTERVAL_NANOS;
        scheduler.schedule(INTERVAL_NANOS, this::measure);
    }

    private void measure() {
        long now = scheduler.nanoTime();
        lastNanos = now - dueNanos;
        if (lastNanos <= limitNanos) {
            lateSinceNanos = OptionalLong.empty();
        } else if (lateSinceNanos.isEmpty()) {
            lateSinceNanos = OptionalLong.of(now);
        }
        next();
    }

    /** True when for a second or more every measurement has exceeded the limit. */
    public boolean isTooLong() {
        return lateSinceNanos.isPresent() && scheduler.nanoTime() - lateSinceNanos.getAsLong() > STANDING_NANOS;
    }

    /** Last measurement. Any thread. */
    public long lastNanos() {
        return lastNanos;
    }
}
