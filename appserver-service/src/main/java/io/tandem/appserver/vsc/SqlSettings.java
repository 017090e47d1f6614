package io.tandem.appserver.vsc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

import javax.sql.DataSource;

import io.tandem.appserver.mailbox.SqlThreads;
import io.tandem.data.change.ChangeLog;
import io.tandem.data.forward.ForwardPublication;
import io.tandem.data.forward.ForwardType;

import static io.tandem.data.Statements.update;

/** Writes settings to the tables of the API, each with its row in the change log, so that all proxies know of it within the interval of their feeds. */
final class SqlSettings implements Settings {
    private static final String PREFERENCE = "select id from provisioning.voip_preferences where attribute = ?";
    private static final String LISTED = "select a.attribute from provisioning.voip_profile_attributes l join provisioning.voip_preferences a "
            + "on a.id = l.attribute_id where l.profile_id = ?";

    private final DataSource database;
    private final SqlThreads sql;

    SqlSettings(DataSource database, SqlThreads sql) {
        this.database = database;
        this.sql = sql;
    }

    @Override
    public CompletableFuture<Outcome> change(String uuid, SettingChange change) {
        return sql.run(() -> changeNow(uuid, change));
    }

    private Outcome changeNow(String uuid, SettingChange change) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Outcome outcome = change(connection, uuid, change);
                connection.commit();
                return outcome;
            } catch (SQLException | RuntimeException failure) {
                connection.rollback();
                throw failure;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    /** @param profile id; 0 for none */
    private record Owner(int id, int profile) {}

    private static Outcome change(Connection connection, String uuid, SettingChange change) throws SQLException {
        Optional<Owner> owner = owner(connection, uuid);
        if (owner.isEmpty()) return Outcome.NOBODY;
        Set<String> allowed = allowed(connection, owner.get(), change.attributes());
        if (allowed.isEmpty()) return Outcome.NOT_ALLOWED;
        int id = owner.get().id();
        switch (change) {
            case SettingChange.ForwardTo forward -> forward(connection, id, forward);
            case SettingChange.ForwardsOff off -> endForwards(connection, id, types(off.types(), allowed));
            case SettingChange.SpeedDial dial -> {
                update(connection, "delete from provisioning.voip_speed_dial where subscriber_id = ? and slot = ?", id, dial.slot());
                update(connection, "insert into provisioning.voip_speed_dial (subscriber_id, slot, destination) values (?, ?, ?)", id,
                        dial.slot(), dial.uri());
            }
            case SettingChange.Reminder reminder -> {
                update(connection, "delete from provisioning.voip_reminder where subscriber_id = ?", id);
                update(connection, "insert into provisioning.voip_reminder (subscriber_id, time, recur, active) values (?, ?, 'never', 1)", id,
                        reminder.time().toString());
            }
            case SettingChange.ReminderOff _ -> update(connection, "delete from provisioning.voip_reminder where subscriber_id = ?", id);
            case SettingChange.Switch set -> prefer(connection, id, set.attribute(), set.on() ? Optional.of("1") : Optional.empty());
            case SettingChange.EverythingOff off -> {
                endForwards(connection, id, types(List.of(ForwardType.values()), allowed));
                for (String attribute : off.preferences()) {
                    if (allowed.contains(attribute)) prefer(connection, id, attribute, Optional.empty());
                }
            }
        }
        ChangeLog.append(connection, ChangeLog.SUBSCRIBER, id);
        return Outcome.DONE;
    }

    private static List<ForwardType> types(List<ForwardType> types, Set<String> allowed) {
        return types.stream().filter(type -> allowed.contains(type.word())).toList();
    }

    /** Of two calls of the same subscriber the second waits for the first. */
    private static Optional<Owner> owner(Connection connection, String uuid) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select id, profile_id from provisioning.voip_subscribers where uuid = ? for update")) {
            query.setString(1, uuid);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(new Owner(row.getInt(1), row.getInt(2))) : Optional.empty();
            }
        }
    }

    /** Those of these attributes that the profile lists; all without a profile. */
    private static Set<String> allowed(Connection connection, Owner owner, List<String> attributes) throws SQLException {
        Set<String> allowed = new TreeSet<>(attributes);
        if (owner.profile() == 0) return allowed;
        Set<String> listed = new TreeSet<>();
        try (PreparedStatement query = connection.prepareStatement(LISTED)) {
            query.setInt(1, owner.profile());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) listed.add(row.getString(1));
            }
        }
        allowed.retainAll(listed);
        return allowed;
    }

    private static void forward(Connection connection, int subscriber, SettingChange.ForwardTo forward) throws SQLException {
        String type = forward.type().word();
        long set = set(connection, subscriber, type + "_by_vsc");
        update(connection, "delete from provisioning.voip_cf_destinations where destination_set_id = ?", set);
        update(connection, "insert into provisioning.voip_cf_destinations (destination_set_id, destination) values (?, ?)", set, forward.uri());
        update(connection, "delete from provisioning.voip_cf_mappings where subscriber_id = ? and type = ?", subscriber, type);
        update(connection, "insert into provisioning.voip_cf_mappings (subscriber_id, type, destination_set_id) values (?, ?, ?)", subscriber, type, set);
        ForwardPublication.publish(connection, subscriber);
        if (forward.ringSeconds().isPresent()) prefer(connection, subscriber, "ringtimeout", forward.ringSeconds().map(String::valueOf));
    }

    private static long set(Connection connection, int subscriber, String name) throws SQLException {
        String known = "select max(id) from provisioning.voip_cf_destination_sets where subscriber_id = ? and name = ?";
        try (PreparedStatement query = connection.prepareStatement(known)) {
            query.setInt(1, subscriber);
            query.setString(2, name);
            try (ResultSet row = query.executeQuery()) {
                if (row.next() && row.getLong(1) != 0) return row.getLong(1);
            }
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into provisioning.voip_cf_destination_sets (subscriber_id, name) values (?, ?)", Statement.RETURN_GENERATED_KEYS)) {
            insert.setInt(1, subscriber);
            insert.setString(2, name);
            insert.executeUpdate();
            try (ResultSet key = insert.getGeneratedKeys()) {
                key.next();
                return key.getLong(1);
            }
        }
    }

    private static void endForwards(Connection connection, int subscriber, Collection<ForwardType> types) throws SQLException {
        if (types.isEmpty()) return;
        String marks = String.join(", ", Collections.nCopies(types.size(), "?"));
        Object[] values = new Object[types.size() + 1];
        values[0] = subscriber;
        int index = 1;
        for (ForwardType type : types) values[index++] = type.word();
        update(connection, "delete from provisioning.voip_cf_mappings where subscriber_id = ? and type in (" + marks + ")", values);
        ForwardPublication.publish(connection, subscriber);
    }

    private static void prefer(Connection connection, int subscriber, String attribute, Optional<String> value) throws SQLException {
        update(connection, "delete from provisioning.voip_usr_preferences where subscriber_id = ? and attribute_id = (" + PREFERENCE + ")", subscriber,
                attribute);
        if (value.isPresent()) {
            update(connection, "insert into provisioning.voip_usr_preferences (subscriber_id, attribute_id, value) values (?, (" + PREFERENCE + "), ?)",
                    subscriber, attribute, value.get());
        }
    }
}
