package io.tandem.sip.stream.frame;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** From the event loop to one Netty thread: what a round of the loop sends goes over as one batch, with one wake-up.
 * @param <C> what is written to */
public final class Outbox<C> implements Runnable {

    /** So many batches may wait for the Netty thread before messages are dropped: at least 16 MiB. */
    private static final int WAITING = 256;
    private static final int KEPT = 16;

    /** What a Netty thread does with what comes. */
    public interface Writer<C> {

        /** Writes a message, or closes. */
        void write(C connection, FrameBatch<C> batch, int index);

        /** Everything for it has been written for now. */
        void flush(C connection);
    }

    private final Executor thread;
    private final Writer<C> writer;
    private final Queue<FrameBatch<C>> full = new ConcurrentLinkedQueue<>();
    private final Queue<FrameBatch<C>> free = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private FrameBatch<C> filling = new FrameBatch<>();

    /** @param thread the Netty thread */
    public Outbox(Executor thread, Writer<C> writer) {
        this.thread = thread;
        this.writer = writer;
    }

    /** Takes a message or an order to close. Event loop thread. @return false if the Netty thread is hopelessly behind */
    public boolean add(C connection, FrameBatch.Kind kind, byte[] data, int offset, int length, String note) {
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
    public void publish() {
        if (filling.isEmpty()) {
            return;
        }
        full.add(filling);
        waiting.incrementAndGet();
        FrameBatch<C> next = free.poll();
        filling = next == null ? new FrameBatch<>() : next;
        if (scheduled.compareAndSet(false, true)) {
            thread.execute(this);
        }
    }

    /** Writes everything. Netty thread. */
    @Override
    public void run() {
        scheduled.set(false);
        for (FrameBatch<C> batch = full.poll(); batch != null; batch = full.poll()) {
            for (int i = 0; i < batch.count(); i++) {
                writer.write(batch.connection(i), batch, i);
            }
            for (int i = 0; i < batch.count(); i++) {
                writer.flush(batch.connection(i));
            }
            batch.clear();
            if (waiting.decrementAndGet() < KEPT) {
                free.add(batch);
            }
        }
    }
}
