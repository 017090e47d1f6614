package io.tandem.data.tariff;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Goes through a call interval by interval; says what the one it is at costs. One call, one thread. */
final class Meter {
    private static final int DIGITS = 10;

    private final Fee fee;
    private final PeakTimes peakTimes;
    private final long startMillis;
    private final long elapsedSeconds;
    private final boolean freeTime;
    private boolean first;
    private boolean extraCharged;
    private long offsetSeconds;
    private long seconds;
    private long freeSeconds;
    private BigDecimal price = BigDecimal.ZERO;

    Meter(Fee fee, PeakTimes peakTimes, Pricing.Call call) {
        this.fee = fee;
        this.peakTimes = peakTimes;
        this.startMillis = call.startMillis();
        this.elapsedSeconds = call.elapsedMillis() / 1000;
        this.freeTime = fee.rate(peakTimes.isOnPeak(startMillis)).useFreeTime();
        this.first = !call.continued();
    }

    /** When the next interval begins. */
    long momentMillis() { return startMillis + offsetSeconds * 1000; }

    /** Seconds of the call up to the end of the interval it is at. */
    long offsetSeconds() { return offsetSeconds; }

    /** Cents of the interval it is at, what free time covers excepted. */
    BigDecimal price() { return price; }

    /** Free time that it takes. */
    long freeSeconds() { return freeSeconds; }

    /** @param free seconds of free time that are left */
    void next(long free) {
        Rate rate = fee.rate(peakTimes.isOnPeak(momentMillis()));
        seconds = first ? rate.initSeconds() : rate.followSeconds();
        price = first ? rate.init() : rate.follow();
        freeSeconds = freeTime ? Math.clamp(free, 0, seconds) : 0;
        if (freeSeconds > 0) {
            price = price.multiply(BigDecimal.valueOf(seconds - freeSeconds)).divide(BigDecimal.valueOf(seconds), DIGITS, RoundingMode.HALF_UP);
        }
        if (freeSeconds < seconds) addExtra(rate);
        offsetSeconds += seconds;
        first = false;
    }

    private void addExtra(Rate rate) {
        long due = rate.extraSecond().orElse(-1) - elapsedSeconds; // of the call, whatever part this is
        if (!extraCharged && due >= offsetSeconds && due < offsetSeconds + seconds) {
            price = price.add(rate.extra());
            extraCharged = true;
        }
    }
}
