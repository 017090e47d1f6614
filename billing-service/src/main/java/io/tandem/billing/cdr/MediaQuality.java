package io.tandem.billing.cdr;

import java.math.BigDecimal;

/**
 * Media figures of a whole call.
 *
 * @param score      mean opinion score, 1.0 to 5.0
 * @param packetLoss percent
 * @param jitter     milliseconds
 * @param roundTrip  milliseconds
 */
public record MediaQuality(BigDecimal score, BigDecimal packetLoss, BigDecimal jitter, BigDecimal roundTrip) {
    private static final BigDecimal MAX_SCORE = BigDecimal.valueOf(5);
    private static final BigDecimal MAX_PERCENT = BigDecimal.valueOf(100);
    private static final BigDecimal MAX_MILLIS = BigDecimal.valueOf(9999);

    /** Whether all figures are possible; others are not stored. */
    public boolean isPlausible() {
        return isWithin(score, MAX_SCORE) && isWithin(packetLoss, MAX_PERCENT) && isWithin(jitter, MAX_MILLIS)
                && isWithin(roundTrip, MAX_MILLIS);
    }

    private static boolean isWithin(BigDecimal value, BigDecimal max) { return value.signum() >= 0 && value.compareTo(max) <= 0; }
}
