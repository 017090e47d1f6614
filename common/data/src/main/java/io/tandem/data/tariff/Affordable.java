package io.tandem.data.tariff;

import java.math.BigDecimal;
import java.util.List;

/**
 * How long somebody can talk for what he has.
 *
 * @param seconds     0 if not even the first interval can be paid
 * @param cash        cents that so long a call costs
 * @param freeSeconds free time that it takes
 */
public record Affordable(long seconds, BigDecimal cash, long freeSeconds) {
    public static final Affordable NOTHING = new Affordable(0, BigDecimal.ZERO, 0);

    /** All of them together: as long as the shortest, for what they cost in sum; {@link #NOTHING} if there are none. */
    public static Affordable together(List<Affordable> parts) {
        return parts.stream().reduce((one, other) -> new Affordable(Math.min(one.seconds, other.seconds), one.cash.add(other.cash),
                one.freeSeconds + other.freeSeconds)).orElse(NOTHING);
    }

    /** Money or free time is needed. */
    public boolean costs() { return cash.signum() > 0 || freeSeconds > 0; }

    /**
     * Pure. Calls that cost nothing can be made without any money.
     *
     * @param cash        cents
     * @param freeSeconds of free time
     * @param mostSeconds longest call, at least 1
     */
    public static Affordable of(Fee fee, PeakTimes peakTimes, long startMillis, BigDecimal cash, long freeSeconds, long mostSeconds) {
        Meter meter = new Meter(fee, peakTimes, new Pricing.Call(startMillis, mostSeconds * 1000, false));
        BigDecimal spent = BigDecimal.ZERO;
        long free = 0;
        long seconds = 0;
        while (seconds < mostSeconds) {
            meter.next(freeSeconds - free);
            BigDecimal after = spent.add(meter.price());
            if (meter.price().signum() > 0 && after.compareTo(cash) > 0) break;
            spent = after;
            free += meter.freeSeconds();
            seconds = meter.offsetSeconds();
        }
        return new Affordable(Math.min(seconds, mostSeconds), Pricing.rounded(spent), free);
    }
}
