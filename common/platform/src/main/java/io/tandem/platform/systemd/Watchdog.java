package io.tandem.platform.systemd;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service manager four times in its term that this process is alive: while every event loop and watched thread has run, since the last
 * time, what it was given then. A loop that hangs so ends the process, which is started again. Any thread.
 */
final class Watchdog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final int TIMES = 4;

    private final Supervisor manager;
    private final Supplier<List<Executor>> loops;
    private final Set<Executor> silent = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("watchdog").daemon().factory());

    Watchdog(Supervisor manager, Supplier<List<Executor>> loops, Duration term) {
        this.manager = manager;
        this.loops = loops;
        long pause = Math.max(1, term.toMillis() / TIMES);
        timer.scheduleAtFixedRate(this::look, pause, pause, TimeUnit.MILLISECONDS);
    }

    private void look() {
        List<Executor> open = loops.get();
        silent.retainAll(open);
        if (silent.isEmpty()) {
            manager.tell(Supervisor.ALIVE);
        } else {
            LOG.error("{} of {} event loops and threads do not turn; the service manager hears nothing until they do", silent.size(), open.size());
        }
        for (Executor loop : open) {
            if (silent.add(loop)) {
                loop.execute(() -> silent.remove(loop));
            }
        }
    }

    @Override public void close() {
        timer.shutdownNow();
    }
}
