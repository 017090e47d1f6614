package io.tandem.provisioning.timeset;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

import io.tandem.provisioning.resource.Item;
import tools.jackson.databind.JsonNode;

/** A time set as an iCalendar file (RFC 5545): an event for each of its times, in local time without a zone. */
final class CalendarWriter {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final List<String> RULE_PARTS = List.of("count", "interval", "bysecond", "byminute", "byhour", "byday", "bymonthday", "byyearday",
        "byweekno", "bymonth", "bysetpos");

    private CalendarWriter() {}

    static byte[] write(Item set, Instant now) {
        StringBuilder file = new StringBuilder();
        add(file, "BEGIN", "VCALENDAR");
        add(file, "VERSION", "2.0");
        add(file, "PRODID", "-//Tandem//Time sets//EN");
        add(file, "X-WR-CALNAME", ContentLine.escaped(set.text("name")));
        int number = 1;
        for (JsonNode time : set.fields().path("times")) {
            event(file, time, "timeset-%s-%d@tandem".formatted(set.id(), number++), STAMP.format(now));
        }
        add(file, "END", "VCALENDAR");
        return file.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void event(StringBuilder file, JsonNode time, String uid, String stamp) {
        add(file, "BEGIN", "VEVENT");
        add(file, "UID", uid);
        add(file, "DTSTAMP", stamp);
        add(file, "DTSTART", moment(time.path("start")));
        if (time.hasNonNull("end")) {
            add(file, "DTEND", moment(time.path("end")));
        }
        if (time.hasNonNull("freq")) {
            add(file, "RRULE", rule(time));
        }
        if (time.hasNonNull("comment")) {
            add(file, "SUMMARY", ContentLine.escaped(time.path("comment").asString()));
        }
        add(file, "END", "VEVENT");
    }

    private static String rule(JsonNode time) {
        StringJoiner rule = new StringJoiner(";").add("FREQ=" + time.path("freq").asString().toUpperCase(Locale.ROOT));
        if (time.hasNonNull("until")) {
            rule.add("UNTIL=" + moment(time.path("until")));
        }
        RULE_PARTS.stream().filter(time::hasNonNull).forEach(part -> rule.add(part.toUpperCase(Locale.ROOT) + "=" + time.path(part).asString()));
        return rule.toString();
    }

    /** {@code 2026-01-05 08:00:00} as {@code 20260105T080000}. */
    private static String moment(JsonNode time) {
        return time.asString().replace("-", "").replace(":", "").replace(' ', 'T');
    }

    private static void add(StringBuilder file, String name, String value) {
        ContentLine.of(name, value).appendTo(file);
    }
}
