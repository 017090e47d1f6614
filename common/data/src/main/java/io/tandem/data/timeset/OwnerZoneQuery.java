package io.tandem.data.timeset;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.ZoneId;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the time zones that subscribers and resellers live in. */
public final class OwnerZoneQuery {
    private static final Logger LOG = LoggerFactory.getLogger(OwnerZoneQuery.class);
    private static final String OF_SUBSCRIBER = """
            select coalesce(o.timezone, k.timezone, r.timezone) from billing.voip_subscribers b
            join billing.contracts c on c.id = b.contract_id
            left join billing.contacts o on o.id = b.contact_id
            left join billing.contacts k on k.id = c.contact_id
            left join billing.resellers x on x.id = k.reseller_id
            left join billing.contracts y on y.id = x.contract_id
            left join billing.contacts r on r.id = y.contact_id where b.id = ?""";
    private static final String OF_TIME_SET = """
            select r.timezone from provisioning.voip_time_sets t
            join billing.resellers x on x.id = t.reseller_id
            left join billing.contracts y on y.id = x.contract_id
            left join billing.contacts r on r.id = y.contact_id where t.id = ?""";

    private OwnerZoneQuery() {}

    /** That of the subscriber's contact, of its customer's, of its reseller's; else the zone of this system. Blocks. */
    public static ZoneId read(Connection connection, int subscriber) throws SQLException {
        return read(connection, OF_SUBSCRIBER, subscriber);
    }

    /** That of the reseller of a time set; else the zone of this system. Blocks. */
    static ZoneId ofTimeSet(Connection connection, int timeSet) throws SQLException { return read(connection, OF_TIME_SET, timeSet); }

    private static ZoneId read(Connection connection, String sql, int id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, id);
            try (ResultSet row = statement.executeQuery()) {
                String zone = row.next() ? row.getString(1) : null;
                return zone == null || zone.isBlank() ? ZoneId.systemDefault() : ZoneId.of(zone.strip());
            } catch (DateTimeException unknown) {
                LOG.warn("subscriber or time set {} is in an unknown time zone, that of this system is used: {}", id, unknown.getMessage());
                return ZoneId.systemDefault();
            }
        }
    }
}
