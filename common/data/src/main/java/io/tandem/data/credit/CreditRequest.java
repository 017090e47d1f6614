package io.tandem.data.credit;

import java.time.Instant;

import io.tandem.data.tariff.Fee;
import io.tandem.data.tariff.PeakTimes;

/**
 * A leg of a call that a prepaid customer wants to pay for.
 *
 * @param contract    of the customer
 * @param reservation name of what is set aside, unlike any other; at most 36 characters
 * @param callId      as its record will have it
 * @param leg         0 as it was dialled, then one by forward
 * @param start       at the earliest
 * @param mostSeconds longest call, at least 1
 */
public record CreditRequest(long contract, String reservation, String callId, int leg, Fee fee, PeakTimes peakTimes, Instant start, long mostSeconds) {}
