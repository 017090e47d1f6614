package io.tandem.appserver.mailbox;

import java.sql.SQLException;
import java.time.Duration;

import io.tandem.appserver.mailbox.SqlThreads.SqlWork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits at start for a database that comes up later than we do.
 * @param longest after this the start fails
 * @param pause   between two tries */
record DatabaseWait(Duration longest, Duration pause) {
    static final DatabaseWait AT_START = new DatabaseWait(Duration.ofSeconds(60), Duration.ofSeconds(1));

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseWait.class);

    /** @throws IllegalStateException when the time is over or the thread is interrupted; its cause is the last failure */
    <T> T until(SqlWork<T> work) {
        long startNanos = System.nanoTime();
        while (true) {
            try {
                return work.run();
            } catch (SQLException e) {
                if (System.nanoTime() - startNanos >= longest.toNanos()) {
                    throw new IllegalStateException("database not usable for %s; the app server does not start; see tandem.db.url".formatted(longest), e);
                }
                LOG.warn("waiting for the database: {}", e.getMessage());
                rest(e);
            }
        }
    }

    private void rest(SQLException failure) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the database", failure);
        }
    }
}
