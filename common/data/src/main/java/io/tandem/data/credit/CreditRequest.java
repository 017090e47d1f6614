package io.tandem.data.credit;

import java.time.Instant;

import io.tandem.data.tariff.Fee;
import io.tandem.data.tariff.PeakTimes;

/**
 * A call that a prepaid customer wants to make.
 *
 * @param contract    of the customer
 * @param callId      as its record will have it
 * @param leg         0 as it was dialled, then one by forward
 * @param start       at the earliest
 * @param mostSeconds longest call, at least 1
 */
public record CreditRequest(long contract, String callId, int leg, Fee fee, PeakTimes peakTimes, Instant start, long mostSeconds) {}
