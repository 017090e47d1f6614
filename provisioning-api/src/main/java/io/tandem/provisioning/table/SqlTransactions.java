package io.tandem.provisioning.table;

import java.util.Objects;
import java.util.function.Supplier;

import io.tandem.provisioning.resource.Transactions;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Transactions on MySQL, read committed; victims of deadlocks and lock waits are run again. */
public final class SqlTransactions implements Transactions {
    private static final int ATTEMPTS = 5;

    private final TransactionTemplate template;

    public SqlTransactions(PlatformTransactionManager transactionManager) {
        template = new TransactionTemplate(transactionManager);
        template.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
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
}
