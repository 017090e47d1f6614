package io.tandem.billing.rating;

import java.time.Instant;

import io.tandem.data.tariff.FeeQuestion;
import io.tandem.data.tariff.Pricing;

/**
 * What rating needs of a record.
 *
 * @param answered       the call has a price
 * @param startMillis    answer, epoch
 * @param durationMillis from answer to the end
 * @param continued      its beginning is another record
 * @param elapsedMillis  how long that took
 */
record UnratedCdr(long id, String callId, Party source, Party destination, String sourceIp, FeeQuestion.Kind kind, boolean answered, long startMillis,
                  long durationMillis, boolean continued, long elapsedMillis) {
    /** Longest message, as it were: one interval. */
    private static final long MESSAGE_MILLIS = 1;

    /**
     * One side.
     *
     * @param local    a subscriber
     * @param provider contract of the subscriber's reseller or of the peer; 0 if there is none
     * @param account  customer's contract; 0 for a foreign party
     * @param number   by which fees are found
     */
    record Party(boolean local, long provider, long account, String number, String domain) {}

    Instant start() { return Instant.ofEpochMilli(startMillis); }

    /** A message has no length and costs what the first interval costs. */
    Pricing.Call call() {
        return new Pricing.Call(startMillis, kind == FeeQuestion.Kind.SMS ? Math.max(MESSAGE_MILLIS, durationMillis) : durationMillis, continued,
                elapsedMillis);
    }

    /** Without what is after a moment, in seconds from its start. */
    UnratedCdr until(long seconds) {
        return new UnratedCdr(id, callId, source, destination, sourceIp, kind, answered, startMillis, seconds * 1000, continued, elapsedMillis);
    }

    @Override public String toString() { return "record " + id + " of call " + callId; }
}
