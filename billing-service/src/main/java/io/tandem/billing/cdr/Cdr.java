package io.tandem.billing.cdr;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * A call detail record, not yet rated.
 *
 * @param code      final SIP reply that the caller got
 * @param initTime  INVITE's arrival, epoch seconds
 * @param startTime answer, epoch seconds; arrival if not answered
 * @param duration  seconds from answer to the first BYE
 * @param callId    verbatim
 * @param group     identity of the chain of forwards and transfers that this leg belongs to
 */
public record Cdr(CdrSource source, CdrDestination destination, CallType type, CallStatus status, String code,
                  BigDecimal initTime, BigDecimal startTime, BigDecimal duration, String callId,
                  List<CdrTag> tags, Optional<MediaQuality> quality, Optional<String> group) {
    public Cdr {
        if (duration.signum() < 0) throw new IllegalArgumentException("duration " + duration + " of call " + callId + " is negative");
        tags = List.copyOf(tags);
    }

    /** In this group, unless it has one already. */
    public Cdr inGroup(String name) {
        return group.isPresent() ? this : new Cdr(source, destination, type, status, code, initTime, startTime, duration, callId, tags, quality,
                Optional.of(name));
    }
}
