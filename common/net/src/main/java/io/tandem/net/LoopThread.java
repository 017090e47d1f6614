package io.tandem.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.tandem.net.peer.PeerAddress;
import io.tandem.net.peer.PeerTable;
import io.tandem.net.stream.StreamReceiver;
import io.tandem.net.stream.StreamSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loop itself: datagrams, then tasks, then timers, then out with what was sent; the engine below does the waiting. */
final class LoopThread implements EventLoop {

    /** The loops of this process that have not been closed. */
    static final List<EventLoop> OPEN = new CopyOnWriteArrayList<>();
    private static final Logger LOG = LoggerFactory.getLogger(LoopThread.class);
    /** So many tasks may run before datagrams get their turn again. */
    private static final int TASKS_PER_ROUND = 1024;
    /** Of a timer that waits for longer than {@link #LONG_NANOS}: so that many, such as those of finished transactions, share a wake-up. */
    private static final long GRID_NANOS = 50_000_000L;
    private static final long LONG_NANOS = 10_000_000_000L;

    /** Datagrams that an engine takes from a socket at once: after so many there may be more, and nobody may sleep. */
    private static final int FULL_TURN = 64;

    private final EventLoopCounters counters = new EventLoopCounters();
    private final FailureLog failures = new FailureLog(LOG);
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    /** About to wait or waiting: only then does a new task need a wake-up, and only the first. */
    private final AtomicBoolean asleep = new AtomicBoolean();
    private final List<Runnable> roundEnds = new ArrayList<>();
    private final PeerTable peers = new PeerTable();
    private final Consumer<TimerWheel.Timer> fire = this::fire;
    private final TimerWheel wheel = new TimerWheel(System.nanoTime());
    private final Engine engine;
    private final Thread thread;
    private final long gatherNanos;
    private long roundNanos = System.nanoTime();
    private boolean busy;
    private int delivered;
    private volatile boolean closed;

    private LoopThread(String name, EngineKind kind, Duration gather) throws IOException {
        engine = kind.create(this, peers);
        gatherNanos = gather.toNanos();
        thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    static LoopThread start(String name, EngineKind kind) {
        return start(name, kind, Duration.ZERO);
    }

    static LoopThread start(String name, EngineKind kind, Duration gather) {
        try {
            LoopThread loop = new LoopThread(name, kind, gather);
            loop.thread.start();
            OPEN.add(loop);
            return loop;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start event loop " + name + " on " + kind, e);
        }
    }

    @Override
    public UdpSocket bind(InetSocketAddress local, DatagramReceiver receiver, UdpOptions options) {
        if (local.isUnresolved()) {
            throw new IllegalArgumentException("cannot bind unresolved address " + local);
        }
        return onLoop(() -> {
            try {
                return engine.open(local, receiver, options);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot bind UDP %s: %s".formatted(local, e.getMessage()), e);
            }
        });
    }

    @Override
    public StreamSocket connect(InetSocketAddress remote, StreamReceiver receiver) {
        if (!inLoop()) {
            throw new IllegalStateException("connections are made on the loop thread");
        }
        try {
            return engine.connect(remote, receiver);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to TCP %s: %s".formatted(remote, e.getMessage()), e);
        }
    }

    @Override
    public boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    @Override
    public PeerTable peers() {
        return peers;
    }

    @Override
    public EventLoopCounters counters() {
        return counters;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (!inLoop() && asleep.compareAndSet(true, false)) {
            engine.wakeUp();
        }
    }

    @Override
    public void onRoundEnd(Runnable action) {
        onLoop(() -> roundEnds.add(action));
    }

    @Override
    public Timeout schedule(long delayNanos, Runnable task) {
        long delay = Math.clamp(delayNanos, 0, Long.MAX_VALUE / 4);
        long deadline = System.nanoTime() + delay;
        WheelTimeout timeout = new WheelTimeout(delay < LONG_NANOS ? deadline : Math.ceilDiv(deadline, GRID_NANOS) * GRID_NANOS, task);
        if (inLoop()) {
            wheel.add(timeout);
        } else {
            execute(() -> {
                if (!timeout.isClaimed()) {
                    wheel.add(timeout);
                }
            });
        }
        return timeout;
    }

    @Override
    public void close() {
        closed = true;
        OPEN.remove(this);
        if (inLoop()) {
            return;
        }
        engine.wakeUp();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs a call on the loop and waits for its result; the caller's exceptions are the call's. */
    <T> T onLoop(Supplier<T> call) {
        if (inLoop()) {
            return call.get();
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        execute(() -> {
            try {
                result.complete(call.get());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return await(result);
    }

    /** Waits in slices, since a loop that is closed meanwhile never answers. */
    private <T> T await(Future<T> result) {
        while (thread.isAlive()) {
            try {
                return result.get(100, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                LOG.trace("still waiting for event loop {}", thread.getName(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RejectedExecutionException("interrupted while waiting for event loop " + thread.getName(), e);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : new CompletionException(e.getCause());
            }
        }
        throw new RejectedExecutionException("event loop " + thread.getName() + " is closed");
    }

    /** Hands a burst's datagram over and survives what the receiver throws. */
    void deliver(DatagramReceiver receiver, UdpSocket socket, byte[] data, int length, PeerAddress source) {
        delivered++;
        try {
            receiver.onDatagram(socket, data, 0, length, source);
        } catch (Throwable e) {
            failed("receiver of " + socket.localAddress(), e);
        }
    }

    void endBurst(DatagramReceiver receiver, UdpSocket socket) {
        try {
            receiver.onBurstEnd(socket);
        } catch (Throwable e) {
            failed("receiver of " + socket.localAddress(), e);
        }
        endRound();
    }

    private void endRound() {
        for (int i = 0; i < roundEnds.size(); i++) {
            run(roundEnds.get(i), "end of round");
        }
        engine.flush();
    }

    private void run() {
        while (!closed) {
            round();
        }
        engine.close();
    }

    /** Apart from the loop around it: a method that is entered once is interpreted for tens of thousands of rounds. */
    private void round() {
        try {
            if (gatherNanos > 0) {
                gather();
            }
            asleep.set(true); // before the look at the tasks: who adds one after that look wakes us
            engine.await(tasks.isEmpty() ? waitMillis() : 0);
            asleep.set(false);
            engine.dispatch();
            runTasks();
            wheel.advance(System.nanoTime(), fire);
            endRound();
        } catch (Throwable e) {
            failed("event loop " + thread.getName(), e);
        }
    }

    /** A busy loop sleeps until its round is as long as it may be: what comes meanwhile shares a wake-up, writes and warm caches. */
    private void gather() {
        if (busy && delivered < FULL_TURN) {
            LockSupport.parkNanos(this, roundNanos + gatherNanos - System.nanoTime());
        }
        long now = System.nanoTime();
        busy = now - roundNanos < 2 * gatherNanos;
        roundNanos = now;
        delivered = 0;
    }

    private long waitMillis() {
        long nanos = wheel.nanosToNext(System.nanoTime());
        return nanos == Long.MAX_VALUE ? Long.MAX_VALUE : Math.ceilDiv(nanos, 1_000_000L);
    }

    private void runTasks() {
        for (int i = 0; i < TASKS_PER_ROUND; i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                return;
            }
            run(task, "task");
        }
    }

    private void run(Runnable task, String what) {
        try {
            task.run();
        } catch (Throwable e) {
            failed(what, e);
        }
    }

    private void fire(TimerWheel.Timer timer) {
        if (timer.claim()) {
            run(timer.task, "timer");
        }
    }

    void failed(String what, Throwable cause) {
        counters.handlerExceptions.increment();
        failures.failed(what, cause);
    }

    /** A waiting task that can be cancelled from any thread. */
    private final class WheelTimeout extends TimerWheel.Timer implements Timeout {

        WheelTimeout(long deadlineNanos, Runnable task) {
            super(deadlineNanos, task);
        }

        @Override
        public boolean cancel() {
            if (!claim()) {
                return false;
            }
            if (inLoop()) {
                wheel.remove(this);
            } else {
                execute(() -> wheel.remove(this));
            }
            return true;
        }
    }
}
