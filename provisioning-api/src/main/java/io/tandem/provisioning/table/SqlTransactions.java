package io.tandem.provisioning.table;

import java.util.Objects;
import java.util.function.Supplier;

import io.tandem.provisioning.resource.Transactions;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Transactions on MySQL, read committed; victims of deadlocks and lock waits are run again. */
public final class SqlTransactions implements Transactions {
    private static final int ATTEMPTS = 5;
    /** Rows of {@code provisioning.write_locks}. */
    private static final int LOCKS = 4096;

    private final TransactionTemplate template;
    private final JdbcClient jdbc;

    public SqlTransactions(PairedPools dataSource) {
        template = new TransactionTemplate(new JdbcTransactionManager(dataSource) {
            @Override
            protected void doBegin(Object transaction, TransactionDefinition definition) {
                dataSource.beginning(() -> super.doBegin(transaction, definition));
            }
        });
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

    /**
     * The lock comes before any other, and a transaction takes one only: they cannot wait for each other in a circle. It is a row that ends with the
     * transaction; names that share one by chance only wait for each other.
     */
    @Override
    public <T> T write(String alone, Supplier<T> work) {
        return write(() -> {
            jdbc.sql("select id from provisioning.write_locks where id = ? for update").param(Math.floorMod(alone.hashCode(), LOCKS))
                .query(Integer.class).single();
            return work.get();
        });
    }
}
