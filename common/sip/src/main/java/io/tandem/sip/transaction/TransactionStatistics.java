package io.tandem.sip.transaction;

import java.util.concurrent.atomic.LongAdder;

/** Counts of what went not quite straight. Written on the loop, read by any thread. */
public final class TransactionStatistics {
    final LongAdder retransmissionsReceived = new LongAdder();
    final LongAdder retransmissionsSent = new LongAdder();
    final LongAdder timeouts = new LongAdder();
    final LongAdder transportErrors = new LongAdder();
    final LongAdder userErrors = new LongAdder();
    final LongAdder overloadRejections = new LongAdder();
    final LongAdder droppedResponses = new LongAdder();
    final LongAdder malformed = new LongAdder();

    TransactionStatistics() {}

    /** Requests and final responses that came again and were answered or absorbed by the layer. */
    public long retransmissionsReceived() {
        return retransmissionsReceived.sum();
    }

    public long retransmissionsSent() {
        return retransmissionsSent.sum();
    }

    /** Timers B, C, F, H fired. */
    public long timeouts() {
        return timeouts.sum();
    }

    public long transportErrors() {
        return transportErrors.sum();
    }

    /** Exceptions thrown by the transaction user or a listener. */
    public long userErrors() {
        return userErrors.sum();
    }

    /** Requests answered 503 because the table was full. */
    public long overloadRejections() {
        return overloadRejections.sum();
    }

    /** Responses of the user that came too late or may not be sent (RFC 4320). */
    public long droppedResponses() {
        return droppedResponses.sum();
    }

    /** Messages that could not be matched because Via or CSeq were unusable. */
    public long malformed() {
        return malformed.sum();
    }
}
