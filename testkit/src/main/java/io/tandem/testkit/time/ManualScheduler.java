package io.tandem.testkit.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

import io.tandem.net.Scheduler;

/**
 * A scheduler whose clock stands still until {@link #passes} moves it: then every task that falls due runs, in order of its time, on the
 * calling thread, the clock showing that time. Tasks may be given from any thread. Also a wall clock for code that takes one.
 */
public final class ManualScheduler implements Scheduler, InstantSource {
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::dueNanos).thenComparingLong(Task::number));
    private final Instant start;
    private long nowNanos;
    private long nextNumber;

    private record Task(long dueNanos, long number, Runnable action) {}

    public ManualScheduler() {
        this(Instant.parse("2026-11-23T12:00:00Z"));
    }

    /** @param start what the wall clock shows now */
    public ManualScheduler(Instant start) {
        this.start = start;
    }

    @Override public synchronized long nanoTime() {
        return nowNanos;
    }

    @Override public Instant instant() {
        return start.plusNanos(nanoTime());
    }

    @Override public synchronized Timeout schedule(long delayNanos, Runnable action) {
        Task task = new Task(nowNanos + Math.max(0, delayNanos), nextNumber++, action);
        tasks.add(task);
        return () -> cancel(task);
    }

    private synchronized boolean cancel(Task task) {
        return tasks.remove(task);
    }

    /** Waits for the next {@link #runDue} or {@link #passes}. */
    @Override public void execute(Runnable action) {
        schedule(0, action);
    }

    /** Moves the clock on; tasks that a task schedules run too if they fall into this time. */
    public void passes(Duration time) {
        long until = nanoTime() + time.toNanos();
        for (Optional<Task> task = takeDue(until); task.isPresent(); task = takeDue(until)) {
            task.get().action().run();
        }
        setTo(until);
    }

    /** Runs what is due now. */
    public void runDue() {
        passes(Duration.ZERO);
    }

    /** Tasks that wait, due ones included. */
    public synchronized int waitingTasks() {
        return tasks.size();
    }

    private synchronized void setTo(long nanos) {
        nowNanos = nanos;
    }

    private synchronized Optional<Task> takeDue(long untilNanos) {
        if (tasks.isEmpty() || tasks.element().dueNanos() > untilNanos) {
            return Optional.empty();
        }
        Task task = tasks.remove();
        nowNanos = Math.max(nowNanos, task.dueNanos());
        return Optional.of(task);
    }
}
