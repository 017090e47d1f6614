package io.tandem.ha.witness;

import io.tandem.ha.membership.Heartbeat;
import io.tandem.ha.membership.Phase;

/**
 * The third vote of a pair, on any host: it goes to one node at a time, and to the other only when the first has given up or was not heard of for the dead
 * time. One thread; nanoseconds of the monotonic clock.
 */
public final class Witness {
    private static final int NOBODY = -1;
    private final long deadNanos;
    private final long boot;
    private final long[] boots = new long[2];
    private final long[] sequences = new long[2];
    private int holder = NOBODY;
    private long heldUntil;
    private long sequence;

    /**
     * @param deadNanos of the pair
     * @param nowNanos  start: for the dead time nobody gets a vote, since somebody may have one
     */
    public Witness(long deadNanos, long boot, long nowNanos) {
        this.deadNanos = deadNanos;
        this.boot = boot;
        this.heldUntil = nowNanos + deadNanos;
    }

    /** Answers an authenticated heartbeat; one that is not newer than the last gets no vote. */
    public Heartbeat answer(Heartbeat heartbeat, long now) {
        int node = heartbeat.node();
        if (node >= boots.length) throw new IllegalArgumentException("node " + node + " is no node of a pair");
        boolean granted = isNewer(heartbeat) && decide(heartbeat, now);
        return new Heartbeat(Heartbeat.WITNESS, Phase.STANDBY, granted ? Heartbeat.GRANTED : 0, 0, boot, ++sequence, heartbeat.boot(),
                heartbeat.sequence(), 0);
    }

    private boolean isNewer(Heartbeat heartbeat) {
        int node = heartbeat.node();
        boolean newer = heartbeat.boot() > boots[node] || heartbeat.boot() == boots[node] && heartbeat.sequence() > sequences[node];
        if (newer) {
            boots[node] = heartbeat.boot();
            sequences[node] = heartbeat.sequence();
        }
        return newer;
    }

    private boolean decide(Heartbeat heartbeat, long now) {
        boolean holds = heartbeat.node() == holder;
        boolean claims = heartbeat.phase().claims();
        if (holds && !claims) {
            holder = NOBODY; // it has closed its gate before it said so
            heldUntil = now;
        } else if (claims && (holds || now - heldUntil >= 0)) {
            holder = heartbeat.node();
            heldUntil = now + deadNanos;
            return true;
        }
        return false;
    }
}
