package io.tandem.proxy.accounting;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The virtual thread that carries the journal into the database, and its patience while the database is away. */
final class ShippingThread {
    private static final Logger LOG = LoggerFactory.getLogger(ShippingThread.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LINGER = Duration.ofMillis(250);
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final Shipper shipper;
    private final AccountingTable table;
    private final Path rejected;
    private final Duration longestPause;
    private final Duration commit;
    private final Queue<Awaited> awaited = new ConcurrentLinkedQueue<>();
    private final int batch;
    private final Semaphore work = new Semaphore(1); // the journal of an earlier process
    private final Semaphore wakeForClose = new Semaphore(0);
    private final Thread thread = Thread.ofVirtual().name("accounting-shipper").unstarted(this::run);
    private volatile boolean closing;
    private volatile boolean reachable = true;

    private record Awaited(long sequence, CompletableFuture<Void> committed) {}

    ShippingThread(Path directory, AccountingTable table, AccountingProperties properties) {
        this.shipper = new Shipper(directory, table, properties.batch());
        this.table = table;
        this.rejected = directory.resolve("acc-rejected.log");
        this.longestPause = properties.retry();
        this.commit = properties.commit();
        this.batch = properties.batch();
    }

    void start() {
        thread.start();
    }

    /** What is in the journal will be carried over.
     * @return done when the table has all up to the sequence, after the time of the settings, or at once while the database is away. Any thread */
    CompletableFuture<Void> committed(long sequence) {
        if (commit.isZero() || !reachable) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> committed = new CompletableFuture<Void>().completeOnTimeout(null, commit.toNanos(), TimeUnit.NANOSECONDS);
        awaited.add(new Awaited(sequence, committed));
        return committed;
    }

    private void settle() {
        for (Awaited first = awaited.peek(); first != null && (!reachable || first.sequence <= shipper.position()); first = awaited.peek()) {
            awaited.remove().committed.complete(null);
        }
    }

    void wake() {
        work.release();
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        try {
            while (!closing) {
                work.acquire();
                if (commit.isZero()) {
                    wakeForClose.tryAcquire(LINGER.toMillis(), TimeUnit.MILLISECONDS); // many records, one transaction; nobody waits for it
                }
                work.drainPermits();
                boolean shipped = shipAll();
                settle();
                pause = shipped ? FIRST_PAUSE : waitAndTryAgain(pause);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** New records do not shorten the pause: the database would get a try per call while it is away. */
    private Duration waitAndTryAgain(Duration pause) throws InterruptedException {
        wakeForClose.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
        work.release();
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(longestPause) > 0 ? longestPause : doubled;
    }

    private boolean shipAll() {
        try {
            int count = batch;
            while (count == batch) {
                count = shipper.ship();
                settle();
            }
            if (count > 0) {
                wake(); // what came meanwhile goes with the next batch
            }
            if (!reachable) {
                LOG.info("database takes accounting records again");
            }
            reachable = true;
            return true;
        } catch (SQLException failure) {
            return failed(failure);
        } catch (IOException | UncheckedIOException failure) {
            LOG.error("accounting journal cannot be read; its records stay on disk", failure);
            return false;
        }
    }

    private boolean failed(SQLException failure) {
        if (AccountingJournal.isRefusal(failure)) {
            shipper.setAside().forEach(this::addOrReject);
            wake();
            return true;
        }
        if (reachable) {
            LOG.warn("database does not take accounting records ({}); they stay in the local journal until it does", failure.getMessage());
        }
        reachable = false;
        return false;
    }

    private void addOrReject(JournalEntry entry) {
        try {
            table.add(List.of(entry));
        } catch (SQLException refusal) {
            LOG.error("accounting record of call {} does not fit the table ({}); it is in {}", entry.record().callId(), refusal.getMessage(),
                    rejected);
            keepRejected(entry);
        }
    }

    private void keepRejected(JournalEntry entry) {
        try {
            Files.write(rejected, JournalFormat.toLine(entry), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException | RuntimeException failure) { // an entry of an earlier version may lack what makes a line
            LOG.error("rejected accounting record {} could not be kept", entry, failure);
        }
    }

    long shipped() {
        return shipper.shipped();
    }

    boolean isDatabaseReachable() {
        return reachable;
    }

    void close() throws InterruptedException {
        closing = true;
        wake();
        wakeForClose.release();
        if (!thread.join(FAREWELL)) {
            thread.interrupt();
        }
    }
}
