package io.tandem.sip.stream;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.tandem.net.EventLoop;
import io.tandem.sip.stream.frame.FrameBatch;
import org.jspecify.annotations.Nullable;

/** From one Netty thread to the event loop: what a round of reading brought goes over as one batch, with one wake-up. */
final class Inbox implements Runnable {

    /** So much may wait for the event loop before reading pauses; it goes on when half of that is left. */
    private static final int MAX_BATCHES = 256;
    private static final int MAX_BYTES = 1 << 20;
    private static final int KEPT = 8;

    private final EventLoop loop;
    private final Runnable resume;
    private final Queue<FrameBatch<Connection>> full = new ConcurrentLinkedQueue<>();
    private final Queue<FrameBatch<Connection>> free = new ConcurrentLinkedQueue<>();
    private final AtomicInteger batches = new AtomicInteger();
    private final AtomicInteger bytes = new AtomicInteger();
    /** Somebody waits for the backlog to shrink. */
    private final AtomicBoolean awaited = new AtomicBoolean();
    private FrameBatch<Connection> filling = new FrameBatch<>();

    /** @param resume called on the event loop when it has worked off a backlog */
    Inbox(EventLoop loop, Runnable resume) {
        this.loop = loop;
        this.resume = resume;
    }

    /** Is the event loop so far behind that reading should pause? Then {@code resume} will be called. Netty thread. */
    boolean isCongested() {
        if (isBelow(MAX_BATCHES, MAX_BYTES)) {
            return false;
        }
        awaited.set(true); // before the second look: whoever empties the queue after it sees this
        return !isBelow(MAX_BATCHES, MAX_BYTES);
    }

    private boolean isBelow(int maxBatches, int maxBytes) {
        return batches.get() < maxBatches && bytes.get() < maxBytes;
    }

    /** The batch being filled, with room for so many bytes. Netty thread. */
    FrameBatch<Connection> batch(int entries, int bytes) {
        if (!filling.hasRoom(entries, bytes)) {
            publish();
        }
        filling.reserve(bytes);
        return filling;
    }

    void closed(Connection connection) {
        FrameBatch<Connection> batch = batch(1, 0);
        batch.add(connection, FrameBatch.Kind.CLOSED, batch.used(), 0, "");
    }

    /** Hands over what has been collected. Netty thread. */
    void publish() {
        if (filling.isEmpty()) {
            return;
        }
        batches.incrementAndGet();
        bytes.addAndGet(filling.used());
        full.add(filling);
        FrameBatch<Connection> next = free.poll();
        filling = next == null ? new FrameBatch<>() : next;
        loop.execute(this);
    }

    /** Delivers one batch. Event loop thread. */
    @Override
    public void run() {
        FrameBatch<Connection> batch = full.poll();
        if (batch == null) {
            return;
        }
        try {
            deliver(batch);
        } finally {
            done(batch);
        }
    }

    private void done(FrameBatch<Connection> batch) {
        bytes.addAndGet(-batch.used());
        batch.clear();
        if (batches.decrementAndGet() < KEPT) {
            free.add(batch);
        }
        if (awaited.get() && isBelow(MAX_BATCHES / 2, MAX_BYTES / 2) && awaited.compareAndSet(true, false)) {
            resume.run();
        }
    }

    /** Every entry has its turn, whatever the receiver throws; the loop is told the first of it. */
    private static void deliver(FrameBatch<Connection> batch) {
        Throwable first = null;
        for (int i = 0; i < batch.count(); i++) {
            try {
                deliver(batch, i);
            } catch (RuntimeException | Error e) {
                first = first(first, e);
            }
        }
        if (first instanceof Error error) {
            throw error;
        }
        if (first instanceof RuntimeException exception) {
            throw exception;
        }
    }

    private static Throwable first(@Nullable Throwable earlier, Throwable later) {
        if (earlier == null) {
            return later;
        }
        earlier.addSuppressed(later);
        return earlier;
    }

    private static void deliver(FrameBatch<Connection> batch, int index) {
        Connection connection = batch.connection(index);
        StreamReceiver receiver = connection.receiver();
        switch (batch.kind(index)) {
            case MESSAGE -> receiver.onFrame(connection, batch.data(), batch.offset(index), batch.length(index));
            case BROKEN -> receiver.onBroken(connection, batch.copy(index), batch.note(index));
            case UNDELIVERED -> receiver.onUndelivered(connection, batch.copy(index), batch.note(index));
            case CLOSED -> receiver.onClosed(connection);
        }
    }
}
