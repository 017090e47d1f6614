package io.tandem.data.tariff;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** provisioning.md §5.3, table T: first minute 0.05 cents a second, then 30 s at 0.03. */
class PricingTest {
    /** A Thursday. */
    private static final long START = Instant.parse("2026-01-01T19:59:00Z").toEpochMilli();
    private static final Rate RATE = Fees.rate("0.05", 60, "0.03", 30, false);
    private static final Fee FEE = Fees.of(RATE, RATE);

    @ParameterizedTest
    @CsvSource({"0, 0", "400, 3", "60000, 3", "60001, 3.9", "90000, 3.9", "91000, 4.8"})
    void costsGrowByIntervals(long millis, BigDecimal cost) {
        assertThat(charge(FEE, millis, new Cash("0", 0)).cost()).isEqualByComparingTo(cost);
    }

    @Test void aBalanceCoversWholeIntervalsOnly() {
        Cash purse = new Cash("3.5", 0);
        Pricing.Charge charge = charge(FEE, 91_000, purse);
        assertThat(charge.cost()).isEqualByComparingTo("1.8");
        assertThat(charge.price()).isEqualByComparingTo("4.8");
        assertThat(purse.cash).isEqualByComparingTo("0.5");
        assertThat(purse.spent).isEqualByComparingTo("4.8");
    }

    @Test void freeTimeIsSpentBeforeMoney() {
        Rate rate = Fees.rate("0.05", 60, "0.03", 30, true);
        Cash purse = new Cash("0", 70);
        Pricing.Charge charge = charge(Fees.of(rate, rate), 91_000, purse);
        assertThat(charge.cost()).isEqualByComparingTo("1.5");
        assertThat(charge.freeSeconds()).isEqualTo(70);
        assertThat(purse.free).isZero();
    }

    @Test void prepaidCallsTakeEverythingFromTheBalance() {
        Cash purse = new Cash("3.5", 0);
        assertThat(Pricing.charge(FEE, Fees.ALWAYS_PEAK, new Pricing.Call(START, 91_000, false), true, _ -> purse).cost()).isEqualByComparingTo("0");
        assertThat(purse.cash).isEqualByComparingTo("-1.3");
    }

    @Test void eachIntervalIsChargedByItsTimeOfDay() {
        PeakTimes evenings = new PeakTimes(List.of(new PeakTimes.Weekly(DayOfWeek.THURSDAY, 20 * 3600, 24 * 3600)), List.of(), ZoneOffset.UTC);
        Fee fee = Fees.of(Fees.rate("1", 60, "1", 30, false), Fees.rate("0.1", 60, "0.1", 10, false));
        Cash purse = new Cash("0", 0);
        assertThat(Pricing.charge(fee, evenings, new Pricing.Call(START, 65_000, false), false, _ -> purse).cost()).isEqualByComparingTo("61");
    }

    @Test void aCallThatGoesOnBeginsWithTheFollowingInterval() {
        assertThat(Pricing.charge(FEE, Fees.ALWAYS_PEAK, new Pricing.Call(START, 30_000, true), false, _ -> new Cash("0", 0)).cost())
                .isEqualByComparingTo("0.9");
    }

    @Test void theExtraRateIsDueOnce() {
        Rate rate = Rate.perSecond(BigDecimal.ONE, 10, BigDecimal.ONE, 10, false, new BigDecimal("100"), OptionalLong.of(15));
        Fee fee = Fees.of(rate, rate);
        assertThat(charge(fee, 10_000, new Cash("0", 0)).cost()).isEqualByComparingTo("10");
        assertThat(charge(fee, 11_000, new Cash("0", 0)).cost()).isEqualByComparingTo("120");
        assertThat(charge(fee, 60_000, new Cash("0", 0)).cost()).isEqualByComparingTo("160");
    }

    @Property(tries = 500)
    void noMoneyIsLostOrMade(@ForAll @IntRange(max = 100_000) int millis, @ForAll @IntRange(max = 2000) int cents, @ForAll @IntRange(max = 120) int free,
                             @ForAll @IntRange(min = 1, max = 90) int first, @ForAll @IntRange(min = 1, max = 90) int follow) {
        Rate rate = Fees.rate("0.123", first, "0.0777", follow, true);
        Cash purse = new Cash(Integer.toString(cents), free);
        Pricing.Charge charge = charge(Fees.of(rate, rate), millis, purse);
        BigDecimal fromCash = BigDecimal.valueOf(cents).subtract(purse.cash);
        assertThat(Pricing.rounded(fromCash.add(charge.cost()))).isBetween(charge.price().subtract(new BigDecimal("0.000002")),
                charge.price().add(new BigDecimal("0.000002")));
        assertThat(purse.free + charge.freeSeconds()).isEqualTo(free);
        assertThat(purse.cash.signum()).isNotNegative();
    }

    @Property(tries = 500)
    void whatIsAffordableIsWhatTheCallCosts(@ForAll @IntRange(max = 2000) int cents, @ForAll @IntRange(max = 120) int free,
                                            @ForAll @IntRange(min = 1, max = 90) int first, @ForAll @IntRange(min = 1, max = 90) int follow) {
        Rate rate = Fees.rate("0.123", first, "0.0777", follow, true);
        Fee fee = Fees.of(rate, rate);
        Affordable affordable = Affordable.of(fee, Fees.ALWAYS_PEAK, START, BigDecimal.valueOf(cents), free, 21_600);
        Cash purse = new Cash(Integer.toString(cents), free);
        Pricing.Charge charge = Pricing.charge(fee, Fees.ALWAYS_PEAK, new Pricing.Call(START, affordable.seconds() * 1000, false), true, _ -> purse);
        assertThat(charge.price()).isEqualByComparingTo(affordable.cash());
        assertThat(charge.freeSeconds()).isEqualTo(affordable.freeSeconds());
        assertThat(purse.cash.signum()).isNotNegative();
        if (affordable.seconds() < 21_600) {
            Cash again = new Cash(Integer.toString(cents), free);
            Pricing.charge(fee, Fees.ALWAYS_PEAK, new Pricing.Call(START, affordable.seconds() * 1000 + 1, false), true, _ -> again);
            assertThat(again.cash.signum()).as("one more interval").isNegative();
        }
    }

    @Test void callsThatCostNothingNeedNoMoney() {
        Rate rate = Fees.rate("0", 60, "0", 60, false);
        assertThat(Affordable.of(Fees.of(rate, rate), Fees.ALWAYS_PEAK, START, new BigDecimal("-5"), 0, 3600).seconds()).isEqualTo(3600);
        assertThat(Affordable.of(FEE, Fees.ALWAYS_PEAK, START, new BigDecimal("2.9"), 0, 3600))
                .isEqualTo(new Affordable(0, Pricing.rounded(BigDecimal.ZERO), 0));
        assertThat(Affordable.of(FEE, Fees.ALWAYS_PEAK, START, new BigDecimal("3.9"), 0, 3600).seconds()).isEqualTo(90);
        assertThat(Affordable.of(FEE, Fees.ALWAYS_PEAK, START, new BigDecimal("1000"), 0, 70).seconds()).as("longest call").isEqualTo(70);
    }

    private static Pricing.Charge charge(Fee fee, long millis, Purse purse) {
        return Pricing.charge(fee, Fees.ALWAYS_PEAK, new Pricing.Call(START, millis, false), false, _ -> purse);
    }

    private static final class Cash implements Purse {
        private BigDecimal cash;
        private BigDecimal spent = BigDecimal.ZERO;
        private long free;

        Cash(String cents, long free) {
            this.cash = new BigDecimal(cents);
            this.free = free;
        }

        @Override public BigDecimal cash() { return cash; }

        @Override public long freeSeconds() { return free; }

        @Override public void spend(BigDecimal cents, BigDecimal price, long seconds) {
            cash = cash.subtract(cents);
            spent = spent.add(price);
            free -= seconds;
        }
    }
}
