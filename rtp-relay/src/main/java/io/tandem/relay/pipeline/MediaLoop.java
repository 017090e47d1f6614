package io.tandem.relay.pipeline;

import java.lang.foreign.Arena;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that relays packets. Other threads change ports by tasks, which run between two rounds of packets. */
public final class MediaLoop implements Executor, AutoCloseable {
    /** Is told of ports that begin and end. Loop thread. */
    public interface Watch {
        void opened(RelaySocket socket);

        /** Before the ports are cut off; their figures have been reported, and nobody asks for them any more. */
        void closing(List<RelaySocket> sockets);

        /** Before the port's figures are reported: what is counted elsewhere is added, exact to the packet. */
        void counting(RelaySocket socket);
    }

    /** A time in which loops are not woken for each task. */
    @FunctionalInterface
    public interface Gathering extends AutoCloseable {
        @Override
        void close();
    }

    private static final class NoWatch implements Watch {
        @Override
        public void opened(RelaySocket socket) {}

        @Override
        public void closing(List<RelaySocket> sockets) {}

        @Override
        public void counting(RelaySocket socket) {}
    }

    private static final Logger LOG = LoggerFactory.getLogger(MediaLoop.class);

    /** Tasks run for so long between two rounds of packets. */
    private static final long TASKS_NANOS = 1_000_000;
    private static final ThreadLocal<@Nullable List<MediaLoop>> GATHERING = new ThreadLocal<>();

    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final PacketEngine engine;
    private final LongSupplier clock;
    private final Thread thread;
    private final Runnable runTasks = this::runTasks;
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::dueNanos).thenComparingLong(Timer::number));
    private final Arena arena = Arena.ofShared();
    private final LoopSender sender;
    private final Map<Class<?>, Object> shared = new HashMap<>();
    private long lastTimer;
    private Watch watch = new NoWatch();
    private volatile boolean closing;
    private volatile boolean quiet;

    private record Timer(long dueNanos, long number, Runnable task) {}

    private MediaLoop(String name, EngineChoice choice, LongSupplier clock) {
        this.clock = clock;
        this.engine = choice.create(clock);
        this.sender = new LoopSender(arena, clock, this::isQuiet);
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
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        List<MediaLoop> gathering = GATHERING.get();
        if (gathering == null) {
            engine.wakeUp();
        } else if (!gathering.contains(this)) {
            gathering.add(this);
        }
    }

    /** From now on tasks of this thread, which waits for none of them, wake their loops only when the result is closed. Any thread but a loop's. */
    public static Gathering gather() {
        List<MediaLoop> woken = new ArrayList<>(2);
        GATHERING.set(woken);
        return () -> {
            GATHERING.remove();
            woken.forEach(loop -> loop.engine.wakeUp());
        };
    }

    /** Runs a task at a time of {@link #nanoTime}, at most a millisecond late unless packets press. On the loop only.
     * @return takes it back; harmless if it has run */
    public Runnable schedule(long atNanos, Runnable task) {
        Timer timer = new Timer(atNanos, lastTimer++, task);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    /** One object of a kind that all who use this loop share, such as room for the packet in hand. On the loop only. */
    public <T> T shared(Class<T> kind, Supplier<T> made) {
        return kind.cast(shared.computeIfAbsent(kind, _ -> made.get()));
    }

    /** Sends packets that the relay makes itself. On the loop only. */
    public LoopSender sender() {
        return sender;
    }

    /** A quiet loop says nothing by itself: it stands by for another relay. Any thread. */
    public void quiet(boolean now) {
        quiet = now;
    }

    public boolean isQuiet() {
        return quiet;
    }

    /** Has ports opened from now on watched. Any thread. */
    public void watch(Watch newWatch) {
        execute(() -> watch = newWatch);
    }

    /** Starts relaying what arrives at a port. Any thread. */
    public void open(RelaySocket socket) {
        execute(() -> {
            watch.opened(socket);
            engine.open(socket);
        });
    }

    /** Closes ports that send to each other: none may send from one that is closed, so all are cut apart first. Any thread.
     * @param closed run on the loop thread when all of them are free again */
    public void close(List<RelaySocket> sockets, Runnable closed) {
        AtomicInteger open = new AtomicInteger(sockets.size());
        execute(() -> {
            watch.closing(sockets);
            sockets.forEach(RelaySocket::cut);
            sockets.forEach(socket -> engine.close(socket, () -> {
                if (open.decrementAndGet() == 0) closed.run();
            }));
        });
    }

    /** Has the figures of these ports made exact. Any thread.
     * @param counted run on the loop thread then; never if the loop ends before */
    public void count(List<RelaySocket> sockets, Runnable counted) {
        execute(() -> {
            try {
                sockets.forEach(watch::counting);
            } finally {
                counted.run();
            }
        });
    }

    private void run() {
        try {
            engine.begin();
            while (!closing) {
                runTasks(); // those whose wake-up the last round took
                engine.round(runTasks, runTimers());
                VarHandle.releaseFence(); // counters of this round may be read elsewhere
            }
            while (!tasks.isEmpty()) {
                runTasks();
            }
        } finally {
            end();
        }
    }

    private void end() {
        try {
            engine.shutDown();
        } finally {
            try {
                arena.close();
            } finally {
                ended.countDown();
            }
        }
    }

    /** Not for long: packets come first. What is left runs after the next round of them. */
    private void runTasks() {
        long endNanos = clock.getAsLong() + TASKS_NANOS;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            run(task);
            if (clock.getAsLong() - endNanos >= 0) break;
        }
        if (!tasks.isEmpty()) engine.wakeUp();
    }

    /** @return nanoseconds until the next timer is due; {@link Long#MAX_VALUE} without timers */
    private long runTimers() {
        if (timers.isEmpty()) return Long.MAX_VALUE;
        long now = clock.getAsLong();
        for (Timer next = timers.peek(); next != null; next = timers.peek()) {
            if (next.dueNanos() - now > 0) return next.dueNanos() - now;
            timers.remove();
            run(next.task());
        }
        return Long.MAX_VALUE;
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("media task failed; the loop goes on, the call it belongs to may have no media", e);
        }
    }

    /** False after a failure that ended the loop. */
    public boolean isAlive() {
        return ended.getCount() > 0;
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
