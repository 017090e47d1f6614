package io.tandem.sip.stream;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.tandem.sip.stream.frame.FrameBatch;

/** From the event loop to one Netty thread: what a round of the loop sends goes over as one batch, with one wake-up. */
final class Outbox implements Runnable {

    /** So many batches may wait for the Netty thread before messages are dropped: at least 16 MiB. */
    private static final int WAITING = 256;
    private static final int KEPT = 16;

    private final Executor thread;
    private final Queue<FrameBatch<Connection>> full = new ConcurrentLinkedQueue<>();
    private final Queue<FrameBatch<Connection>> free = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private FrameBatch<Connection> filling = new FrameBatch<>();

    Outbox(Executor thread) {
        this.thread = thread;
    }

    /** Takes a message or an order to close. Event loop thread. @return false if the Netty thread is hopelessly behind */
    boolean add(Connection connection, FrameBatch.Kind kind, byte[] data, int offset, int length, String note) {
        if (!filling.hasRoom(1, length)) {
            publish();
        }
        if (waiting.get() >= WAITING) {
            return false;
        }
        filling.addCopy(connection, kind, data, offset, length, note);
        return true;
    }

    /** Hands over what has been collected. Event loop thread, at the end of each round. */
    void publish() {
        if (filling.isEmpty()) {
            return;
        }
        full.add(filling);
        waiting.incrementAndGet();
        FrameBatch<Connection> next = free.poll();
        filling = next == null ? new FrameBatch<>() : next;
        if (scheduled.compareAndSet(false, true)) {
            thread.execute(this);
        }
    }

    /** Writes everything. Netty thread. */
    @Override
    public void run() {
        scheduled.set(false);
        for (FrameBatch<Connection> batch = full.poll(); batch != null; batch = full.poll()) {
            for (int i = 0; i < batch.count(); i++) {
                write(batch, i);
            }
            for (int i = 0; i < batch.count(); i++) {
                batch.connection(i).flush();
            }
            batch.clear();
            if (waiting.decrementAndGet() < KEPT) {
                free.add(batch);
            }
        }
    }

    private static void write(FrameBatch<Connection> batch, int index) {
        Connection connection = batch.connection(index);
        if (batch.kind(index) == FrameBatch.Kind.CLOSED) {
            connection.end(StreamEnd.BY_US, batch.note(index));
        } else {
            connection.write(batch.data(), batch.offset(index), batch.length(index));
        }
    }
}
