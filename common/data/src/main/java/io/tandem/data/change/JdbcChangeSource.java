package io.tandem.data.change;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

import javax.sql.DataSource;

/** {@code provisioning.change_log} by JDBC, auto-commit: each query sees what is committed by then. */
final class JdbcChangeSource implements ChangeSource {
    private static final String SELECT = "select id, entity, entity_key from provisioning.change_log where id ";
    private final DataSource dataSource;

    JdbcChangeSource(DataSource dataSource) { this.dataSource = dataSource; }

    @Override public long lastId() throws SQLException {
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery("select coalesce(max(id), 0) from provisioning.change_log")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override public List<Change> after(long after, int limit) throws SQLException {
        try (Connection connection = dataSource.getConnection();
             PreparedStatement statement = connection.prepareStatement(SELECT + "> ? order by id limit ?")) {
            statement.setLong(1, after);
            statement.setInt(2, limit);
            return read(statement);
        }
    }

    @Override public List<Change> byIds(Collection<Long> ids) throws SQLException {
        String marks = String.join(",", Collections.nCopies(ids.size(), "?"));
        try (Connection connection = dataSource.getConnection();
             PreparedStatement statement = connection.prepareStatement(SELECT + "in (" + marks + ") order by id")) {
            int index = 1;
            for (long id : ids) statement.setLong(index++, id);
            return read(statement);
        }
    }

    private static List<Change> read(PreparedStatement statement) throws SQLException {
        List<Change> changes = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) changes.add(new Change(rows.getLong(1), rows.getString(2), rows.getString(3)));
        }
        return changes;
    }
}
