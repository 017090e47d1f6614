package io.tandem.lb.screen;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.tandem.lb.affinity.Hash64;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;

/** A token bucket over all new requests: beyond it, 503 with Retry-After (RFC 3261 §21.5.4), early and cheaply. Loop thread. */
public final class OverloadGuard {

    private final OverloadProperties properties;
    private final LongSupplier nanoTime;
    private final double tokensPerNano;
    private double tokens;
    private long filledAtNanos;

    public OverloadGuard(OverloadProperties properties, LongSupplier nanoTime) {
        this.properties = properties;
        this.nanoTime = nanoTime;
        this.tokensPerNano = properties.requestsPerSecond() / (double) TimeUnit.SECONDS.toNanos(1);
        this.tokens = properties.requestsPerSecond();
        this.filledAtNanos = nanoTime.getAsLong();
    }

    public Verdict check(Passage passage) {
        String method = passage.message().method();
        if (passage.isInDialog() || method.equals(Methods.ACK) || method.equals(Methods.CANCEL)) {
            return Verdict.NEXT;
        }
        if (tokens < 1) {
            fill();
        }
        if (tokens < 1) {
            return unavailable(passage.message().callId());
        }
        tokens--;
        return Verdict.NEXT;
    }

    private void fill() {
        long now = nanoTime.getAsLong();
        tokens = Math.min(properties.requestsPerSecond(), tokens + (now - filledAtNanos) * tokensPerNano);
        filledAtNanos = now;
    }

    /** 503, to be repeated after a time that differs from caller to caller. */
    public Verdict unavailable(String callId) {
        long seconds = Math.max(1, properties.retryAfter().toSeconds());
        long spread = Math.floorMod(Hash64.of(callId, 0), seconds / 2 + 1);
        return new Verdict.Answer(503, "Service Unavailable",
                List.of(new SipMessage.Header(HeaderNames.RETRY_AFTER, Long.toString(seconds + spread))));
    }
}
