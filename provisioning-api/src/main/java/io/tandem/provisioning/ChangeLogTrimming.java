package io.tandem.provisioning;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import io.tandem.data.change.ChangeLog;
import io.tandem.platform.role.RoleWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the change log to its last day, on the active node. One thread of its own. */
final class ChangeLogTrimming implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeLogTrimming.class);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration KEEP = Duration.ofHours(24);

    private final DataSource dataSource;
    private final RoleWatch role;
    private final ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("change-log-trimming").factory());

    ChangeLogTrimming(DataSource dataSource, RoleWatch role) {
        this.dataSource = dataSource;
        this.role = role;
        thread.scheduleWithFixedDelay(this::trim, EVERY.toMinutes(), EVERY.toMinutes(), TimeUnit.MINUTES);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void trim() {
        if (!role.isActive()) {
            return;
        }
        try (Connection connection = dataSource.getConnection()) {
            int rows = ChangeLog.trim(connection, KEEP);
            LOG.debug("{} rows of the change log are older than {} and gone", rows, KEEP);
        } catch (SQLException away) {
            LOG.warn("change log not trimmed, next try in {}: {}", EVERY, away.getMessage());
        }
    }
}
