package io.tandem.sip.transaction;

import java.time.Duration;

/**
 * The timer values of RFC 3261 §17 (table 4), RFC 6026 §7 and RFC 4320 §4.1.
 *
 * @param t1     estimate of the round trip, 500 ms
 * @param t2     longest interval between retransmissions of a non-INVITE request or a final response to INVITE, 4 s
 * @param t4     longest life of a message in the network, 5 s
 * @param timerC how long an INVITE may stay at its last provisional response, more than 3 min (§16.6 step 11)
 * @param timerD how long retransmitted failure responses to an INVITE are absorbed, at least 32 s
 * @param trying when a 100 is sent for an INVITE whose user said nothing yet, 200 ms (§17.2.1)
 */
public record TransactionTimers(Duration t1, Duration t2, Duration t4, Duration timerC, Duration timerD, Duration trying) {
    public TransactionTimers {
        if (t1.isNegative() || t1.isZero() || t2.compareTo(t1) < 0) {
            throw new IllegalArgumentException("SIP timers need 0 < T1 <= T2 (RFC 3261 §17.1.2.2), got T1=" + t1 + " T2=" + t2);
        }
        if (t4.isNegative() || timerD.isNegative() || trying.isNegative() || timerC.compareTo(t1) < 0) {
            throw new IllegalArgumentException("SIP timer out of range: T4=" + t4 + " C=" + timerC + " D=" + timerD + " trying=" + trying);
        }
    }

    public static TransactionTimers rfc3261() {
        return new TransactionTimers(Duration.ofMillis(500), Duration.ofSeconds(4), Duration.ofSeconds(5),
                Duration.ofSeconds(185), Duration.ofSeconds(32), Duration.ofMillis(200));
    }

    /** 64*T1: timers B, F, H, J, L, M. */
    public Duration transactionTimeout() {
        return Duration.ofNanos(timeoutNanos());
    }

    /** Timer E reaches T2 after this long; a non-INVITE request still unanswered then gets its only 100 (RFC 4320 §4.1). */
    public Duration nonInviteTrying() {
        return Duration.ofNanos(nonInviteTryingNanos());
    }

    long nonInviteTryingNanos() {
        long sum = 0;
        for (long interval = t1Nanos(); interval < t2Nanos(); interval *= 2) sum += interval;
        return sum;
    }

    long t1Nanos() {
        return t1.toNanos();
    }

    long t2Nanos() {
        return t2.toNanos();
    }

    /** How long retransmissions may still arrive: T4 over UDP, nothing over a reliable transport (timers I and K). */
    long t4Nanos(boolean reliable) {
        return reliable ? 0 : t4.toNanos();
    }

    /** In primitives: a Duration multiplies by way of BigDecimal, a microsecond and 600 bytes each time. */
    long timeoutNanos() {
        return 64 * t1Nanos();
    }
}
