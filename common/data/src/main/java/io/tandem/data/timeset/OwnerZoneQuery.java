package io.tandem.data.timeset;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.ZoneId;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the time zone that a subscriber lives in. */
public final class OwnerZoneQuery {
    private static final Logger LOG = LoggerFactory.getLogger(OwnerZoneQuery.class);
    private static final String SQL = """
            select coalesce(o.timezone, k.timezone, r.timezone) from billing.voip_subscribers b
            join billing.contracts c on c.id = b.contract_id
            left join billing.contacts o on o.id = b.contact_id
            left join billing.contacts k on k.id = c.contact_id
            left join billing.resellers x on x.id = k.reseller_id
            left join billing.contracts y on y.id = x.contract_id
            left join billing.contacts r on r.id = y.contact_id where b.id = ?""";

    private OwnerZoneQuery() {}

    /** That of the subscriber's contact, of its customer's, of its reseller's; else the zone of this system. Blocks. */
    public static ZoneId read(Connection connection, int subscriber) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setInt(1, subscriber);
            try (ResultSet row = statement.executeQuery()) {
                String zone = row.next() ? row.getString(1) : null;
                return zone == null || zone.isBlank() ? ZoneId.systemDefault() : ZoneId.of(zone.strip());
            } catch (DateTimeException unknown) {
                LOG.warn("subscriber {} is in an unknown time zone, that of this system is used: {}", subscriber, unknown.getMessage());
                return ZoneId.systemDefault();
            }
        }
    }
}
