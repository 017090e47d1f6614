package io.tandem.ha.election;

/**
 * When this node asked for the votes it has got. A vote counts from the send time of the heartbeat it acknowledges, never from its arrival: whatever lay in a
 * socket buffer or on a slow link is as old as it is (ha.md, invariant 10). One thread; nanoseconds of the monotonic clock.
 */
final class Votes {
    /** Heartbeats whose send time is remembered: over ten seconds of them. */
    private static final int REMEMBERED = 2048;
    private static final long NEVER = -3_600_000_000_000L;
    private final long[] sentAt = new long[REMEMBERED];
    private final long never;
    private long sequence;
    private long candidacy;
    private long peerAt;
    private long witnessAt;
    private long ownedAt;

    Votes(long nowNanos) {
        never = nowNanos + NEVER;
        forget();
    }

    /** Numbers a heartbeat that is sent now. */
    long send(long nowNanos) {
        sentAt[(int) (++sequence % REMEMBERED)] = nowNanos;
        return sequence;
    }

    /** From here on only acknowledgements of later heartbeats are votes: those say that this node claims. */
    void beginCandidacy() {
        candidacy = sequence + 1;
        forget();
    }

    private void forget() {
        peerAt = never;
        witnessAt = never;
        ownedAt = never;
    }

    void peer(long acknowledged) {
        if (isOfCandidacy(acknowledged)) peerAt = later(peerAt, sentAt(acknowledged));
    }

    void witness(long acknowledged) {
        if (isOfCandidacy(acknowledged)) witnessAt = later(witnessAt, sentAt(acknowledged));
    }

    /** A ping node has answered to the shared address what was sent from there at that time. */
    void owned(long sentAtNanos) { ownedAt = later(ownedAt, sentAtNanos); }

    private boolean isOfCandidacy(long acknowledged) { return acknowledged >= candidacy && isRemembered(acknowledged); }

    private boolean isRemembered(long number) { return number > 0 && number <= sequence && sequence - number < REMEMBERED; }

    /** When that heartbeat was sent; never, if that is not known any more. */
    long sentAt(long number) { return isRemembered(number) ? sentAt[(int) (number % REMEMBERED)] : never; }

    long peerAt() { return peerAt; }

    long witnessAt() { return witnessAt; }

    long ownedAt() { return ownedAt; }

    static long later(long a, long b) { return a - b >= 0 ? a : b; }
}
