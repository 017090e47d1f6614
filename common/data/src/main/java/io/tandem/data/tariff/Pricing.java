package io.tandem.data.tariff;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/** What a call has cost ({@code provisioning.md} §5.3, loop). Pure but for the purses it spends from. */
public final class Pricing {
    /** Of stored money. */
    private static final int DIGITS = 6;
    private static final int MILLIS = 1000;

    private Pricing() {}

    /**
     * A call, or what is left of one.
     *
     * @param startMillis    epoch
     * @param durationMillis any remainder begins a new interval
     * @param continued      an earlier part of it has been charged already
     * @param elapsedMillis  how long that took
     */
    public record Call(long startMillis, long durationMillis, boolean continued, long elapsedMillis) {
        public Call(long startMillis, long durationMillis, boolean continued) { this(startMillis, durationMillis, continued, 0); }

        /** Up to a moment, in seconds from its start. */
        public Call until(long seconds) { return new Call(startMillis, seconds * MILLIS, continued, elapsedMillis); }

        /** From then on. */
        public Call from(long seconds) {
            return new Call(startMillis + seconds * MILLIS, durationMillis - seconds * MILLIS, true, elapsedMillis + seconds * MILLIS);
        }
    }

    /**
     * @param cost        cents that the balance did not cover; six digits after the point, as {@code price}
     * @param price       cents in all
     * @param freeSeconds free time that was spent
     */
    public record Charge(BigDecimal cost, BigDecimal price, long freeSeconds) {}

    /**
     * Charges a call.
     *
     * @param prepaid everything comes from the cash, even if that falls below zero; otherwise an interval that costs more than there is is owed
     * @param purses  by the moment, in epoch milliseconds, at which an interval begins
     */
    public static Charge charge(Fee fee, PeakTimes peakTimes, Call call, boolean prepaid, LongFunction<? extends Purse> purses) {
        Meter meter = new Meter(fee, peakTimes, call);
        BigDecimal cost = BigDecimal.ZERO;
        BigDecimal all = BigDecimal.ZERO;
        long free = 0;
        while (meter.offsetSeconds() * MILLIS < call.durationMillis()) {
            Purse purse = purses.apply(meter.momentMillis());
            meter.next(purse.freeSeconds());
            BigDecimal price = meter.price();
            boolean covered = prepaid || price.signum() > 0 && price.compareTo(purse.cash()) <= 0;
            purse.spend(covered ? price : BigDecimal.ZERO, price, meter.freeSeconds());
            if (!covered) cost = cost.add(price);
            all = all.add(price);
            free += meter.freeSeconds();
        }
        return new Charge(rounded(cost), rounded(all), free);
    }

    /** When the call goes over from on-peak to off-peak prices, or back: the first interval with others, in seconds from its start. */
    public static OptionalLong firstChange(Fee fee, PeakTimes peakTimes, Call call) {
        Meter meter = new Meter(fee, peakTimes, call);
        boolean onPeak = peakTimes.isOnPeak(call.startMillis());
        while (meter.offsetSeconds() * MILLIS < call.durationMillis()) {
            if (peakTimes.isOnPeak(meter.momentMillis()) != onPeak) return OptionalLong.of(meter.offsetSeconds());
            meter.next(0);
        }
        return OptionalLong.empty();
    }

    /** As it is stored. */
    public static BigDecimal rounded(BigDecimal money) { return money.setScale(DIGITS, RoundingMode.HALF_UP); }
}
