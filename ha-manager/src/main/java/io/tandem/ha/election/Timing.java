package io.tandem.ha.election;

/**
 * The times of a pair, in nanoseconds; both nodes must have the same.
 *
 * @param heartbeatNanos from one heartbeat to the next
 * @param leaseNanos     how long a vote lets its receiver be active, counted from when he asked for it
 * @param deadNanos      silence after which a node takes over; a vote is a promise not to do so for that long
 * @param listenNanos    how long a node only listens after its start
 */
public record Timing(long heartbeatNanos, long leaseNanos, long deadNanos, long listenNanos) {
    private static final long MS = 1_000_000;
    /** For own hardware and virtual machines. */
    public static final Timing NORMAL = ofMillis(50, 400, 500, 2000);
    /** For own hardware with a real-time scheduler. */
    public static final Timing FAST = ofMillis(20, 160, 200, 2000);

    /** The lease must end before the silence does, even if clocks drift by 10 % against each other. */
    public Timing {
        if (heartbeatNanos < MS) throw new IllegalArgumentException("heartbeat of " + heartbeatNanos + " ns is below 1 ms");
        if (leaseNanos < 6 * heartbeatNanos) {
            throw new IllegalArgumentException("lease of %d ms is below 6 heartbeats of %d ms".formatted(leaseNanos / MS, heartbeatNanos / MS));
        }
        if (deadNanos < leaseNanos + leaseNanos / 5) {
            throw new IllegalArgumentException("dead time of %d ms is below 1.2 leases of %d ms: both nodes could be active".formatted(deadNanos / MS,
                    leaseNanos / MS));
        }
        if (listenNanos < 2 * deadNanos) {
            throw new IllegalArgumentException("listening for %d ms is below 2 dead times of %d ms".formatted(listenNanos / MS, deadNanos / MS));
        }
    }

    public static Timing ofMillis(long heartbeat, long lease, long dead, long listen) {
        return new Timing(heartbeat * MS, lease * MS, dead * MS, listen * MS);
    }

    /** How long the kernel leaves the gate open after a renewal; a renewal may be as old as this. Both together are the lease. */
    public long gateNanos() { return leaseNanos / 2; }

    /** Silence after which a node begins to probe. */
    long suspectNanos() { return deadNanos * 3 / 5; }

    /** Silence after which an active node looks to the ping nodes for its lease. */
    long aloneNanos() { return 2 * heartbeatNanos + heartbeatNanos / 2; }

    /** Least time between the first probe for the shared addresses and taking them: three heartbeats' probes unanswered. */
    long probeNanos() { return heartbeatNanos + heartbeatNanos / 5; }

    /** How long an answer of a ping node counts. */
    public long pingPatienceNanos() { return 4 * heartbeatNanos + 50 * MS; }

    /** How long a node that gave up the shared addresses offers them to its peer. */
    long offerNanos() { return deadNanos; }
}
