package io.tandem.data.balance;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is carried over from interval to interval (provisioning.md §5.5). The contract is of the 1st of January, so all intervals are whole. */
class TermsTest {
    private static final LocalDateTime CREATED = LocalDateTime.of(2026, 1, 1, 0, 0);
    private static final LocalDateTime MARCH = LocalDateTime.of(2026, 3, 15, 12, 0);

    @Test void aContractThatNobodyAskedForGetsAllItsIntervals() {
        List<Balance> made = terms("carry_over", 0, 100, 60).after(Optional.empty(), 0, MARCH, 100);
        assertThat(made).extracting(balance -> balance.interval().start().getMonthValue()).containsExactly(1, 2, 3);
        assertThat(made.getFirst().cash()).describedAs("initial balance and free money").isEqualByComparingTo("1100");
        assertThat(made.getLast().cash()).describedAs("free money that nobody spent ends with its month").isEqualByComparingTo("1100");
        assertThat(made.getLast().free()).describedAs("free minutes do not add up").isEqualTo(60);
        assertThat(terms("carry_over", 0, 100, 60).after(Optional.of(made.getLast()), 3, MARCH, 100)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // mode, cash left, spent, timely top-ups, what the next month begins with when each month has 100 free
        "carry_over, 500, 0, 0, 500",
        "carry_over, 500, 30, 0, 530",
        "carry_over, 500, 250, 0, 600",
        "carry_over_timely, 500, 100, 0, 100",
        "carry_over_timely, 500, 100, 1, 600",
        "discard, 500, 100, 1, 100"})
    void cashIsCarriedOver(String mode, BigDecimal cash, BigDecimal spent, long timely, BigDecimal next) {
        Balance february = new Balance(7, 1, new Interval(LocalDateTime.of(2026, 2, 1, 0, 0), LocalDateTime.of(2026, 2, 28, 23, 59, 59)), cash, cash, spent,
            0, 0, 0, timely, timely);
        List<Balance> made = terms(mode, 0, 100, 0).after(Optional.of(february), 1, MARCH, 100);
        assertThat(made).singleElement().satisfies(march -> assertThat(march.cash()).isEqualByComparingTo(next));
    }

    @ParameterizedTest
    @CsvSource({"0, 5, 500", "3, 2, 500", "3, 3, 100", "3, 4, 100"})
    void cashIsDiscardedAfterSoManyIntervalsWithoutATopUp(long discardAfter, long idle, BigDecimal next) {
        Balance february = Balance.fresh(1, new Interval(LocalDateTime.of(2026, 2, 1, 0, 0), LocalDateTime.of(2026, 2, 28, 23, 59, 59)),
            BigDecimal.valueOf(500), 0);
        assertThat(terms("carry_over", discardAfter, 100, 0).after(Optional.of(february), idle, MARCH, 100).getFirst().cash()).isEqualByComparingTo(next);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-02-01T00:00:00, 2026-02-28T23:59:59, 2026-02-21T23:59:59, false",
        "2026-02-01T00:00:00, 2026-02-28T23:59:59, 2026-02-22T00:00:00, true",
        "2026-02-01T00:00:00, 2026-02-28T23:59:59, 2026-02-28T23:59:59, true",
        "2026-02-01T00:00:00, 9999-12-31T23:59:59, 2026-02-01T00:00:01, true"})
    void aTopUpIsTimelyInTheLastDaysOfAnInterval(LocalDateTime start, LocalDateTime end, LocalDateTime topUp, boolean timely) {
        Terms week = new Terms(1, new BalanceCalendar(new BalancePlan(new Span(ChronoUnit.MONTHS, 1), "1st", "carry_over_timely",
            Optional.of(new Span(ChronoUnit.DAYS, 7)), 0, BigDecimal.ZERO), CREATED, ZoneOffset.UTC), List.of());
        assertThat(week.isTimely(new Interval(start, end), topUp)).isEqualTo(timely);
    }

    @Test void theProfileAtTheStartOfAnIntervalDecidesWhatItIsGiven() {
        Terms terms = new Terms(1, calendar("carry_over", 0), List.of(
            new Terms.Mapped(Optional.empty(), Optional.empty(), new Allowance(BigDecimal.valueOf(100), 10)),
            new Terms.Mapped(Optional.of(LocalDateTime.of(2026, 2, 1, 0, 0)), Optional.of(LocalDateTime.of(2026, 3, 1, 0, 0)),
                new Allowance(BigDecimal.valueOf(7), 20))));
        assertThat(terms.after(Optional.empty(), 0, MARCH, 100)).extracting(Balance::free).containsExactly(10L, 20L, 10L);
    }

    @Test void manyIntervalsAreMadeInPartsThatFollowEachOther() {
        Terms minutes = new Terms(1, new BalanceCalendar(new BalancePlan(new Span(ChronoUnit.MINUTES, 1), "create", "carry_over", Optional.empty(), 3,
            BigDecimal.valueOf(1000)), CREATED, ZoneOffset.UTC), List.of());
        LocalDateTime now = CREATED.plusMinutes(9);
        List<Balance> whole = minutes.after(Optional.empty(), 0, now, 100);
        List<Balance> parts = new ArrayList<>();
        List<Balance> part = minutes.after(Optional.empty(), 0, now, 4);
        while (!part.isEmpty()) {
            assertThat(part).hasSizeLessThanOrEqualTo(4);
            parts.addAll(part);
            part = minutes.after(Optional.of(parts.getLast()), parts.size(), now, 4);
        }
        assertThat(whole).hasSize(10);
        assertThat(whole.getLast().cash()).as("discarded after three without a top-up").isZero();
        assertThat(parts).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource({
        // mode, charged late to February, what March and April have less; each month has 100 free
        "carry_over, 30, 0, 0",
        "carry_over, 150, 50, 50",
        "carry_over_timely, 150, 0, 0",
        "discard, 150, 0, 0"})
    void whatIsChargedLateIsMissingFromWhatWasCarriedOver(String mode, BigDecimal charged, BigDecimal march, BigDecimal april) {
        Terms terms = terms(mode, 0, 100, 0);
        Balance february = Balance.fresh(1, new Interval(LocalDateTime.of(2026, 2, 1, 0, 0), LocalDateTime.of(2026, 2, 28, 23, 59, 59)),
            BigDecimal.valueOf(500), 0);
        List<Balance> made = terms.after(Optional.of(february), 1, MARCH.plusMonths(1), 100);
        List<Balance> changed = terms.recharged(february, february.charged(charged, charged, 0), made, 1);
        List<Balance> remade = terms.after(Optional.of(february.charged(charged, charged, 0)), 1, MARCH.plusMonths(1), 100);
        for (int i = 0; i < 2; i++) {
            BigDecimal now = changed.isEmpty() ? made.get(i).cash() : changed.get(i).cash();
            assertThat(made.get(i).cash().subtract(now)).isEqualByComparingTo(i == 0 ? march : april);
            assertThat(now).as("as if it had been charged in time").isEqualByComparingTo(remade.get(i).cash());
        }
    }

    private static Terms terms(String carryOver, long discardAfter, long freeCash, long freeTime) {
        return new Terms(1, calendar(carryOver, discardAfter),
            List.of(new Terms.Mapped(Optional.empty(), Optional.empty(), new Allowance(BigDecimal.valueOf(freeCash), freeTime))));
    }

    private static BalanceCalendar calendar(String carryOver, long discardAfter) {
        return new BalanceCalendar(new BalancePlan(new Span(ChronoUnit.MONTHS, 1), "1st", carryOver, Optional.empty(), discardAfter, BigDecimal.valueOf(1000)),
            CREATED, ZoneOffset.UTC);
    }
}
