package io.tandem.ha.membership;

/** What is known of the other node, from its heartbeats. One thread; all times in nanoseconds of this node's monotonic clock. */
public final class Peer {
    private final long amnestyNanos;
    private long heardAt;
    private long claimedAt;
    private Heartbeat last;
    private boolean known;

    /**
     * @param ownNumber    0 or 1, of this node
     * @param nowNanos     start of this node: silence counts from here
     * @param amnestyNanos after that much silence a peer is believed whose boot number went back (its disk was replaced and its clock is wrong)
     */
    public Peer(int ownNumber, long nowNanos, long amnestyNanos) {
        this.amnestyNanos = amnestyNanos;
        this.heardAt = nowNanos;
        this.claimedAt = nowNanos;
        this.last = new Heartbeat(1 - ownNumber, Phase.INIT, 0, 0, 1, 1, 0, 0, 0);
    }

    /** Takes a heartbeat over if it is newer than all before it. @return whether it was */
    public boolean take(Heartbeat heartbeat, long nowNanos) {
        if (heartbeat.node() != last.node()) return false;
        boolean newer = heartbeat.boot() == last.boot() ? heartbeat.sequence() > last.sequence()
                : heartbeat.boot() > last.boot() || nowNanos - heardAt > amnestyNanos;
        if (!newer) return false;
        last = heartbeat;
        known = true;
        heardAt = nowNanos;
        if (heartbeat.phase().claims()) claimedAt = nowNanos;
        return true;
    }

    /** Its latest heartbeat; before the first, one that says nothing. */
    public Heartbeat last() { return last; }

    public Phase phase() { return last.phase(); }

    /** Time since the latest heartbeat, or since this node's start. */
    public long silentNanos(long nowNanos) { return nowNanos - heardAt; }

    /** Time since it last was active or about to be, or since this node's start. */
    public long idleNanos(long nowNanos) { return nowNanos - claimedAt; }

    /** Whether it was heard at all. */
    public boolean isKnown() { return known; }
}
