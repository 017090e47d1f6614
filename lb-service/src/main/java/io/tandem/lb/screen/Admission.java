package io.tandem.lb.screen;

import java.util.concurrent.TimeUnit;

import io.tandem.lb.affinity.Hash64;
import io.tandem.net.peer.PeerAddress;

/** Lets new requests in at the rate the system can bear; the others get 503 with Retry-After (RFC 3261 §21.5.4), early and cheaply.
 *
 * <p>A token bucket. Its lower part is for known sources. Strangers get the rest by a limit on what one of them may have had within the sliding window:
 * it falls while strangers find no token and rises while they do, so that those who send least come in and a flood from few addresses does not.
 * When proxies answer 503 the rate of strangers falls and recovers within seconds. Loop thread, no allocation. */
public final class Admission {

    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final double FALL = 0.7;
    /** Slow, since what was too much a moment ago still is: back within seconds for one source, within 20 s for all. */
    private static final double RISE = 1.01;
    private static final double RISE_OF_BURST = 0.005;

    private final OverloadProperties properties;
    private final SourceScreen sources;
    private final double burst;
    private final double reserve;
    private final double tokensPerNano;
    private double tokens;
    private double strangersPerSecond;
    private double strangersTokens;
    private double strangersLimit;
    private long filledAtNanos;
    private long stepAtNanos;
    private boolean strangersStarved;
    private boolean refusedInside;
    private long refusedKnown;
    private long refusedStrangers;

    public Admission(OverloadProperties properties, SourceScreen sources, long nowNanos) {
        this.properties = properties;
        this.sources = sources;
        burst = properties.requestsPerSecond();
        reserve = burst * properties.reserve() / 100;
        tokensPerNano = burst / TimeUnit.SECONDS.toNanos(1);
        tokens = burst;
        strangersPerSecond = burst;
        strangersTokens = burst;
        strangersLimit = highestLimit();
        filledAtNanos = nowNanos;
        stepAtNanos = nowNanos;
    }

    /** For a request that begins something. @return false: answer 503 */
    public boolean admit(PeerAddress source, long nowNanos) {
        fill(nowNanos);
        if (tokens - reserve >= 1 && strangersPerSecond >= burst && strangersLimit >= highestLimit()) {
            tokens--; // nobody is short of anything
            return true;
        }
        if (sources.isPreferred(source, nowNanos)) {
            return admitKnown();
        }
        if (sources.recent(source, nowNanos) > strangersLimit) {
            refusedStrangers++;
            return false;
        }
        if (tokens - reserve < 1 || strangersTokens < 1) {
            strangersStarved = true;
            refusedStrangers++;
            return false;
        }
        tokens--;
        strangersTokens--;
        return true;
    }

    private boolean admitKnown() {
        if (tokens < 1) {
            refusedKnown++;
            return false;
        }
        tokens--;
        return true;
    }

    /** A proxy answered 503 to a new request. */
    public void refusedInside() {
        refusedInside = true;
    }

    private void fill(long nowNanos) {
        long passed = nowNanos - filledAtNanos;
        if (passed <= 0) {
            return;
        }
        filledAtNanos = nowNanos;
        tokens = Math.min(burst, tokens + passed * tokensPerNano);
        double strangersBurst = Math.max(1, strangersPerSecond);
        strangersTokens = Math.min(strangersBurst, strangersTokens + passed * strangersPerSecond / TimeUnit.SECONDS.toNanos(1));
        if (nowNanos - stepAtNanos >= STEP_NANOS) {
            step(nowNanos);
        }
    }

    private void step(long nowNanos) {
        stepAtNanos = nowNanos;
        strangersPerSecond = refusedInside ? Math.max(properties.strangersMinimum(), strangersPerSecond * FALL)
                : Math.min(burst, strangersPerSecond + burst * RISE_OF_BURST);
        strangersLimit = strangersStarved ? Math.max(1, strangersLimit * FALL) : Math.min(highestLimit(), strangersLimit * RISE);
        refusedInside = false;
        strangersStarved = false;
    }

    /** At this limit nobody is kept back who is not throttled. */
    private double highestLimit() {
        return sources.density();
    }

    /** When the refused may come back; differs from call to call. */
    public int retryAfterSeconds(long callHash) {
        long seconds = Math.max(1, properties.retryAfter().toSeconds());
        return (int) (seconds + Math.floorMod(Hash64.mix(callHash), seconds / 2 + 1));
    }

    /** Known sources that found no token. */
    public long refusedKnownCount() {
        return refusedKnown;
    }

    public long refusedStrangersCount() {
        return refusedStrangers;
    }
}
