package io.tandem.data.change;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/** Writer's side of the change feed. Call it in the transaction of the change itself, so that both become visible together. */
public final class ChangeLog {
    /** A subscriber, its password, numbers, aliases or preferences; key: subscriber id. A number that moves changes two of them. */
    public static final String SUBSCRIBER = "subscriber";
    /** A domain or its preferences; key: domain id. */
    public static final String DOMAIN = "domain";
    /** A subscriber profile or its preferences; key: profile id. */
    public static final String PROFILE = "profile";
    /** A customer's contract or its preferences; key: contract id. */
    public static final String CUSTOMER = "customer";
    /** A peering host, its group, rules or preferences; key: host id. */
    public static final String PEER_HOST = "peer_host";

    private static final String INSERT = "insert into provisioning.change_log (entity, entity_key) values (?, ?)";
    private static final String TRIM = "delete from provisioning.change_log where changed_at < current_timestamp(6) - interval ? second "
            + "and id < (select last from (select max(id) as last from provisioning.change_log) as log) limit 10000";

    private ChangeLog() {}

    /** Says that an object has changed. Blocks for one statement; the caller commits. */
    public static void append(Connection connection, String entity, String key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, entity);
            statement.setString(2, key);
            statement.executeUpdate();
        }
    }

    /** Says that the object with this database id has changed. */
    public static void append(Connection connection, String entity, long id) throws SQLException {
        append(connection, entity, Long.toString(id));
    }

    /**
     * Forgets rows that every reader has long seen. The last row stays whatever its age: readers tell by it that the log is still
     * the one they know.
     *
     * @param keep age up to which rows stay; longer than a replica may lag behind
     * @return number of rows removed
     */
    public static int trim(Connection connection, Duration keep) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TRIM)) {
            statement.setLong(1, keep.toSeconds());
            return statement.executeUpdate();
        }
    }
}
