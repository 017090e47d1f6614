package io.tandem.data.tariff;

import java.math.BigDecimal;
import java.util.OptionalLong;

/**
 * Price of a fee in or out of peak times. Immutable.
 *
 * @param init        cents of the first interval as a whole
 * @param initSeconds its length, at least 1
 * @param follow      cents of each later interval
 * @param useFreeTime whether free minutes are spent first, in a call that begins at this time
 * @param extra       cents on top, once a call
 * @param extraSecond of the call for which they are due; empty if they never are
 */
public record Rate(BigDecimal init, long initSeconds, BigDecimal follow, long followSeconds, boolean useFreeTime, BigDecimal extra,
                   OptionalLong extraSecond) {
    /** @param initRate   cents a second, as {@code followRate}
     * @param initSeconds 0 is taken for 1, as {@code followSeconds} */
    public static Rate perSecond(BigDecimal initRate, long initSeconds, BigDecimal followRate, long followSeconds, boolean useFreeTime,
                                 BigDecimal extra, OptionalLong extraSecond) {
        long first = Math.max(1, initSeconds);
        long later = Math.max(1, followSeconds);
        return new Rate(initRate.multiply(BigDecimal.valueOf(first)), first, followRate.multiply(BigDecimal.valueOf(later)), later, useFreeTime, extra,
                extraSecond);
    }
}
