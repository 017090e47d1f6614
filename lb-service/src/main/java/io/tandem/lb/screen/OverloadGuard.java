package io.tandem.lb.screen;

import java.util.concurrent.TimeUnit;

/** A token bucket over all new requests: beyond it, 503 with Retry-After (RFC 3261 §21.5.4), early and cheaply. Loop thread. */
public final class OverloadGuard {

    private final OverloadProperties properties;
    private final double tokensPerNano;
    private double tokens;
    private long filledAtNanos;

    public OverloadGuard(OverloadProperties properties, long nowNanos) {
        this.properties = properties;
        this.tokensPerNano = properties.requestsPerSecond() / (double) TimeUnit.SECONDS.toNanos(1);
        this.tokens = properties.requestsPerSecond();
        this.filledAtNanos = nowNanos;
    }

    /** May one more new request in? */
    public boolean admit(long nowNanos) {
        if (tokens < 1) {
            tokens = Math.min(properties.requestsPerSecond(), tokens + (nowNanos - filledAtNanos) * tokensPerNano);
            filledAtNanos = nowNanos;
        }
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }

    /** When a refused one shall come again: a time that differs from caller to caller. */
    public int retryAfterSeconds(long callHash) {
        long seconds = Math.max(1, properties.retryAfter().toSeconds());
        return (int) (seconds + Math.floorMod(callHash, seconds / 2 + 1));
    }
}
