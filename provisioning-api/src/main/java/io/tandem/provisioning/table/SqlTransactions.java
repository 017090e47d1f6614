package io.tandem.provisioning.table;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;

import javax.sql.DataSource;

import io.tandem.provisioning.resource.Transactions;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Transactions on MySQL, read committed; victims of deadlocks and lock waits are run again. */
public final class SqlTransactions implements Transactions {
    private static final int ATTEMPTS = 5;
    private static final int LOCK_WAIT_SECONDS = 10;
    private static final int MAX_LOCK_NAME = 64;

    private final TransactionTemplate template;
    private final JdbcClient jdbc;

    public SqlTransactions(DataSource dataSource) {
        template = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        template.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
        jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public <T> T write(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return Objects.requireNonNull(template.execute(_ -> work.get()));
            } catch (PessimisticLockingFailureException victim) {
                if (attempt == ATTEMPTS) {
                    throw victim;
                }
            }
        }
    }

    /** The named lock comes before any row lock, and a transaction takes one only: they cannot wait for each other in a circle. */
    @Override
    public <T> T write(String alone, Supplier<T> work) {
        return write(() -> {
            lock(lockName(alone));
            return work.get();
        });
    }

    private void lock(String name) {
        if (jdbc.sql("select get_lock(?, ?)").params(name, LOCK_WAIT_SECONDS).query(Integer.class).single() != 1) {
            throw new CannotAcquireLockException("another write holds %s for longer than %d s".formatted(name, LOCK_WAIT_SECONDS));
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCompletion(int status) {
                jdbc.sql("select release_lock(?)").param(name).query(Integer.class).single();
            }
        });
    }

    private static String lockName(String text) {
        String name = "tandem:" + text;
        return name.length() <= MAX_LOCK_NAME ? name : "tandem:" + UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
