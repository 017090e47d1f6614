package io.tandem.platform.systemd;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.tandem.net.EventLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service manager four times in its term that this process is alive: while every event loop has run, since the last time, what it was given
 * then. A loop that hangs so ends the process, which is started again. Any thread.
 */
final class Watchdog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final int TIMES = 4;

    private final Supervisor manager;
    private final Supplier<List<EventLoop>> loops;
    private final Set<EventLoop> silent = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("watchdog").daemon().factory());

    Watchdog(Supervisor manager, Supplier<List<EventLoop>> loops, Duration term) {
        this.manager = manager;
        this.loops = loops;
        long pause = Math.max(1, term.toMillis() / TIMES);
        timer.scheduleAtFixedRate(this::look, pause, pause, TimeUnit.MILLISECONDS);
    }

    private void look() {
        List<EventLoop> open = loops.get();
        silent.retainAll(open);
        if (silent.isEmpty()) {
            manager.tell(Supervisor.ALIVE);
        } else {
            LOG.error("{} of {} event loops do not turn; the service manager hears nothing until they do", silent.size(), open.size());
        }
        for (EventLoop loop : open) {
            if (silent.add(loop)) {
                loop.execute(() -> silent.remove(loop));
            }
        }
    }

    @Override public void close() {
        timer.shutdownNow();
    }
}
