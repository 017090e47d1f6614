package io.tandem.data.timeset;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;

/**
 * A time set of a reseller, where it holds. Immutable.
 *
 * @param zone the reseller's
 */
public record Schedule(TimeSet set, ZoneId zone) {

    /** The set with this id. Blocks. */
    public static Schedule read(Connection connection, int timeSet) throws SQLException {
        return new Schedule(TimeSetQuery.GENERAL.read(connection, timeSet), OwnerZoneQuery.ofTimeSet(connection, timeSet));
    }

    public boolean contains(Instant moment) { return set.contains(moment.atZone(zone)); }
}
