package io.tandem.b2bua.timer;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.tandem.net.Scheduler;

/** The timers of calls, which can be ended all at once. Loop thread only. */
public final class CallScheduler implements Scheduler {
    private final Scheduler loop;
    private final Set<Due> waiting = new HashSet<>();

    public CallScheduler(Scheduler loop) {
        this.loop = loop;
    }

    @Override public long nanoTime() {
        return loop.nanoTime();
    }

    @Override public Timeout schedule(long delayNanos, Runnable task) {
        var due = new Due(task);
        waiting.add(due);
        due.timeout = loop.schedule(delayNanos, due);
        return due;
    }

    @Override public void execute(Runnable task) {
        loop.execute(task);
    }

    /** None of the tasks that wait will run. */
    public void cancelAll() {
        List.copyOf(waiting).forEach(Due::cancel);
    }

    private final class Due implements Runnable, Timeout {
        private final Runnable task;
        private Timeout timeout = () -> false;

        Due(Runnable task) {
            this.task = task;
        }

        @Override public void run() {
            waiting.remove(this);
            task.run();
        }

        @Override public boolean cancel() {
            waiting.remove(this);
            return timeout.cancel();
        }
    }
}
