package io.tandem.ha.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** A session with a MariaDB server. Each call blocks for the answer's patience at most. */
final class MariaDb implements AutoCloseable {
    private final Connection connection;

    private MariaDb(Connection connection) { this.connection = connection; }

    /** @param patience for the connection
     * @param answer   for each answer */
    static MariaDb open(String url, String username, String password, Duration patience, Duration answer) throws StoreException {
        Properties settings = new Properties();
        settings.put("user", username);
        settings.put("password", password);
        settings.put("connectTimeout", Long.toString(patience.toMillis()));
        settings.put("socketTimeout", Long.toString(answer.toMillis()));
        try {
            return new MariaDb(DriverManager.getConnection(url, settings));
        } catch (SQLException e) {
            throw new StoreException(url.replaceFirst("\\?.*", "") + ": " + firstLine(e), e);
        }
    }

    private static String firstLine(SQLException e) { return String.valueOf(e.getMessage()).lines().findFirst().orElse("no answer"); }

    void run(String command, String... values) throws StoreException {
        try (PreparedStatement statement = connection.prepareStatement(command)) {
            for (int i = 0; i < values.length; i++) statement.setString(i + 1, values[i]);
            statement.execute();
        } catch (SQLException e) {
            throw new StoreException(command + ": " + firstLine(e), e);
        }
    }

    /** The first column of the rows. */
    List<String> column(String query) throws StoreException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) values.add(Optional.ofNullable(rows.getString(1)).orElse(""));
            return values;
        } catch (SQLException e) {
            throw new StoreException(query + ": " + firstLine(e), e);
        }
    }

    /** Empty without a row. */
    String value(String query) throws StoreException {
        List<String> column = column(query);
        return column.isEmpty() ? "" : column.getFirst();
    }

    boolean isOn(String variable) throws StoreException { return "1".equals(value("SELECT @@global." + variable)); }

    void set(String variable, boolean on) throws StoreException { run("SET GLOBAL " + variable + "=" + (on ? 1 : 0)); }

    /** What this server has, its own and what came by replication. */
    GtidPosition position() throws StoreException {
        return GtidPosition.parse(value("SELECT CONCAT_WS(',', @@global.gtid_binlog_pos, @@global.gtid_slave_pos)"));
    }

    String status(String name) throws StoreException {
        return value("SELECT variable_value FROM information_schema.global_status WHERE variable_name='" + name + "'");
    }

    /** The one row of SHOW SLAVE STATUS; empty if it never was a replica. */
    Map<String, String> replication() throws StoreException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery("SHOW SLAVE STATUS")) {
            Map<String, String> state = new HashMap<>();
            if (!rows.next()) return state;
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                state.put(rows.getMetaData().getColumnLabel(i), Optional.ofNullable(rows.getString(i)).orElse(""));
            }
            return state;
        } catch (SQLException e) {
            throw new StoreException("SHOW SLAVE STATUS: " + firstLine(e), e);
        }
    }

    @Override public void close() throws StoreException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new StoreException("its session does not end: " + firstLine(e), e);
        }
    }
}
