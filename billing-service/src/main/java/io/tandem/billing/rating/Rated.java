package io.tandem.billing.rating;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A record with its prices.
 *
 * @param prices roles that pay nothing and never would are missing
 */
record Rated(UnratedCdr cdr, Map<Role, Price> prices) {
    /**
     * What a role pays.
     *
     * @param cost     cents
     * @param freeTime seconds
     * @param fee      state in the history of fees, as {@code zone} in that of zones
     */
    record Price(BigDecimal cost, long freeTime, OptionalLong fee, OptionalLong zone) {
        static final Price NOTHING = new Price(BigDecimal.ZERO, 0, OptionalLong.empty(), OptionalLong.empty());
    }

    /** A call that was not answered. */
    static Rated free(UnratedCdr cdr) {
        Map<Role, Price> prices = new EnumMap<>(Role.class);
        Payers.of(cdr).keySet().forEach(role -> prices.put(role, Price.NOTHING));
        return new Rated(cdr, prices);
    }
}
