package io.tandem.relay.pipeline;

import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that relays packets. Other threads change ports by tasks, which run between two rounds of packets. */
public final class MediaLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MediaLoop.class);

    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final PacketEngine engine;
    private final LongSupplier clock;
    private final Thread thread;
    private final Runnable runTasks = this::runTasks;
    private volatile boolean closing;

    private MediaLoop(String name, EngineChoice choice, LongSupplier clock) {
        this.clock = clock;
        this.engine = choice.create(clock);
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    /** Starts a loop.
     * @param clock monotonic nanoseconds; a test moves it by hand */
    public static MediaLoop start(String name, EngineChoice choice, LongSupplier clock) {
        MediaLoop loop = new MediaLoop(name, choice, clock);
        loop.thread.start();
        return loop;
    }

    /** What packets go through here: {@code io_uring} or {@code epoll}. */
    public String engineName() {
        return engine.name();
    }

    /** Monotonic time as the packet path sees it. Any thread. */
    public long nanoTime() {
        return clock.getAsLong();
    }

    /** Any thread. */
    public void execute(Runnable task) {
        tasks.add(task);
        engine.wakeUp();
    }

    /** Starts relaying what arrives at a port. Any thread. */
    public void open(RelaySocket socket) {
        execute(() -> engine.open(socket));
    }

    /** Closes ports that send to each other: none may send from one that is closed, so all are cut apart first. Any thread.
     * @param closed run on the loop thread when all of them are free again */
    public void close(List<RelaySocket> sockets, Runnable closed) {
        AtomicInteger open = new AtomicInteger(sockets.size());
        execute(() -> {
            sockets.forEach(RelaySocket::unwire);
            sockets.forEach(socket -> engine.close(socket, () -> {
                if (open.decrementAndGet() == 0) closed.run();
            }));
        });
    }

    private void run() {
        try {
            engine.begin();
            while (!closing) {
                runTasks(); // those whose wake-up the last round took
                engine.round(runTasks);
                VarHandle.releaseFence(); // counters of this round may be read elsewhere
            }
            runTasks();
        } finally {
            engine.shutDown();
            ended.countDown();
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("media task failed; the loop goes on, the call it belongs to may have no media", e);
            }
        }
    }

    /** False after a failure that ended the loop. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    /** Ends the thread and closes its ports. */
    @Override
    public void close() {
        if (closing) return;
        closing = true;
        engine.wakeUp();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
