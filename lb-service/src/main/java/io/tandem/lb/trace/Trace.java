package io.tandem.lb.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What one trace has seen and nobody has read yet: bounded, the loop never waits for the reader, what does not fit is lost and counted. */
final class Trace {
    /** Sightings kept. */
    static final int CAPACITY = 1_000;
    /** Bytes of messages kept. */
    static final int BYTES = 2 * 1024 * 1024;

    private final long id;
    private final TraceFilter filter;
    private final long endNanos;
    private final ConcurrentLinkedQueue<Sighting> sightings = new ConcurrentLinkedQueue<>();
    /** Permits: how many of the sightings may be taken. */
    private final Semaphore available = new Semaphore(0);
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private volatile long readNanos;
    private volatile boolean ended;

    /** @param endNanos when it ends in any case */
    Trace(long id, TraceFilter filter, long nowNanos, long endNanos) {
        this.id = id;
        this.filter = filter;
        this.endNanos = endNanos;
        readNanos = nowNanos;
    }

    long id() {
        return id;
    }

    TraceFilter filter() {
        return filter;
    }

    /** Loop thread. */
    void add(Sighting sighting) {
        if (available.availablePermits() >= CAPACITY || bytes.get() + sighting.message().length > BYTES) {
            lost.incrementAndGet();
            return;
        }
        bytes.addAndGet(sighting.message().length);
        sightings.add(sighting);
        available.release();
    }

    /** Takes what is there; waits for a first one that long. */
    List<Sighting> take(int atMost, long patienceNanos, long nowNanos) throws InterruptedException {
        readNanos = nowNanos + patienceNanos;
        List<Sighting> taken = new ArrayList<>();
        boolean more = available.tryAcquire(patienceNanos, TimeUnit.NANOSECONDS);
        while (more) {
            Sighting next = sightings.poll();
            if (next != null) {
                bytes.addAndGet(-next.message().length);
                taken.add(next);
            }
            more = taken.size() < atMost && available.tryAcquire();
        }
        return taken;
    }

    /** Sightings lost since this was asked last. */
    long takeLost() {
        return lost.getAndSet(0);
    }

    boolean isOver(long nowNanos, long patienceNanos) {
        return ended || nowNanos - endNanos >= 0 || nowNanos - readNanos > patienceNanos;
    }

    long remainingNanos(long nowNanos) {
        return endNanos - nowNanos;
    }

    boolean isEnded() {
        return ended;
    }

    /** Lets a waiting reader go; what is there can still be read. */
    void end() {
        ended = true;
        available.release();
    }
}
