package io.tandem.proxy.ladder;

import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import io.tandem.data.tariff.BillingMappings;
import io.tandem.data.tariff.Fee;
import io.tandem.data.tariff.FeeQuestion;
import io.tandem.data.tariff.FeeTable;
import io.tandem.data.tariff.PeakTimes;
import io.tandem.data.tariff.Rate;
import io.tandem.data.tariff.Tariff;

/** Billing profile and credit of the one customer of a ladder. */
record PrepaidSettings(ProxyLadder ladder) {
    static final long CUSTOMER = 7;
    private static final int PROFILE = 10;

    void prepaid(boolean prepaid, Fee... fees) {
        prepaid(FeeQuestion.Kind.CALL, prepaid, fees);
    }

    /** @param kind that has these fees; anything else has none */
    void prepaid(FeeQuestion.Kind kind, boolean prepaid, Fee... fees) {
        ladder.tables.billing.put((int) CUSTOMER, new BillingMappings(List.of(new BillingMappings.Mapping(1, PROFILE, prepaid, Optional.empty(),
                Optional.empty(), Optional.empty()))));
        ladder.tables.tariffs.put(PROFILE, new Tariff(PROFILE, "prepaid", prepaid, false,
                Map.of(new Tariff.Key(kind, FeeQuestion.Direction.OUT), new FeeTable(List.of(fees))), PeakTimes.none(ZoneOffset.UTC), false));
    }

    /** Cents a second, by the minute. */
    static Fee fee(String prefix, String cents) {
        Rate rate = Rate.perSecond(new BigDecimal(cents), 60, new BigDecimal(cents), 60, false, BigDecimal.ZERO, OptionalLong.empty());
        return new Fee(OptionalLong.of(1), OptionalLong.empty(), Fee.Mode.PREFIX, ".", prefix, rate, rate);
    }

    void has(String cents) {
        ladder.credit.cash.put(CUSTOMER, new BigDecimal(cents));
    }

    /** What may be set aside. */
    BigDecimal free() {
        return ladder.credit.cash.get(CUSTOMER);
    }
}
