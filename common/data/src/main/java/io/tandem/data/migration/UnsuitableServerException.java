package io.tandem.data.migration;

import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.LocalDateTime;

/** The database server, seen through its driver, would lose data that Tandem stores. */
public final class UnsuitableServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private UnsuitableServerException(String message) { super(message); }

    static UnsuitableServerException losesFractions(LocalDateTime written, LocalDateTime read, DatabaseMetaData server)
            throws SQLException {
        return new UnsuitableServerException(
                ("%s %s returned %s for a datetime(6) written as %s: times of records would lose their fraction; on MariaDB 10.11 "
                + "open it with the property socketFactory=io.tandem.data.MariaDbSocketFactory, so that Connector/J takes it for what it can do")
                .formatted(server.getDatabaseProductName(), server.getDatabaseProductVersion(), read, written));
    }
}
