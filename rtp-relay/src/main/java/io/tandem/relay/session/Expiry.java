package io.tandem.relay.session;

import java.time.Duration;
import java.util.Optional;

/** Decides whether a call has outlived one of its limits (signalling.md §5.10). Pure. */
final class Expiry {
    private Expiry() {}

    static Optional<Totals.End> of(Call call, SessionProperties limits, long nowNanos) {
        long age = nowNanos - call.createdNanos();
        if (isOver(limits.finalTimeout(), age)) return Optional.of(Totals.End.FINAL_TIMEOUT);
        if (call.isDeleted()) return Optional.empty();
        if (!call.isAnswered()) return isOver(limits.offerTimeout(), age) ? Optional.of(Totals.End.OFFER_TIMEOUT) : Optional.empty();
        long silence = nowNanos - call.lastActivityNanos();
        if (call.isHeld()) return isOver(limits.silentTimeout(), silence) ? Optional.of(Totals.End.SILENT_TIMEOUT) : Optional.empty();
        return isOver(limits.timeout(), silence) ? Optional.of(Totals.End.TIMEOUT) : Optional.empty();
    }

    private static boolean isOver(Duration limit, long nanos) {
        return !limit.isZero() && nanos >= limit.toNanos();
    }
}
