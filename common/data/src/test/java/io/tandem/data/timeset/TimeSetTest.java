package io.tandem.data.timeset;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

import io.tandem.data.timeset.CalendarPeriod.Column;
import io.tandem.data.timeset.CalendarPeriod.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TimeSetTest {
    /** 1997-09-02 is a Tuesday; the examples of RFC 5545 §3.8.5.3 begin then. */
    private static final LocalDateTime START = LocalDateTime.parse("1997-09-02T09:00:00");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // frequency | interval | by parts | begins then? | moment
        "DAILY | 2 | | true | 1997-09-04T09:00:00", "DAILY | 2 | | false | 1997-09-05T09:00:00", "DAILY | 1 | | false | 1997-09-04T09:00:01",
        "DAILY | 1 | months=1 | true | 1998-01-31T09:00:00", "DAILY | 1 | months=1 | false | 1998-02-01T09:00:00",
        "WEEKLY | 1 | | true | 1997-09-30T09:00:00", "WEEKLY | 1 | | false | 1997-10-01T09:00:00",
        "WEEKLY | 2 | days=TU TH | true | 1997-09-18T09:00:00", "WEEKLY | 2 | days=TU TH | false | 1997-09-11T09:00:00",
        "MONTHLY | 1 | days=1FR | true | 1997-10-03T09:00:00", "MONTHLY | 1 | days=1FR | false | 1997-10-10T09:00:00",
        "MONTHLY | 1 | days=-2MO | true | 1997-09-22T09:00:00", "MONTHLY | 1 | monthDays=-3 | true | 1997-09-28T09:00:00",
        "MONTHLY | 18 | monthDays=10 11 | true | 1999-03-11T09:00:00", "MONTHLY | 18 | monthDays=10 11 | false | 1999-02-11T09:00:00",
        "MONTHLY | 1 | days=FR monthDays=13 | true | 1998-02-13T09:00:00", "MONTHLY | 1 | days=FR monthDays=13 | false | 1998-02-20T09:00:00",
        "MONTHLY | 1 | days=TU WE TH positions=3 | true | 1997-09-04T09:00:00", "MONTHLY | 1 | days=TU WE TH positions=3 | false | 1997-09-09T09:00:00",
        "MONTHLY | 1 | days=MO TU WE TH FR positions=-2 | true | 1997-09-29T09:00:00",
        "YEARLY | 1 | | true | 1999-09-02T09:00:00", "YEARLY | 1 | months=6 7 | true | 1998-07-02T09:00:00",
        "YEARLY | 3 | yearDays=1 100 200 | true | 2000-04-09T09:00:00", "YEARLY | 1 | days=20MO | true | 1998-05-18T09:00:00",
        "YEARLY | 1 | weeks=20 days=MO | true | 1998-05-11T09:00:00", "YEARLY | 1 | weeks=20 days=MO | false | 1998-05-18T09:00:00",
        "YEARLY | 1 | months=3 days=TH | true | 1998-03-05T09:00:00", "YEARLY | 4 | months=11 days=TU monthDays=2 3 4 5 6 7 8 | true | 2001-11-06T09:00:00",
        "YEARLY | 1 | months=11 days=-1TH | true | 1997-11-27T09:00:00", "HOURLY | 3 | | true | 1997-09-02T15:00:00",
        "HOURLY | 3 | | false | 1997-09-02T16:00:00", "MINUTELY | 90 | | true | 1997-09-02T10:30:00", "MINUTELY | 90 | | false | 1997-09-02T10:00:00",
        "DAILY | 1 | hours=9 10 minutes=0 20 | true | 1997-09-05T10:20:00", "DAILY | 1 | | false | 1997-09-01T09:00:00"})
    void momentsRecurAsInTheExamplesOfTheRfc(Frequency frequency, int interval, String parts, boolean begins, LocalDateTime moment) {
        Recurrence starts = new Recurrence(START, frequency, interval, Optional.empty(), parts(parts));
        assertThat(starts.comesWithin(moment.minusSeconds(1), moment)).isEqualTo(begins);
    }

    @Test void aPeriodLastsAndMayRunOverMidnight() {
        TimeSet nights = new TimeSet(List.of(new RecurringPeriod(new Recurrence(LocalDateTime.parse("2026-01-05T22:00:00"), Frequency.WEEKLY, 1,
                Optional.empty(), parts("days=MO TU WE TH FR")), Duration.ofHours(8))));
        assertThat(at(nights, "2026-01-05T21:59:59")).isFalse();
        assertThat(at(nights, "2026-01-05T22:00:00")).isTrue();
        assertThat(at(nights, "2026-01-10T05:59:59")).as("the night after Friday").isTrue();
        assertThat(at(nights, "2026-01-10T06:00:00")).isFalse();
        assertThat(at(nights, "2026-01-10T23:00:00")).as("Saturday").isFalse();
    }

    @Test void aRecurrenceEndsByItsLastMomentOrByCount() {
        Recurrence ten = new Recurrence(START, Frequency.DAILY, 1, Optional.empty(), parts("")).counting(OptionalInt.of(10));
        assertThat(ten.until()).contains(LocalDateTime.parse("1997-09-11T09:00:00"));
        Recurrence placed = new Recurrence(START, Frequency.MONTHLY, 1, Optional.empty(), parts("days=TU WE TH positions=3")).counting(OptionalInt.of(3));
        assertThat(placed.until()).contains(LocalDateTime.parse("1997-11-06T09:00:00"));
        assertThat(ten.comesWithin(START.plusDays(9), START.plusDays(10))).isFalse();
        assertThat(ten.counting(OptionalInt.empty())).isEqualTo(ten);
    }

    @Test void theMomentIsReadOnTheWallOfTheOwner() {
        TimeSet office = new TimeSet(List.of(calendar("wday", "2-6", "hour", "9-16")));
        ZonedDateTime morning = ZonedDateTime.parse("2026-11-27T08:30:00Z");               // a Friday
        assertThat(office.contains(morning)).isFalse();
        assertThat(office.contains(morning.withZoneSameInstant(ZoneId.of("Europe/Vienna")))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"hour, 22-6, true, 2026-11-29T23:00:00", "hour, 22-6, true, 2026-11-29T06:59:59", "hour, 22-6, false, 2026-11-29T07:00:00",
        "wday, 1, true, 2026-11-29T07:00:00", "wday, 7-1, false, 2026-11-30T07:00:00", "month, 11, true, 2026-11-30T07:00:00",
        "mday, 24-26, true, 2026-12-25T07:00:00", "year, 2026;2028, false, 2027-12-25T07:00:00", "year, 2026;2028, true, 2028-12-25T07:00:00",
        "minute, 0-14, false, 2026-12-25T07:15:00"})
    void aCalendarPeriodTakesNumbersRangesAndLists(String column, String value, boolean holds, String moment) {
        assertThat(at(new TimeSet(List.of(calendar(column, value))), moment)).isEqualTo(holds);
    }

    @Test void onePeriodIsEnoughAndNoneNever() {
        TimeSet set = new TimeSet(List.of(calendar("hour", "3"), new SinglePeriod(START, Optional.of(START.plusHours(1)))));
        assertThat(at(set, "1997-09-02T09:59:59")).isTrue();
        assertThat(at(set, "1997-09-02T10:00:00")).isFalse();
        assertThat(at(set, "1997-09-03T03:00:00")).isTrue();
        assertThat(at(TimeSet.NEVER, "1997-09-03T03:00:00")).isFalse();
        assertThat(new SinglePeriod(START, Optional.empty()).contains(START.plusYears(9))).isTrue();
    }

    @Test void whatIsNoPeriodIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Part.parse(Column.HOUR, "9-"));
        assertThatIllegalArgumentException().isThrownBy(() -> NthDay.parse("XX"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Recurrence(START, Frequency.DAILY, 0, Optional.empty(), parts("")));
    }

    private static boolean at(TimeSet set, String moment) { return set.contains(ZonedDateTime.of(LocalDateTime.parse(moment), ZoneId.of("UTC"))); }

    private static CalendarPeriod calendar(String... columns) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < columns.length; i += 2) parts.add(Part.parse(Column.valueOf(columns[i].toUpperCase(Locale.ROOT)), columns[i + 1]));
        return new CalendarPeriod(parts);
    }

    /** {@code name=value value name=value}. */
    private static Parts parts(String text) {
        String given = text == null ? "" : text;
        return new Parts(numbers(given, "seconds"), numbers(given, "minutes"), numbers(given, "hours"),
                words(given, "days").stream().map(NthDay::parse).toList(), numbers(given, "monthDays"), numbers(given, "yearDays"),
                numbers(given, "weeks"), numbers(given, "months"), numbers(given, "positions"));
    }

    private static List<Integer> numbers(String text, String name) { return words(text, name).stream().map(Integer::valueOf).toList(); }

    private static List<String> words(String text, String name) {
        return Arrays.stream(text.split(" (?=[a-zA-Z]+=)")).filter(part -> part.startsWith(name + "="))
                .flatMap(part -> Arrays.stream(part.substring(name.length() + 1).split(" "))).toList();
    }
}
