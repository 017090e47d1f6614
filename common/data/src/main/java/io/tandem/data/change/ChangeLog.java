package io.tandem.data.change;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;

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
    /** A billing profile, its zones, fees or peak times; key: profile id. */
    public static final String BILLING_PROFILE = "billing_profile";
    /** A network that calls come from, or one of its blocks; key: network id. */
    public static final String BILLING_NETWORK = "billing_network";
    /** A profile package or its profiles; key: package id. */
    public static final String PROFILE_PACKAGE = "profile_package";
    /** A reseller or its preferences; key: reseller id. */
    public static final String RESELLER = "reseller";
    /** Addresses from which a subscriber needs no password; key: subscriber id. */
    public static final String TRUSTED_SOURCE = "trusted_source";
    /** A peering host or its preferences; key: host id. */
    public static final String PEER_HOST = "peer_host";
    /** A peering group, its outbound or inbound rules; key: group id. Its hosts tell of themselves, also when they go with it. */
    public static final String PEER_GROUP = "peer_group";
    /** A rewrite rule set or one of its rules; key: set id. */
    public static final String REWRITE_RULE_SET = "rewrite_rule_set";
    /** A header rule set, its rules, their conditions or actions; key: set id. */
    public static final String HEADER_RULE_SET = "header_rule_set";
    /** An NCOS level, its patterns or carriers; key: level id. */
    public static final String NCOS_LEVEL = "ncos_level";
    /** A set of NCOS levels, or which levels are in it; key: set id. */
    public static final String NCOS_SET = "ncos_set";
    /** A time set or one of its periods; key: set id. Sets of call forwards are told as their subscriber. */
    public static final String TIME_SET = "time_set";
    /** A carrier of ported numbers or its numbers, however many; key: carrier id. */
    public static final String LNP_CARRIER = "lnp_carrier";
    /** A container of emergency mappings or one of them; key: container id. */
    public static final String EMERGENCY_CONTAINER = "emergency_container";
    /** A sound set or one of its files; key: set id. Sets below it, which fall back on it, are not named. */
    public static final String SOUND_SET = "sound_set";
    /** Messages of a subscriber that came, were heard, moved or deleted; key: subscriber id. */
    public static final String MAILBOX = "mailbox";
    /** A message is kept for a phone that is not there; key: {@code user@domain} that it will register. */
    public static final String MESSAGE = "message";

    private static final String INSERT = "insert into provisioning.change_log (entity, entity_key) values (?, ?)";
    private static final String TRIM = "delete from provisioning.change_log where changed_at < current_timestamp(6) - interval ? second "
            + "and id < (select last from (select max(id) as last from provisioning.change_log) as log) limit 10000";

    private ChangeLog() {}

    /** One changed object. */
    public record Entry(String entity, long id) {}

    /** Says that these objects have changed, as one batch. The caller commits. */
    public static void append(Connection connection, Collection<Entry> changed) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (Entry entry : changed) {
                statement.setString(1, entry.entity());
                statement.setString(2, Long.toString(entry.id()));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

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
