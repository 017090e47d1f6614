package io.tandem.data.credit;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.tandem.data.tariff.Affordable;
import io.tandem.data.tariff.Fee;
import io.tandem.data.tariff.PeakTimes;

/**
 * A leg of a call that a prepaid customer wants to pay for.
 *
 * @param contract     of the customer
 * @param reservations names of what is set aside, unlike any other, at most 36 characters each: one for a call, one for each part of a text message
 * @param callId       as its record will have it
 * @param leg          0 as it was dialled, then one by forward
 * @param start        at the earliest
 * @param mostSeconds  longest call, at least 1
 */
public record CreditRequest(long contract, List<String> reservations, String callId, int leg, Fee fee, PeakTimes peakTimes, Instant start,
                            long mostSeconds) {
    public CreditRequest {
        reservations = List.copyOf(reservations);
    }

    /**
     * What each part costs, in the order of the reservations. Pure.
     *
     * @param cash        cents that there are
     * @param freeSeconds of free time that there are
     * @return none if not all of them can be paid
     */
    public List<Affordable> affordable(BigDecimal cash, long freeSeconds) {
        List<Affordable> parts = new ArrayList<>(reservations.size());
        BigDecimal left = cash;
        long free = freeSeconds;
        while (parts.size() < reservations.size()) {
            Affordable part = Affordable.of(fee, peakTimes, start.toEpochMilli(), left, free, mostSeconds);
            if (part.seconds() == 0) return List.of();
            parts.add(part);
            left = left.subtract(part.cash());
            free -= part.freeSeconds();
        }
        return parts;
    }
}
