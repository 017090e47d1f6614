package io.tandem.testkit.data;

import java.sql.Connection;
import java.sql.Statement;
import java.time.ZoneId;
import java.time.ZonedDateTime;

import io.tandem.data.timeset.OwnerZoneQuery;
import io.tandem.data.timeset.TimeSet;
import io.tandem.data.timeset.TimeSetQuery;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Time sets as their tables say, periods that somebody spoiled behind the API's back included. */
class TimeSetQueryIT {
    @Test void periodsRecurAsStoredAndASpoiledOneHoldsNever() throws Exception {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false); // nothing stays
            statement.execute("insert into provisioning.voip_time_sets (id, reseller_id, name) values (7201, 1, 'time-set-query')");
            statement.execute("insert into provisioning.voip_time_periods (time_set_id, start, end, freq, until, count, `interval`, byday, bysetpos) values "
                + "(7201, '2026-01-01 08:00:00', '2026-01-01 17:00:00', 'weekly', '2026-12-31 23:59:59', null, 1, 'MO, TU', null), "
                + "(7201, '2026-01-03 00:00:00', null, 'monthly', null, 2, null, 'SA', '1'), "
                + "(7201, '2026-01-01 00:00:00', null, 'daily', null, null, 1, 'XX', null)");
            TimeSet set = TimeSetQuery.GENERAL.read(connection, 7201);
            connection.rollback();
            assertThat(set.periods()).hasSize(2);
            assertThat(set.contains(vienna("2026-11-30T08:00"))).as("a Monday").isTrue();
            assertThat(set.contains(vienna("2026-11-30T17:00"))).isFalse();
            assertThat(set.contains(vienna("2026-02-07T23:59"))).as("second first Saturday, a whole day").isTrue();
            assertThat(set.contains(vienna("2026-03-07T12:00"))).as("third").isFalse();
            assertThat(TimeSetQuery.GENERAL.read(connection, 7201)).isEqualTo(TimeSet.NEVER);
        }
    }

    @Test void theOwnersZoneIsThatOfTheNearestContact() throws Exception {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("insert into billing.contacts (id, reseller_id, email, timezone) values (7201, 1, 'k@example.org', 'Asia/Tokyo'), "
                + "(7202, 1, 'o@example.org', 'Europe/Vienna')");
            statement.execute("insert into billing.contracts (id, contact_id, product_id) values (7201, 7201, 4)");
            statement.execute("insert into billing.voip_subscribers (id, contract_id, uuid, username, domain_id, contact_id) values "
                + "(7201, 7201, 'uuid-7201', 'a', 1, null), (7202, 7201, 'uuid-7202', 'b', 1, 7202)");
            assertThat(OwnerZoneQuery.read(connection, 7201)).isEqualTo(ZoneId.of("Asia/Tokyo"));
            assertThat(OwnerZoneQuery.read(connection, 7202)).isEqualTo(ZoneId.of("Europe/Vienna"));
            assertThat(OwnerZoneQuery.read(connection, 7203)).isEqualTo(ZoneId.systemDefault());
            connection.rollback();
        }
    }

    private static ZonedDateTime vienna(String moment) {
        return ZonedDateTime.parse(moment + ":00+01:00[Europe/Vienna]");
    }
}
