package io.tandem.appserver.reminder;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ReminderTest {
    private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");

    private static Reminder at(String time, Reminder.Recurrence recurrence, Duration sinceChange) {
        return new Reminder(1, "uuid", "sip:bob@example.org", LocalTime.parse(time), recurrence, VIENNA, sinceChange);
    }

    private static Instant vienna(String text) {
        return ZonedDateTime.parse(text + "[Europe/Vienna]").toInstant();
    }

    @ParameterizedTest
    @CsvSource({
        "07:30, 2026-11-30T07:30:00+01:00, true",
        "07:30, 2026-11-30T07:34:59+01:00, true",
        "07:30, 2026-11-30T07:35:00+01:00, false",
        "07:30, 2026-11-30T07:29:59+01:00, false",
        "23:58, 2026-12-01T00:01:00+01:00, true",
        "07:30, 2026-07-30T07:30:10+02:00, true"})
    void isDueAtItsTimeInTheSubscribersZoneAndNotLongAfter(String time, String now, boolean due) {
        assertThat(at(time, Reminder.Recurrence.NEVER, Duration.ofDays(1)).isDue(vienna(now), Duration.ofMinutes(5))).isEqualTo(due);
    }

    @Test
    void onWeekdaysMeansMondayToFriday() {
        for (int day = 23; day <= 29; day++) { // a Monday to a Sunday
            assertThat(at("07:30", Reminder.Recurrence.WEEKDAYS, Duration.ofDays(1)).isDue(vienna("2026-11-" + day + "T07:31:00+01:00"), Duration.ofMinutes(5)))
                    .as("November %d", day).isEqualTo(day < 28);
        }
    }

    @Test
    void whatWasSetOrMadeAfterItsTimeWaitsForTheNextDay() {
        Instant now = vienna("2026-11-30T07:32:00+01:00");
        assertThat(at("07:30", Reminder.Recurrence.ALWAYS, Duration.ofMinutes(1)).isDue(now, Duration.ofMinutes(5))).isFalse();
        assertThat(at("07:30", Reminder.Recurrence.ALWAYS, Duration.ofMinutes(3)).isDue(now, Duration.ofMinutes(5))).isTrue();
    }
}
