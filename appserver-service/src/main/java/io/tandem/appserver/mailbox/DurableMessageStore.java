package io.tandem.appserver.mailbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits to the database, or, while that fails, writes to the journal and brings it over later. Any thread. */
final class DurableMessageStore implements MessageStore, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DurableMessageStore.class);

    private final MessageSpool spool;
    private final MessageJournal journal;
    private final SqlThreads sql;
    private final ScheduledExecutorService replaying = Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("voicemail-replay").factory());

    DurableMessageStore(MessageSpool spool, MessageJournal journal, SqlThreads sql) {
        this.spool = spool;
        this.journal = journal;
        this.sql = sql;
    }

    /** Looks into the journal now and then. */
    void replayEvery(Duration interval) {
        replaying.scheduleWithFixedDelay(this::replay, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletableFuture<Place> store(NewMessage message) {
        return sql.run(() -> {
            try {
                spool.insert(message);
                LOG.info("message of {} for {} stored, call {}", message.length(), message.mailbox(), message.callId());
                return Place.DATABASE;
            } catch (SQLException e) {
                LOG.warn("message for {} goes to the journal, the database is away: {}", message.mailbox(), e.getMessage());
                return writeJournal(message, e);
            }
        });
    }

    private Place writeJournal(NewMessage message, SQLException why) {
        try {
            journal.write(message);
            return Place.JOURNAL;
        } catch (IOException e) {
            e.addSuppressed(why);
            throw new UncheckedIOException("message for " + message.mailbox() + " can be written neither to the database nor to the journal", e);
        }
    }

    /** Moves everything from the journal to the database; stops at the first failure of the database. */
    void replay() {
        try {
            for (Path entry : journal.entries()) {
                NewMessage message = journal.read(entry);
                spool.insert(message);
                journal.delete(entry);
                LOG.info("message for {} moved from the journal to the database, call {}", message.mailbox(), message.callId());
            }
        } catch (SQLException e) {
            LOG.warn("voicemail journal waits for the database: {}", e.getMessage());
        } catch (IOException | RuntimeException e) {
            LOG.error("voicemail journal cannot be replayed", e);
        }
    }

    @Override
    public void close() {
        replaying.close();
    }
}
