package io.tandem.provisioning;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import io.tandem.data.change.ChangeLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the change log to its last day. One thread of its own. */
final class ChangeLogTrimming implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeLogTrimming.class);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration KEEP = Duration.ofHours(24);

    private final DataSource dataSource;
    private final ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("change-log-trimming").factory());

    ChangeLogTrimming(DataSource dataSource) {
        this.dataSource = dataSource;
        thread.scheduleWithFixedDelay(this::trim, EVERY.toMinutes(), EVERY.toMinutes(), TimeUnit.MINUTES);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void trim() {
        try (Connection connection = dataSource.getConnection()) {
            int rows = ChangeLog.trim(connection, KEEP);
            LOG.debug("{} rows of the change log are older than {} and gone", rows, KEEP);
        } catch (SQLException away) {
            LOG.warn("change log not trimmed, next try in {}: {}", EVERY, away.getMessage());
        }
    }
}
