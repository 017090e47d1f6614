package io.tandem.proxy.accounting;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps accounting records: one thread writes and forces them to a local journal in groups, a virtual one carries the journal into MySQL. A record is
 * acknowledged when it is on disk, so calls go on while MySQL is away and nothing is lost when this process dies; if the settings say so, MySQL has some
 * time to take it before that, so that a pair has it on both nodes. */
public final class AccountingJournal implements Accounting, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccountingJournal.class);
    private static final int QUEUE = 20_000;
    private static final int GROUP = 500;
    /** While records come one after the other, they are written so often: the event loop has nobody to wake for a record then. */
    private static final Duration GATHERED = Duration.ofMillis(8);
    private static final Duration FAREWELL = Duration.ofSeconds(10);
    private static final long BUSY_NANOS = Duration.ofMillis(15).toNanos();

    /** @param record empty: the journal is being closed */
    private record Waiting(Optional<AccountingRecord> record, CompletableFuture<Void> kept) {}

    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(QUEUE);
    private final JournalFile file;
    private final ShippingThread shipping;
    private final Executor loop;
    private final long syncNanos;
    private final Thread writer; // forcing a file from a virtual thread costs another carrier each time
    private long forcedNanos = System.nanoTime();
    private long writtenNanos = System.nanoTime() - BUSY_NANOS;
    private boolean busy;
    private volatile boolean closing;

    private AccountingJournal(JournalFile file, ShippingThread shipping, Duration sync, Executor loop) {
        this.file = file;
        this.shipping = shipping;
        this.syncNanos = sync.toNanos();
        this.loop = loop;
        this.writer = Thread.ofPlatform().daemon().name("accounting-journal").unstarted(this::write);
    }

    /** Opens the journal and starts both threads; what an earlier process left in it is carried over first.
     * @param loop runs what waits for a record */
    public static AccountingJournal open(Path directory, DataSource dataSource, AccountingProperties properties, Instant now, Executor loop) {
        return open(directory, new JdbcAccountingTable(dataSource, properties.node()), properties, now, loop);
    }

    static AccountingJournal open(Path directory, AccountingTable table, AccountingProperties properties, Instant now, Executor loop) {
        try {
            JournalFile file = new JournalFile(directory, properties.segmentSize(), now);
            ShippingThread shipping = new ShippingThread(directory, table, properties);
            AccountingJournal journal = new AccountingJournal(file, shipping, properties.sync(), loop);
            shipping.start();
            journal.writer.start();
            return journal;
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot open accounting journal in " + directory
                    + "; calls could not be billed, so the proxy does not start; check tandem.data-dir", failure);
        }
    }

    @Override
    public CompletionStage<Void> keep(AccountingRecord record) {
        Waiting waiting = new Waiting(Optional.of(record), new CompletableFuture<>());
        if (!queue.offer(waiting)) {
            return CompletableFuture.failedFuture(new IllegalStateException(
                    "accounting journal is " + QUEUE + " records behind: record of call " + record.callId() + " is lost; check the disk"));
        }
        return waiting.kept;
    }

    private void write() {
        try {
            while (!closing || !queue.isEmpty()) {
                round();
            }
        } catch (InterruptedException stranger) {
            LOG.error("the accounting journal's thread was interrupted; it keeps no more records", stranger);
        }
    }

    /** Apart from the loop around it: a method that is entered once is interpreted for tens of thousands of rounds. */
    private void round() throws InterruptedException {
        Waiting first = next();
        if (first != null) {
            List<Waiting> group = new ArrayList<>();
            group.add(first);
            queue.drainTo(group, GROUP - 1);
            write(group);
            long now = System.nanoTime();
            busy = now - writtenNanos < BUSY_NANOS;
            writtenNanos = now;
        }
        forceWhenDue();
    }

    /** Null if none came while it waited. */
    private @Nullable Waiting next() throws InterruptedException {
        if (busy) {
            Thread.sleep(GATHERED);
            busy = false;
            return queue.poll();
        }
        return syncNanos == 0 ? queue.take() : queue.poll(syncNanos, TimeUnit.NANOSECONDS);
    }

    private void write(List<Waiting> group) {
        List<Waiting> done = new ArrayList<>(group.size());
        List<byte[]> lines = new ArrayList<>(group.size());
        for (Waiting waiting : group) {
            try {
                waiting.record.map(file::line).ifPresent(lines::add);
                done.add(waiting);
            } catch (RuntimeException unwritable) { // must cost this record alone, neither the others nor the thread
                LOG.error("accounting record of call {} has no text and is lost", waiting.record.map(AccountingRecord::callId).orElse(""), unwritable);
                loop.execute(() -> waiting.kept.completeExceptionally(unwritable));
            }
        }
        try {
            file.append(lines);
            if (syncNanos == 0) {
                file.force();
            }
            shipping.committed(file.lastSequence()).thenRun(() -> loop.execute(() -> done.forEach(waiting -> waiting.kept.complete(null))));
            shipping.wake();
        } catch (IOException failure) {
            LOG.error("{} accounting records could not be written to the journal; check disk and tandem.data-dir", done.size(), failure);
            loop.execute(() -> done.forEach(waiting -> waiting.kept.completeExceptionally(failure)));
        }
    }

    private void forceWhenDue() {
        if (System.nanoTime() - forcedNanos < syncNanos) {
            return;
        }
        forcedNanos = System.nanoTime();
        try {
            file.force();
        } catch (IOException failure) {
            LOG.error("the accounting journal could not be forced to disk; its last records are lost if the machine loses power; check the disk", failure);
        }
    }

    /** Entries carried into the database since start. */
    public long shipped() {
        return shipping.shipped();
    }

    /** Whether the database took the last batch. */
    public boolean isDatabaseReachable() {
        return shipping.isDatabaseReachable();
    }

    /** Writes what waits, carries over what the database takes within a moment, and ends both threads. */
    @Override
    public void close() {
        try {
            closing = true; // no interrupt: it would close the file under a write
            queue.offer(new Waiting(Optional.empty(), new CompletableFuture<>()), FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
            writer.join(FAREWELL);
            shipping.close();
            file.close();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException failure) {
            LOG.warn("accounting journal was not closed cleanly", failure);
        }
    }

    /** True for errors that a retry cannot cure: SQLSTATE classes 22 (data) and 23 (integrity). */
    static boolean isRefusal(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23"));
    }
}
