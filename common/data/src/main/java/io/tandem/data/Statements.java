package io.tandem.data;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Statements that are prepared, run once and forgotten. Blocking: never on an event loop. */
public final class Statements {
    private Statements() {}

    /** Runs an insert, update or delete.
     * @param values of its question marks, in their order
     * @return rows that were changed */
    public static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }
}
