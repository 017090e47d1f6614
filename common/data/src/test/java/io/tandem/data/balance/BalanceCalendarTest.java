package io.tandem.data.balance;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** provisioning.md §5.5. */
class BalanceCalendarTest {
    private static final LocalDateTime CREATED = LocalDateTime.of(2026, 1, 30, 10, 20, 30);

    @ParameterizedTest
    @CsvSource({
        "1st,      MONTHS, 1, 2026-01-01T00:00:00, 2026-01-31T23:59:59, 2026-02-28T23:59:59",
        "create,   MONTHS, 1, 2026-01-30T00:00:00, 2026-02-27T23:59:59, 2026-03-29T23:59:59",
        "create,   MONTHS, 2, 2026-01-30T00:00:00, 2026-03-29T23:59:59, 2026-05-29T23:59:59",
        "create,   DAYS,   7, 2026-01-30T00:00:00, 2026-02-05T23:59:59, 2026-02-12T23:59:59",
        "create,   WEEKS,  1, 2026-01-30T00:00:00, 2026-02-05T23:59:59, 2026-02-12T23:59:59",
        "create,   HOURS,  3, 2026-01-30T10:00:00, 2026-01-30T12:59:59, 2026-01-30T15:59:59",
        "1st,      WEEKS,  1, 2026-01-29T00:00:00, 2026-02-04T23:59:59, 2026-02-11T23:59:59",
        "1st_tz,   MONTHS, 1, 2025-12-31T23:00:00, 2026-01-31T22:59:59, 2026-02-28T22:59:59",
        "create_tz,MONTHS, 2, 2026-01-29T23:00:00, 2026-03-29T21:59:59, 2026-05-29T21:59:59"})
    void intervalsFollowEachOther(String mode, ChronoUnit unit, long value, LocalDateTime start, LocalDateTime end, LocalDateTime nextEnd) {
        BalanceCalendar calendar = calendar(mode, new Span(unit, value));
        assertThat(calendar.first()).isEqualTo(new Interval(start, end));
        assertThat(calendar.from(end.plusSeconds(1))).isEqualTo(new Interval(end.plusSeconds(1), nextEnd));
    }

    @Test void theEndOfTheMonthIsKeptForMonthsThatHaveIt() {
        BalanceCalendar calendar = calendar("create", new Span(ChronoUnit.MONTHS, 1));
        Interval february = calendar.from(LocalDateTime.of(2026, 2, 28, 0, 0));
        assertThat(february.next()).isEqualTo(LocalDateTime.of(2026, 3, 30, 0, 0));
    }

    @Test void intervalsThatStartWithTopUpsAreOpen() {
        assertThat(calendar("topup", new Span(ChronoUnit.MONTHS, 1)).first()).isEqualTo(new Interval(CREATED, Interval.OPEN));
        BalanceCalendar thenFixed = calendar("topup_interval", new Span(ChronoUnit.DAYS, 2));
        assertThat(thenFixed.first().isOpen()).isTrue();
        assertThat(thenFixed.from(CREATED)).isEqualTo(new Interval(CREATED, CREATED.plusDays(2).minusSeconds(1)));
    }

    @Test void theFirstIntervalGetsThePartFromTheDayOfTheContractOn() {
        BalanceCalendar calendar = calendar("1st", new Span(ChronoUnit.MONTHS, 1));
        assertThat(calendar.ratio(calendar.first())).isCloseTo(2.0 / 31, within(1e-9));
        assertThat(calendar.ratio(calendar.from(LocalDateTime.of(2026, 2, 1, 0, 0)))).isEqualTo(1);
        assertThat(calendar("create", new Span(ChronoUnit.MONTHS, 1)).ratio(calendar("create", new Span(ChronoUnit.MONTHS, 1)).first())).isEqualTo(1);
        assertThat(calendar.ratio(new Interval(CREATED, Interval.OPEN))).isEqualTo(1);
    }

    private static BalanceCalendar calendar(String mode, Span span) {
        return new BalanceCalendar(new BalancePlan(span, mode, "carry_over", Optional.empty(), 0, BigDecimal.ZERO), CREATED, ZoneId.of("Europe/Vienna"));
    }
}
