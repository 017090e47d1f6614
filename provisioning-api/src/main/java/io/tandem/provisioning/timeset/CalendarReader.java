package io.tandem.provisioning.timeset;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.TimeFormat;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The events of an iCalendar file (RFC 5545 §3.6.1) as times of a set. Times are what a clock on the wall shows: those in UTC are converted if the event
 * or the calendar ({@code X-WR-TIMEZONE}) names a zone. What a set cannot hold, such as exceptions, is refused.
 */
final class CalendarReader {
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss").withResolverStyle(ResolverStyle.STRICT);
    private static final int MOST_EVENTS = 1000;
    private static final String EVENT = "VEVENT";
    private static final String CALENDAR = "VCALENDAR";
    private static final String FIRST_WEEKDAY = "WKST";
    private static final Set<String> UNKEPT = Set.of("EXDATE", "RDATE", "EXRULE", "RECURRENCE-ID");
    private static final Set<String> RULE_PARTS = Set.of("FREQ", "UNTIL", "COUNT", "INTERVAL", "BYSECOND", "BYMINUTE", "BYHOUR", "BYDAY", "BYMONTHDAY",
        "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS", FIRST_WEEKDAY);

    private final ArrayNode periods = JsonNodeFactory.instance.arrayNode();
    private final Deque<String> components = new ArrayDeque<>();
    private final Map<String, ContentLine> event = new HashMap<>();
    private Optional<ZoneId> calendarZone = Optional.empty();

    private CalendarReader() {}

    /** @return objects with the fields of times
     *  @throws ApiError 422 if it is no calendar, or one that a set cannot hold */
    static ArrayNode periods(byte[] file) {
        CalendarReader reader = new CalendarReader();
        for (String text : ContentLine.unfolded(file)) {
            reader.read(ContentLine.parse(text).orElseThrow(() -> refused("'%s' is no line of a calendar".formatted(text))));
        }
        if (!reader.components.isEmpty() || reader.periods.isEmpty()) {
            throw refused(reader.components.isEmpty() ? "it has no events" : "the end of %s is missing".formatted(reader.components.peek()));
        }
        return reader.periods;
    }

    private void read(ContentLine line) {
        if (components.isEmpty() && !(line.name().equals("BEGIN") && line.value().equalsIgnoreCase(CALENDAR))) {
            throw refused("it does not begin with BEGIN:VCALENDAR");
        }
        switch (line.name()) {
            case "BEGIN" -> components.push(line.value().toUpperCase(Locale.ROOT));
            case "END" -> end(line.value().toUpperCase(Locale.ROOT));
            case "X-WR-TIMEZONE" -> calendarZone = zone(line.value());
            default -> {
                if (EVENT.equals(components.peek())) {
                    event.put(line.name(), line);
                }
            }
        }
    }

    private void end(String component) {
        if (!component.equals(components.pop())) {
            throw refused("END:%s has no beginning".formatted(component));
        }
        if (component.equals(EVENT)) {
            if (periods.size() == MOST_EVENTS) {
                throw refused("it has more than %d events".formatted(MOST_EVENTS));
            }
            periods.add(period());
            event.clear();
        }
    }

    private ObjectNode period() {
        event.keySet().stream().filter(UNKEPT::contains).findFirst().ifPresent(name -> {
            throw refused("a time set knows no %s".formatted(name));
        });
        ContentLine begin = property("DTSTART").orElseThrow(() -> refused("an event has no DTSTART"));
        Optional<ZoneId> zone = begin.parameter("TZID").flatMap(CalendarReader::zone).or(() -> calendarZone);
        LocalDateTime start = moment(begin.value(), zone);
        ObjectNode period = JsonNodeFactory.instance.objectNode().put("start", TimeFormat.SECONDS.format(start));
        property("DTEND").map(end -> moment(end.value(), zone)).or(() -> property("DURATION").map(length -> after(start, length.value())))
            .or(() -> isDay(begin.value()) ? Optional.of(start.plusDays(1)) : Optional.empty())
            .ifPresent(end -> period.put("end", TimeFormat.SECONDS.format(end)));
        property("SUMMARY").ifPresent(summary -> period.put("comment", summary.text()));
        property("RRULE").ifPresent(rule -> recur(period, rule.value(), zone));
        return period;
    }

    private Optional<ContentLine> property(String name) {
        return Optional.ofNullable(event.get(name));
    }

    /** §3.3.10. */
    private static void recur(ObjectNode period, String rule, Optional<ZoneId> zone) {
        String firstWeekday = "MO";
        for (String part : rule.split(";")) {
            String[] pair = part.split("=", 2);
            String name = pair[0].toUpperCase(Locale.ROOT);
            if (pair.length < 2 || !RULE_PARTS.contains(name)) {
                throw refused("'%s' is no part of a rule".formatted(part));
            }
            switch (name) {
                case FIRST_WEEKDAY -> firstWeekday = pair[1];
                case "UNTIL" -> period.put("until", TimeFormat.SECONDS.format(moment(pair[1], zone)));
                case "FREQ" -> period.put("freq", pair[1].toLowerCase(Locale.ROOT));
                default -> period.put(name.toLowerCase(Locale.ROOT), pair[1]);
            }
        }
        if (!firstWeekday.equalsIgnoreCase("MO") && (period.has("interval") || period.has("byweekno"))) {
            throw refused("weeks begin on Monday, not by WKST=" + firstWeekday);
        }
    }

    private static boolean isDay(String value) {
        return value.length() == "yyyyMMdd".length();
    }

    private static LocalDateTime moment(String value, Optional<ZoneId> zone) {
        boolean utc = value.endsWith("Z");
        String text = utc ? value.substring(0, value.length() - 1) : isDay(value) ? value + "T000000" : value;
        try {
            LocalDateTime moment = LocalDateTime.parse(text, MOMENT);
            return utc && zone.isPresent() ? moment.atOffset(ZoneOffset.UTC).atZoneSameInstant(zone.get()).toLocalDateTime() : moment;
        } catch (DateTimeException wrong) {
            throw refused("'%s' is no time".formatted(value));
        }
    }

    /** §3.3.6; days and weeks are such of the calendar. */
    private static LocalDateTime after(LocalDateTime start, String value) {
        try {
            return start.plus(value.indexOf('T') < 0 ? Period.parse(value) : Duration.parse(value));
        } catch (DateTimeException | ArithmeticException wrong) {
            throw refused("'%s' is no duration".formatted(value));
        }
    }

    private static Optional<ZoneId> zone(String name) {
        return ZoneId.getAvailableZoneIds().contains(name) ? Optional.of(ZoneId.of(name)) : Optional.empty();
    }

    private static ApiError refused(String why) {
        return ApiError.unprocessable("The calendar cannot be used, %s.".formatted(why));
    }
}
