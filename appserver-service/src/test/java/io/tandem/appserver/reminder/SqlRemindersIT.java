package io.tandem.appserver.reminder;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

import io.tandem.appserver.MailboxFixture;
import io.tandem.appserver.SwitchableDatabase;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Wake-up calls in a real database: found near their time, taken by one process, gone when they do not recur. */
class SqlRemindersIT {
    private final SqlReminders reminders = new SqlReminders(new SwitchableDatabase(), Duration.ofMinutes(5));
    private MailboxFixture bob;

    @BeforeEach
    void start() throws SQLException {
        bob = new MailboxFixture();
        execute("update billing.contacts set timezone = 'Asia/Kathmandu' where id = 8001");
    }

    @AfterEach
    void stop() throws SQLException {
        execute("delete from provisioning.voip_reminder where subscriber_id = 8001");
        bob.close();
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            for (String text : statements) statement.execute(text);
        }
    }

    /** In minutes from now. */
    private static void sets(int minutes, String recur) throws SQLException {
        LocalTime time = LocalTime.now(ZoneId.of("Asia/Kathmandu")).plusMinutes(minutes).withSecond(0).withNano(0);
        execute("delete from provisioning.voip_reminder where subscriber_id = 8001", "insert into provisioning.voip_reminder (subscriber_id, time, recur, changed_at) "
                + "values (8001, '" + time + "', '" + recur + "', current_timestamp(6) - interval 1 hour)");
    }

    private List<Reminder> near() throws SQLException {
        return reminders.near().stream().filter(reminder -> reminder.uuid().equals(MailboxFixture.UUID)).toList();
    }

    @Test
    void isFoundInItsOwnTimeZoneAndTakenOnce() throws SQLException {
        sets(-2, "never");
        Reminder found = near().getFirst();
        assertThat(found.address()).isEqualTo("sip:bob@" + MailboxFixture.DOMAIN);
        assertThat(found.zone()).isEqualTo(ZoneId.of("Asia/Kathmandu")).isNotEqualTo(ZoneOffset.UTC);
        assertThat(found.isDue(java.time.Instant.now(), Duration.ofMinutes(5))).isTrue();
        assertThat(reminders.claim(found)).isTrue();
        assertThat(reminders.claim(found)).as("by another process").isFalse();
        assertThat(near().getFirst().isDue(java.time.Instant.now(), Duration.ofMinutes(5))).as("again").isFalse();
        reminders.done(found);
        assertThat(near()).isEmpty();
    }

    @Test
    void whatRecursStays() throws SQLException {
        sets(-1, "always");
        reminders.done(near().getFirst());
        assertThat(near()).hasSize(1);
    }

    @Test
    void farOffOnesAreNotRead() throws SQLException {
        sets(-8, "always");
        assertThat(near()).isEmpty();
    }

    @Test
    void ofALockedSubscriberNothingIsRead() throws SQLException {
        sets(-1, "always");
        execute("update billing.voip_subscribers set status = 'locked' where id = 8001");
        assertThat(near()).isEmpty();
    }
}
