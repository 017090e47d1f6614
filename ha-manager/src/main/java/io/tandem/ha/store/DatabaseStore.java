package io.tandem.ha.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

import io.tandem.ha.store.StoreProperties.DatabasePair;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's MariaDB, 10.11 or later. The standby's replicates from the active one's by GTID and is read-only, and semi-synchronous replication says that a
 * commit is on both. Its own configuration must say {@code read_only=ON}, {@code skip_slave_start}, {@code log_bin}, {@code log_slave_updates} and a
 * {@code gtid_domain_id} of its own.
 */
final class DatabaseStore implements Store {
    private static final Logger log = LoggerFactory.getLogger(DatabaseStore.class);
    private static final String TIMEOUT_MILLIS = "3000";
    private static final int APPLY_TURNS = 100;
    private static final long APPLY_TURN_MILLIS = 50;
    private static final String YES = "Yes";

    private final DatabasePair pair;

    DatabaseStore(DatabasePair pair) { this.pair = pair; }

    @Override public String name() { return "database"; }

    private interface Work<T> {
        T on(Connection connection) throws SQLException, StoreException;
    }

    private <T> T with(String url, Work<T> work) throws StoreException {
        Properties settings = new Properties();
        settings.put("user", pair.username());
        settings.put("password", pair.password());
        settings.put("connectTimeout", TIMEOUT_MILLIS);
        settings.put("socketTimeout", TIMEOUT_MILLIS);
        try (Connection connection = DriverManager.getConnection(url, settings)) {
            return work.on(connection);
        } catch (SQLException e) {
            throw new StoreException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Nothing comes from the peer any more, what has come is applied, then others may write. */
    @Override public void promote(long epoch) throws StoreException {
        with(pair.url(), connection -> {
            Map<String, String> state = replication(connection);
            if (!state.isEmpty()) {
                run(connection, "STOP SLAVE IO_THREAD");
                boolean stopped = !YES.equals(state.get("Slave_SQL_Running")) && state.getOrDefault("Last_SQL_Error", "").isEmpty();
                if (stopped) run(connection, "START SLAVE SQL_THREAD");
                apply(connection);
                run(connection, "STOP SLAVE");
            }
            run(connection, "SET GLOBAL read_only=0");
            return true;
        });
    }

    @Override public boolean isPromoted() throws StoreException { return with(pair.url(), connection -> !isReadOnly(connection)); }

    private static void apply(Connection connection) throws SQLException {
        for (int i = 0; i < APPLY_TURNS; i++) {
            Map<String, String> state = replication(connection);
            if (isApplied(state)) return;
            if (!YES.equals(state.get("Slave_SQL_Running"))) {
                log.error("the replica stopped before it had applied all of the peer's, the rest is in its relay log: {}", state.get("Last_SQL_Error"));
                return;
            }
            pause();
        }
        log.error("what came from the peer is not applied within {} ms, the rest stays in the relay log", APPLY_TURNS * APPLY_TURN_MILLIS);
    }

    private static boolean isApplied(Map<String, String> state) {
        return state.getOrDefault("Read_Master_Log_Pos", "").equals(state.get("Exec_Master_Log_Pos"))
                && state.getOrDefault("Master_Log_File", "").equals(state.get("Relay_Master_Log_File"));
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(APPLY_TURN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Read-only at once; then a replica of the peer, if nothing here is missing there. */
    @Override public void demote() throws StoreException {
        with(pair.url(), connection -> {
            if (!isReadOnly(connection)) {
                run(connection, "SET GLOBAL read_only=1");
                endWriters(connection);
            }
            if (!follows(replication(connection))) follow(connection);
            return true;
        });
    }

    /** Who has begun a transaction before might still end it. */
    private static void endWriters(Connection connection) throws SQLException {
        for (String id : column(connection, "SELECT trx_mysql_thread_id FROM information_schema.innodb_trx"
                + " WHERE trx_mysql_thread_id NOT IN (0, CONNECTION_ID())")) {
            log.warn("ending connection {}, which has a transaction open while this node becomes standby", id);
            run(connection, "KILL " + Long.parseLong(id));
        }
    }

    private boolean follows(Map<String, String> state) {
        return YES.equals(state.get("Slave_SQL_Running")) && !"No".equals(state.get("Slave_IO_Running"))
                && StoreProperties.host(pair.peer()).equals(state.get("Master_Host"))
                && Integer.toString(StoreProperties.port(pair.peer())).equals(state.get("Master_Port"));
    }

    private void follow(Connection connection) throws SQLException, StoreException {
        GtidPosition theirs = with(peerUrl(), peer -> {
            if (isReadOnly(peer)) throw new StoreException("the peer is no master yet");
            return GtidPosition.parse(value(peer, "SELECT @@global.gtid_binlog_pos"));
        });
        String ours = value(connection, "SELECT @@global.gtid_current_pos");
        long beyond = GtidPosition.parse(ours).beyond(theirs);
        if (beyond > 0) {
            throw new StoreException(("%d transactions of this node never reached the peer: this node's %s, the peer's %s. They are in this node's binary logs"
                    + " (mariadb-binlog); decide what becomes of them, then re-seed this node: handbook, high availability")
                    .formatted(beyond, ours, theirs.sequences()));
        }
        run(connection, "STOP SLAVE");
        boolean known = ours.isEmpty() || ours.equals(value(connection, "SELECT @@global.gtid_slave_pos"));
        if (!known) run(connection, "SET GLOBAL gtid_slave_pos=@@global.gtid_current_pos");
        run(connection, "SET GLOBAL rpl_semi_sync_slave_enabled=1");
        try (PreparedStatement change = connection.prepareStatement("CHANGE MASTER TO master_host=?, master_port=?, master_user=?, master_password=?,"
                + " master_use_gtid=slave_pos, master_connect_retry=1, master_heartbeat_period=1")) {
            change.setString(1, StoreProperties.host(pair.peer()));
            change.setInt(2, StoreProperties.port(pair.peer()));
            change.setString(3, pair.replicaUsername());
            change.setString(4, pair.replicaPassword());
            change.execute();
        }
        run(connection, "START SLAVE");
    }

    private String peerUrl() { return pair.url().replaceFirst("//[^/]*/", "//" + pair.peer() + "/"); }

    @Override public Condition look(boolean active) throws StoreException {
        return with(pair.url(), connection -> {
            if (active == isReadOnly(connection)) return new Condition(false, active ? "read-only on the active node" : "writable on the standby");
            return active ? master(connection) : replica(replication(connection));
        });
    }

    /** A commit waits for the peer while the peer is there, and for nobody otherwise. */
    private static Condition master(Connection connection) throws SQLException {
        boolean followed = Integer.parseInt(value(connection, "SELECT COUNT(*) FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%'")) > 0;
        boolean waits = "1".equals(value(connection, "SELECT @@global.rpl_semi_sync_master_enabled"));
        if (followed != waits) run(connection, "SET GLOBAL rpl_semi_sync_master_enabled=" + (followed ? 1 : 0));
        if (!followed) return new Condition(false, "master without a replica");
        boolean safe = "ON".equals(status(connection, "Rpl_semi_sync_master_status")) && !"0".equals(status(connection, "Rpl_semi_sync_master_clients"));
        return new Condition(safe, safe ? "master, each commit is on the peer" : "master, commits do not wait for the replica");
    }

    private static Condition replica(Map<String, String> state) {
        boolean runs = YES.equals(state.get("Slave_IO_Running")) && YES.equals(state.get("Slave_SQL_Running"));
        String trouble = state.getOrDefault("Last_SQL_Error", "") + state.getOrDefault("Last_IO_Error", "");
        return new Condition(runs, runs ? "replica, %s s behind".formatted(state.get("Seconds_Behind_Master")) : "replica that does not run: " + trouble);
    }

    private static boolean isReadOnly(Connection connection) throws SQLException { return "1".equals(value(connection, "SELECT @@global.read_only")); }

    /** The one row of SHOW SLAVE STATUS; empty if it never was a replica. */
    private static Map<String, String> replication(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery("SHOW SLAVE STATUS")) {
            Map<String, String> state = new HashMap<>();
            if (!rows.next()) return state;
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                state.put(rows.getMetaData().getColumnLabel(i), Optional.ofNullable(rows.getString(i)).orElse(""));
            }
            return state;
        }
    }

    private static String status(Connection connection, String name) throws SQLException {
        return value(connection, "SELECT variable_value FROM information_schema.global_status WHERE variable_name='" + name + "'");
    }

    private static String value(Connection connection, String query) throws SQLException {
        List<String> column = column(connection, query);
        return column.isEmpty() ? "" : column.getFirst();
    }

    private static List<String> column(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) values.add(Optional.ofNullable(rows.getString(1)).orElse(""));
            return values;
        }
    }

    private static void run(Connection connection, String command) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    @Override public void close() {}
}
