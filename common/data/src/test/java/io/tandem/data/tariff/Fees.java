package io.tandem.data.tariff;

import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.OptionalLong;

/** Fees of tests. */
final class Fees {
    static final PeakTimes ALWAYS_PEAK = PeakTimes.none(ZoneOffset.UTC);

    private Fees() {}

    static Fee of(Fee.Mode mode, String source, String destination) {
        Rate free = rate("0", 60, "0", 60, false);
        return new Fee(OptionalLong.of(1), OptionalLong.empty(), mode, source, destination, free, free);
    }

    static Fee of(Rate onPeak, Rate offPeak) {
        return new Fee(OptionalLong.of(1), OptionalLong.empty(), Fee.Mode.PREFIX, ".", "", onPeak, offPeak);
    }

    static Rate rate(String init, int initSeconds, String follow, int followSeconds, boolean free) {
        return Rate.perSecond(new BigDecimal(init), initSeconds, new BigDecimal(follow), followSeconds, free, BigDecimal.ZERO, OptionalLong.empty());
    }
}
