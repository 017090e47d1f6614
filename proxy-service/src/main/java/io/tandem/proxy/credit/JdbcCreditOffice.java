package io.tandem.proxy.credit;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.concurrent.CompletionStage;

import javax.sql.DataSource;

import io.tandem.data.coherence.BoundedReads;
import io.tandem.data.credit.CreditRequest;
import io.tandem.data.credit.Reservations;
import io.tandem.data.tariff.Affordable;

/** Balances in the database. Close it before the pool. */
public final class JdbcCreditOffice implements CreditOffice, AutoCloseable {
    /** Calls at the same time; the pool has as many connections. */
    public static final int CONCURRENT = 4;
    private static final int WAITING = 2_000;
    private static final int ATTEMPTS = 3;

    private final BoundedReads threads = new BoundedReads(CONCURRENT, WAITING);
    private final DataSource transactions;

    /** @param transactions a pool of {@link io.tandem.data.DataSources#openForTransactions} */
    public JdbcCreditOffice(DataSource transactions) {
        this.transactions = transactions;
    }

    @FunctionalInterface
    private interface Work {
        Affordable on(Connection connection, CreditRequest request) throws SQLException;
    }

    @Override
    public CompletionStage<Affordable> reserve(CreditRequest request) {
        return threads.submit(() -> transaction(Reservations::reserve, request));
    }

    @Override
    public CompletionStage<Affordable> look(CreditRequest request) {
        return threads.submit(() -> transaction(Reservations::look, request));
    }

    private Affordable transaction(Work work, CreditRequest request) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = transactions.getConnection()) {
                Affordable affordable = work.on(connection, request);
                connection.commit();
                return affordable;
            } catch (SQLTransactionRollbackException victim) {
                if (attempt == ATTEMPTS) {
                    throw victim;
                }
            }
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
