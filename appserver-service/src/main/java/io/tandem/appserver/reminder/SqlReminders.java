package io.tandem.appserver.reminder;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import javax.sql.DataSource;

import io.tandem.data.timeset.OwnerZoneQuery;

import static io.tandem.data.Statements.update;

/** In the table of the API's {@code reminders}. A claim is the change of {@code changed_at}, so that one of several processes wins. */
final class SqlReminders implements Reminders {
    /** Time zones differ by whole quarters of an hour. */
    private static final String NEAR = """
            select r.id, s.id, s.uuid, s.username, d.domain, r.time, r.recur, timestampdiff(microsecond, r.changed_at, current_timestamp(6))
            from provisioning.voip_reminder r join provisioning.voip_subscribers s on s.id = r.subscriber_id
            join provisioning.voip_domains d on d.id = s.domain_id
            join billing.voip_subscribers b on b.uuid = s.uuid and b.status = 'active'
            where r.active = 1 and mod(floor(time_to_sec(utc_time()) / 60) - floor(time_to_sec(r.time) / 60) + 1440, 15) <= ?""";
    private static final String CLAIM = """
            update provisioning.voip_reminder set changed_at = current_timestamp(6)
            where id = ? and timestampdiff(microsecond, changed_at, current_timestamp(6)) >= ?""";

    private final DataSource database;
    private final Duration late;

    /** @param late how long after its time a call is looked for */
    SqlReminders(DataSource database, Duration late) {
        this.database = database;
        this.late = late;
    }

    @Override
    public List<Reminder> near() throws SQLException {
        List<Reminder> found = new ArrayList<>();
        try (Connection connection = database.getConnection(); PreparedStatement query = connection.prepareStatement(NEAR)) {
            query.setLong(1, late.toMinutes());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    String address = "sip:" + URLEncoder.encode(row.getString(4), StandardCharsets.UTF_8).replace("+", "%20") + "@" + row.getString(5);
                    found.add(new Reminder(row.getLong(1), row.getString(3), address, row.getObject(6, LocalTime.class),
                            Reminder.Recurrence.valueOf(row.getString(7).toUpperCase(Locale.ROOT)), OwnerZoneQuery.read(connection, row.getInt(2)),
                            Duration.ofNanos(row.getLong(8) * 1000)));
                }
            }
        }
        return found;
    }

    @Override
    public boolean claim(Reminder reminder) throws SQLException {
        try (Connection connection = database.getConnection(); PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            claim.setLong(1, reminder.id());
            claim.setLong(2, reminder.sinceChange().toNanos() / 1000);
            return claim.executeUpdate() == 1;
        }
    }

    @Override
    public void done(Reminder reminder) throws SQLException {
        try (Connection connection = database.getConnection()) {
            update(connection, "delete from provisioning.voip_reminder where id = ? and recur = 'never' and time = ?", reminder.id(),
                    reminder.time().toString());
        }
    }
}
