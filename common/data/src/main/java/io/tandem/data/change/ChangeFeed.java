package io.tandem.data.change;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tails {@code provisioning.change_log} of the local replica and tells listeners what changed, within one poll interval of the commit.
 * While the database is away listeners keep what they have; the feed goes on where it stopped. One thread of its own.
 */
public final class ChangeFeed implements AutoCloseable {
    public static final Duration POLL_INTERVAL = Duration.ofMillis(200);
    /** Longer than any transaction that writes to the log. */
    static final Duration GAP_PATIENCE = Duration.ofMinutes(2);
    private static final Logger log = LoggerFactory.getLogger(ChangeFeed.class);

    private final ChangeTail tail;
    private final Duration pollInterval;
    private final List<ChangeListener> listeners = new CopyOnWriteArrayList<>();
    private final Semaphore wakeUps = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;
    private volatile Instant lastSuccess = Instant.now();
    private boolean failing;

    private ChangeFeed(ChangeTail tail, Duration pollInterval) {
        this.tail = tail;
        this.pollInterval = pollInterval;
        this.thread = Thread.ofPlatform().daemon().name("change-feed").unstarted(this::run);
    }

    /**
     * Takes the position at the end of the log, then starts to tail. Fill caches only after this has returned.
     *
     * @throws SQLException if the log cannot be read
     */
    public static ChangeFeed start(DataSource dataSource, Duration pollInterval) throws SQLException {
        ChangeFeed feed = new ChangeFeed(
                ChangeTail.atEnd(new JdbcChangeSource(dataSource), InstantSource.system(), GAP_PATIENCE), pollInterval);
        feed.thread.start();
        return feed;
    }

    public void subscribe(ChangeListener listener) { listeners.add(listener); }

    /** Looks now instead of at the next interval. Any thread; never blocks. */
    public void wake() { wakeUps.release(); }

    /** When the log was last read without error; for health checks. */
    public Instant lastSuccess() { return lastSuccess; }

    private void run() {
        while (!closed) {
            try {
                if (wakeUps.tryAcquire(pollInterval.toNanos(), TimeUnit.NANOSECONDS)) wakeUps.drainPermits();
            } catch (InterruptedException e) {
                return; // close() interrupts
            }
            if (!closed) poll();
        }
    }

    private void poll() {
        try {
            switch (tail.poll()) {
                case ChangeTail.Poll.Changes(var changes) -> {
                    if (!changes.isEmpty()) tell(listener -> listener.onChanges(changes));
                }
                case ChangeTail.Poll.Lost() -> {
                    log.warn("change log jumped or was restored: all cached subscriber data is dropped and read again");
                    tell(ChangeListener::onLost);
                }
            }
            if (failing) log.info("change log can be read again");
            failing = false;
            lastSuccess = Instant.now();
        } catch (SQLException | RuntimeException e) { // the thread must outlive whatever a driver throws
            if (!failing && !closed) log.warn("change log cannot be read, cached data stays in use; check tandem.db.url", e);
            failing = true;
        }
    }

    private void tell(Consumer<ChangeListener> event) {
        for (ChangeListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                log.error("change listener {} failed", listener, e);
            }
        }
    }

    @Override public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
