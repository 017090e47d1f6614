package io.tandem.appserver.reminder;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** A wake-up call that a subscriber wants. Immutable.
 * @param uuid        of the subscriber
 * @param address     {@code sip:user@domain} of its phones
 * @param time        in its time zone
 * @param sinceChange how long ago it was set, or called last */
record Reminder(long id, String uuid, String address, LocalTime time, Recurrence recurrence, ZoneId zone, Duration sinceChange) {
    /** On which days. */
    enum Recurrence {
        /** The next time, and then no more. */
        NEVER,
        /** Monday to Friday. */
        WEEKDAYS,
        ALWAYS
    }

    /** The subscriber is to be called now.
     * @param late how long after the time somebody may still be woken */
    boolean isDue(Instant now, Duration late) {
        ZonedDateTime here = now.atZone(zone);
        ZonedDateTime today = here.with(time);
        ZonedDateTime last = today.isAfter(here) ? here.minusDays(1).with(time) : today;
        Duration ago = Duration.between(last, here);
        return ago.compareTo(late) < 0 && sinceChange.compareTo(ago) > 0 && isWanted(last.getDayOfWeek());
    }

    private boolean isWanted(DayOfWeek day) {
        return recurrence != Recurrence.WEEKDAYS || day != DayOfWeek.SATURDAY && day != DayOfWeek.SUNDAY;
    }
}
