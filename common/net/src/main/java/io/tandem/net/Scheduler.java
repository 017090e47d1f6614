package io.tandem.net;

import java.util.concurrent.Executor;

/** A clock and timers whose tasks run on one thread; tests use a scheduler whose clock they move. Every method may be called from any thread. */
public interface Scheduler extends Executor {

    /** The clock that delays are measured by; only differences mean something, as with {@link System#nanoTime()}. */
    long nanoTime();

    /** Runs the task on the loop thread, never before the delay has passed and at most a few milliseconds after, 55 ms after one of 10 s or
     * more. A negative delay counts as 0. */
    Timeout schedule(long delayNanos, Runnable task);

    /** Runs the task on the loop thread, soon, after the tasks given before it. */
    @Override
    void execute(Runnable task);

    /** A task that waits for its time. */
    interface Timeout {

        /** Keeps the task from running. @return false if it has run or has been cancelled already */
        boolean cancel();
    }
}
