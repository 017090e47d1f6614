package io.tandem.billing.fraud;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import io.tandem.data.Statements;
import io.tandem.data.change.ChangeLog;

/** Locks all subscribers of a customer as the API does: the preference {@code lock} that call nodes obey, and the status. Never loosens a lock. */
public final class CustomerLock {
    /** From here on a subscriber is locked as a whole; below it, some calls still go. */
    private static final int GLOBAL = 4;
    private static final String LOOSER = "select s.id from provisioning.voip_subscribers s where s.account_id = ? and not exists (select 1 from "
            + "provisioning.voip_usr_preferences v where v.subscriber_id = s.id and v.attribute_id = {lock} and cast(v.value as unsigned) >= ?) "
            + "order by s.id for update";
    private static final String CLEAR = "delete from provisioning.voip_usr_preferences where subscriber_id = ? and attribute_id = {lock}";
    private static final String SET = "insert into provisioning.voip_usr_preferences (subscriber_id, attribute_id, value) values (?, {lock}, ?)";
    private static final String STATUS = "update billing.voip_subscribers set status = 'locked' where id = ? and status = 'active'";
    private static final String ATTRIBUTE = "(select id from provisioning.voip_preferences where attribute = 'lock')";

    private final Connection connection;

    public CustomerLock(Connection connection) { this.connection = connection; }

    /** In the transaction of the caller.
     * @param level 1 to 5
     * @return ids of the subscribers that were looser */
    public List<Long> lock(long customer, int level) throws SQLException {
        List<Long> subscribers = looser(customer, level);
        for (long subscriber : subscribers) {
            run(CLEAR, subscriber);
            run(SET, subscriber, Integer.toString(level));
            if (level >= GLOBAL) run(STATUS, subscriber);
        }
        ChangeLog.append(connection, subscribers.stream().map(id -> new ChangeLog.Entry(ChangeLog.SUBSCRIBER, id)).toList());
        return subscribers;
    }

    private List<Long> looser(long customer, int level) throws SQLException {
        List<Long> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(LOOSER.replace("{lock}", ATTRIBUTE))) {
            statement.setLong(1, customer);
            statement.setInt(2, level);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) found.add(row.getLong(1));
            }
        }
        return found;
    }

    private void run(String sql, Object... values) throws SQLException {
        Statements.update(connection, sql.replace("{lock}", ATTRIBUTE), values);
    }
}
