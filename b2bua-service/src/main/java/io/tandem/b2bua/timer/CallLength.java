package io.tandem.b2bua.timer;

import java.time.Duration;

import io.tandem.net.Scheduler;

/** How long a call may yet last, from its answer on. Loop thread only. */
public final class CallLength {
    /** Of a call that is not answered yet, or that nothing limits. */
    public static final CallLength NONE = new CallLength(() -> 0, Long.MAX_VALUE, () -> false);

    /** Reason of the BYE that ends it. */
    public static final String REASON = "SIP;cause=480;text=\"Call length limit\"";

    private interface Clock {
        long nanoTime();
    }

    private final Clock clock;
    private final long endNanos;
    private final Scheduler.Timeout end;

    private CallLength(Clock clock, long endNanos, Scheduler.Timeout end) {
        this.clock = clock;
        this.endNanos = endNanos;
        this.end = end;
    }

    /** @param over runs when the time is over, unless it was cancelled */
    public static CallLength start(Scheduler scheduler, Duration most, Runnable over) {
        return new CallLength(scheduler::nanoTime, scheduler.nanoTime() + most.toNanos(), scheduler.schedule(most.toNanos(), over));
    }

    /** What a call that goes on elsewhere may yet last there. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, endNanos - clock.nanoTime()));
    }

    /** @return whether it was running */
    public boolean cancel() {
        return end.cancel();
    }
}
