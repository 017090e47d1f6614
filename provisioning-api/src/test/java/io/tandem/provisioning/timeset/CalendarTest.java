package io.tandem.provisioning.timeset;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Item;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Time sets as iCalendar files (RFC 5545). */
class CalendarTest {
    @Test void officeHoursAsACalendarProgramWritesThem() {
        JsonNode period = read("""
            BEGIN:VEVENT
            UID:1@example.org
            DTSTAMP:20260101T000000Z
            DTSTART;TZID="Europe/Vienna":20260105T080000
            DTEND;TZID=Europe/Vienna:20260105T170000
            RRULE:FREQ=WEEKLY;WKST=SU;UNTIL=20291231T225959Z;BYDAY=MO,TU,WE,
             TH,FR
            SUMMARY:Office\\, ground floor\\nask for Anna
            BEGIN:VALARM
            TRIGGER:-PT10M
            DTSTART:19700101T000000
            END:VALARM
            END:VEVENT""").path(0);
        assertThat(period.path("start").asString()).isEqualTo("2026-01-05 08:00:00");
        assertThat(period.path("end").asString()).isEqualTo("2026-01-05 17:00:00");
        assertThat(period.path("freq").asString()).isEqualTo("weekly");
        assertThat(period.path("until").asString()).describedAs("UTC, while the event is in Vienna").isEqualTo("2029-12-31 23:59:59");
        assertThat(period.path("byday").asString()).isEqualTo("MO,TU,WE,TH,FR");
        assertThat(period.path("comment").asString()).isEqualTo("Office, ground floor\nask for Anna");
    }

    @Test void daysAndDurationsHaveAnEnd() {
        JsonNode periods = read("""
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:20261225
            END:VEVENT
            BEGIN:VEVENT
            DTSTART:20261224T120000
            DURATION:PT6H30M
            END:VEVENT
            BEGIN:VEVENT
            DTSTART:20261224T120000
            DURATION:P2W
            END:VEVENT
            BEGIN:VEVENT
            DTSTART:20261224T120000
            END:VEVENT""");
        assertThat(periods.findValuesAsString("end")).containsExactly("2026-12-26 00:00:00", "2026-12-24 18:30:00", "2027-01-07 12:00:00");
        assertThat(periods).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "DTSTART:20260230T000000 | '20260230T000000' is no time",
        "SUMMARY:x | an event has no DTSTART",
        "DTSTART:20260101T000000!EXDATE:20260102T000000 | a time set knows no EXDATE",
        "DTSTART:20260101T000000!DURATION:soon | 'soon' is no duration",
        "DTSTART:20260101T000000!DURATION:P2147483647Y | 'P2147483647Y' is no duration",
        "DTSTART:20260101T000000!RRULE:FREQ=WEEKLY;X=1 | 'X=1' is no part of a rule",
        "DTSTART:20260101T000000!RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU | weeks begin on Monday, not by WKST=SU",
        "DTSTART:20260101T000000!END:VALARM | END:VALARM has no beginning",
        "DTSTART:20260101T000000!hello | 'hello' is no line of a calendar"})
    void whatASetCannotHoldIsRefused(String event, String why) {
        assertThatExceptionOfType(ApiError.class).isThrownBy(() -> read("BEGIN:VEVENT\n" + event.replace('!', '\n') + "\nEND:VEVENT"))
            .matches(refused -> refused.status() == 422).withMessage("The calendar cannot be used, " + why + ".");
    }

    @Test void whatIsNoCalendarIsRefused() {
        assertThatExceptionOfType(ApiError.class).isThrownBy(() -> CalendarReader.periods(bytes("BEGIN:VCARD\nEND:VCARD")));
        assertThatExceptionOfType(ApiError.class).isThrownBy(() -> CalendarReader.periods(new byte[0])).withMessageContaining("it has no events");
        assertThatExceptionOfType(ApiError.class).isThrownBy(() -> CalendarReader.periods(bytes("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101T000000")))
            .withMessageContaining("the end of VEVENT is missing");
        String event = "BEGIN:VEVENT\nDTSTART:20260101T000000\nEND:VEVENT\n";
        assertThatExceptionOfType(ApiError.class).isThrownBy(() -> read(event.repeat(1001))).withMessageContaining("more than 1000 events");
    }

    @Test void whatIsWrittenIsReadAgain() {
        ObjectNode set = JsonNodeFactory.instance.objectNode().put("name", "nights");
        set.set("times", JsonMapper.shared().readTree("""
            [{"start": "2026-01-05 22:00:00", "end": "2026-01-06 06:00:00", "freq": "monthly", "count": 12, "interval": 2, "byday": "-1SU",
              "comment": "%s; back\\\\slash, and\\na line"}, {"start": "2026-05-01 00:00:00"}]""".formatted("Überlänge ".repeat(20))));
        String file = new String(CalendarWriter.write(new Item("7", set), Instant.parse("2026-11-29T09:00:00Z")), StandardCharsets.UTF_8);
        assertThat(file).startsWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:").contains("\r\nUID:timeset-7-1@tandem\r\nDTSTAMP:20261129T090000Z\r\n")
            .contains("RRULE:FREQ=MONTHLY;COUNT=12;INTERVAL=2;BYDAY=-1SU\r\n");
        assertThat(List.of(file.split("\r\n"))).allMatch(line -> bytes(line).length <= 75);
        JsonNode read = CalendarReader.periods(bytes(file));
        assertThat(read).hasSize(2);
        for (String field : List.of("start", "end", "freq", "count", "interval", "byday", "comment")) {
            assertThat(read.path(0).path(field).asString()).describedAs(field).isEqualTo(set.path("times").path(0).path(field).asString());
        }
    }

    private static JsonNode read(String events) {
        return CalendarReader.periods(bytes("BEGIN:VCALENDAR\nVERSION:2.0\n" + events + "\nEND:VCALENDAR\n"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
