package io.tandem.sip.transaction;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

import io.tandem.net.Scheduler;

/** A clock that moves only when told; tasks run on the caller's thread, in order of time, then of scheduling. */
public final class ManualScheduler implements Scheduler {
    private record Entry(long at, long order, Runnable task) {}

    private final PriorityQueue<Entry> entries = new PriorityQueue<>(Comparator.comparingLong(Entry::at).thenComparingLong(Entry::order));
    private long now;
    private long order;

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Timeout schedule(long delayNanos, Runnable task) {
        Entry entry = new Entry(now + Math.max(0, delayNanos), order++, task);
        entries.add(entry);
        return () -> entries.remove(entry);
    }

    @Override
    public void execute(Runnable task) {
        schedule(0, task);
    }

    public void passes(Duration duration) {
        long end = now + duration.toNanos();
        while (!entries.isEmpty() && entries.peek().at() <= end) {
            Entry next = entries.remove();
            now = next.at();
            next.task().run();
        }
        now = end;
    }

    /** Timers that wait. */
    public int waiting() {
        return entries.size();
    }
}
