package io.tandem.relay.latch;

import io.tandem.relay.os.Endpoint;

/**
 * The remote end of one local port: where packets go, and whether one from a given source is taken. Media loop only; allocates nothing
 * per packet.
 *
 * <p>Before confirmation any source is taken, as its owner may sit behind a NAT that SDP does not show; a look-alike can then capture the
 * stream (media hijack), so the window after signalling is short and {@code strict-source} or {@code off} close it for trusted peers.
 */
public final class Latch {
    /** Learning window after the last signalling. */
    public static final long WINDOW_NANOS = 3_000_000_000L;

    /** Ranks of the heuristic mode, best first. */
    private static final int EXACT = 0;
    private static final int NOTHING_SEEN = 4;

    private LatchPolicy policy = LatchPolicy.DEFAULT;
    private Endpoint signalled = new Endpoint(0, 0, 0);
    private boolean hasSignalled;
    private long windowEndNanos;
    private int bestRank = NOTHING_SEEN;
    private boolean confirmed;
    private long head;
    private long high;
    private long low;
    private int changes;

    /** New address by signalling: opens learning again and sends there until something better is seen. */
    public void signal(Endpoint endpoint, LatchPolicy newPolicy, long nowNanos) {
        policy = newPolicy;
        signalled = endpoint;
        hasSignalled = true;
        point(endpoint.head(), endpoint.high(), endpoint.low());
        open(nowNanos);
    }

    /** Nothing may be sent (held with 0.0.0.0, or port 0), whatever arrives. */
    public void clear() {
        hasSignalled = false;
        head = 0;
        open(0);
    }

    /** Another policy for the same address; what was learnt stays. */
    public void policy(LatchPolicy newPolicy) {
        policy = newPolicy;
    }

    private void open(long nowNanos) {
        confirmed = policy.mode() == LearningMode.OFF;
        bestRank = NOTHING_SEEN;
        windowEndNanos = nowNanos + WINDOW_NANOS;
    }

    /** Takes the source of one packet. @return false if the packet must be dropped */
    public boolean accepts(long sourceHead, long sourceHigh, long sourceLow, long nowNanos) {
        boolean known = sourceHead == head && sourceHigh == high && sourceLow == low;
        if (confirmed) return known || onStranger(sourceHead, sourceHigh, sourceLow);
        if (!hasSignalled) return true;
        learn(sourceHead, sourceHigh, sourceLow, nowNanos);
        return true;
    }

    private boolean onStranger(long sourceHead, long sourceHigh, long sourceLow) {
        if (policy.mediaHandover() && policy.mode() != LearningMode.OFF) {
            point(sourceHead, sourceHigh, sourceLow);
            return true;
        }
        return !policy.strictSource();
    }

    private void learn(long sourceHead, long sourceHigh, long sourceLow, long nowNanos) {
        boolean windowOver = nowNanos - windowEndNanos >= 0;
        switch (policy.mode()) {
            case OFF -> confirmed = true;
            case IMMEDIATE -> confirm(sourceHead, sourceHigh, sourceLow);
            case DELAYED -> {
                if (windowOver) confirm(sourceHead, sourceHigh, sourceLow);
            }
            case HEURISTIC -> {
                int rank = rank(sourceHead, sourceHigh, sourceLow);
                if (rank == EXACT) {
                    confirm(sourceHead, sourceHigh, sourceLow);
                } else {
                    prefer(rank, sourceHead, sourceHigh, sourceLow);
                    confirmed = windowOver;
                }
            }
        }
    }

    /** The best candidate so far is used at once: a caller behind a NAT must not wait three seconds for audio. */
    private void prefer(int rank, long sourceHead, long sourceHigh, long sourceLow) {
        if (rank >= bestRank) return;
        bestRank = rank;
        point(sourceHead, sourceHigh, sourceLow);
    }

    private int rank(long sourceHead, long sourceHigh, long sourceLow) {
        boolean address = Endpoint.sameAddress(sourceHead, sourceHigh, sourceLow, signalled);
        boolean port = Endpoint.portOf(sourceHead) == Endpoint.portOf(signalled.head());
        return (address ? 0 : 2) + (port ? 0 : 1);
    }

    private void confirm(long sourceHead, long sourceHigh, long sourceLow) {
        point(sourceHead, sourceHigh, sourceLow);
        confirmed = true;
    }

    private void point(long newHead, long newHigh, long newLow) {
        if (policy.asymmetric() && hasSignalled && !(newHead == signalled.head() && newHigh == signalled.high()
                && newLow == signalled.low())) return;
        if (head != newHead || high != newHigh || low != newLow) changes++;
        head = newHead;
        high = newHigh;
        low = newLow;
    }

    /** May packets be sent to the other end? */
    public boolean hasTarget() {
        return head != 0;
    }

    public long head() {
        return head;
    }

    public long high() {
        return high;
    }

    public long low() {
        return low;
    }

    /** The source is settled. */
    public boolean isConfirmed() {
        return confirmed;
    }

    /** How often the target moved, signalling included: what an operator looks at when he suspects a hijack. */
    public int changes() {
        return changes;
    }

    /** The address packets go to; the caller checks {@link #hasTarget} before. */
    public Endpoint target() {
        return new Endpoint(head, high, low);
    }
}
