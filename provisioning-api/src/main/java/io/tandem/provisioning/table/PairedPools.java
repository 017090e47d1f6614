package io.tandem.provisioning.table;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Two pools as one source: connections that commit each statement, and others that never do, which only the start of a transaction gets. So no transaction
 * costs two statements that switch one connection from the one kind to the other and back. Any thread.
 */
public final class PairedPools extends AbstractDataSource implements AutoCloseable {
    private static final ScopedValue<Boolean> BEGINNING = ScopedValue.newInstance();

    private final HikariDataSource single;
    private final HikariDataSource transactions;

    /** @param single commits each statement
     *  @param transactions never commits by itself */
    public PairedPools(HikariDataSource single, HikariDataSource transactions) {
        this.single = single;
        this.transactions = transactions;
    }

    /** Runs what takes the connection of a transaction. */
    void beginning(Runnable begin) {
        ScopedValue.where(BEGINNING, true).run(begin);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return (BEGINNING.isBound() ? transactions : single).getConnection();
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the pools have one user");
    }

    @Override
    public void close() {
        single.close();
        transactions.close();
    }
}
