package io.tandem.proxy;

import java.sql.SQLException;
import java.time.Duration;

import io.lettuce.core.RedisException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits at start for stores that are not there yet, instead of failing a node that comes up all at once. Main thread; blocks.
 * @param limit how long in all
 * @param pause between two tries */
record Patience(Duration limit, Duration pause) {
    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
    static final Patience AT_START = new Patience(Duration.ofSeconds(60), Duration.ofMillis(500));

    /** Something that connects. */
    @FunctionalInterface
    interface Attempt<T> {
        T get() throws SQLException;
    }

    /** Tries until it works.
     * @throws IllegalStateException with the last failure when the time is over */
    <T> T until(String what, Attempt<T> attempt) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            try {
                return attempt.get();
            } catch (SQLException | RedisException failure) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException(what + " not reachable for " + limit.toSeconds() + " s; the proxy does not start", failure);
                }
                LOG.warn("waiting for {}: {}", what, failure.getMessage());
                pause(what);
            }
        }
    }

    private void pause(String what) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while waiting for " + what, interrupted);
        }
    }
}
