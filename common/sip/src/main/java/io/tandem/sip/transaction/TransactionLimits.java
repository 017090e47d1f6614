package io.tandem.sip.transaction;

import java.time.Duration;

/**
 * Bound of the transaction table. Beyond it a new request is answered 503 without a transaction (RFC 3261 §21.5.4); requests inside a
 * dialog and CANCEL have an eighth more room, so that calls that are up can still end.
 *
 * @param maxTransactions live transactions of both directions
 * @param retryAfter      what the 503 tells the peer
 */
public record TransactionLimits(int maxTransactions, Duration retryAfter) {
    public TransactionLimits {
        if (maxTransactions < 1) throw new IllegalArgumentException("transaction limit must be positive, got " + maxTransactions);
        if (retryAfter.toSeconds() < 1) throw new IllegalArgumentException("Retry-After is in whole seconds, got " + retryAfter);
    }

    public static TransactionLimits standard() {
        return new TransactionLimits(200_000, Duration.ofSeconds(5));
    }

    boolean admits(int live, boolean endsOrContinuesCall) {
        return live < (endsOrContinuesCall ? maxTransactions + maxTransactions / 8 : maxTransactions);
    }
}
