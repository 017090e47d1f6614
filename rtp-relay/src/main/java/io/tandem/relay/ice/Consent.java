package io.tandem.relay.ice;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/** Freshness of the peer's consent on the pair in use (RFC 7675 §5.1); its checks keep NAT bindings open too. */
final class Consent {
    static final long EXPIRY_NANOS = 30_000_000_000L;
    private static final long INTERVAL_NANOS = 5_000_000_000L;
    /** Checks that are still waited for. */
    private static final int OUTSTANDING = 6;

    final CandidatePair pair;
    private final byte[][] transactions = new byte[OUTSTANDING][];
    private int next;
    private long nextCheckNanos;
    private long freshNanos;
    private boolean lost;

    Consent(CandidatePair pair, long nowNanos) {
        this.pair = pair;
        this.freshNanos = nowNanos;
        this.nextCheckNanos = nowNanos + INTERVAL_NANOS;
    }

    boolean isDue(long nowNanos) {
        return nowNanos - nextCheckNanos >= 0;
    }

    long nextCheckNanos() {
        return nextCheckNanos;
    }

    /** @param jitter 0 to 1: the interval is 0.8 to 1.2 of five seconds */
    void sent(byte[] transaction, long nowNanos, double jitter) {
        transactions[next++ % OUTSTANDING] = transaction;
        nextCheckNanos = nowNanos + (long) (INTERVAL_NANOS * (0.8 + 0.4 * jitter));
    }

    /** Is this the answer to one of them? */
    boolean answered(byte[] transaction, long nowNanos) {
        for (byte @Nullable [] sent : transactions) {
            if (sent != null && Arrays.equals(sent, transaction)) {
                freshNanos = nowNanos;
                return true;
            }
        }
        return false;
    }

    /** True once, when consent has run out. */
    boolean hasJustExpired(long nowNanos) {
        if (lost || nowNanos - freshNanos < EXPIRY_NANOS) return false;
        lost = true;
        return true;
    }

    boolean isLost() {
        return lost;
    }
}
