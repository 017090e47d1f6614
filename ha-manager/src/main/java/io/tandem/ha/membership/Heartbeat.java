package io.tandem.ha.membership;

/**
 * What a node says of itself, many times a second. Immutable.
 *
 * @param node         0 or 1, the sender in its pair; 2 for a witness
 * @param flags        sum of {@link #RELEASED} and the others
 * @param score        0: must not be active; else 1 + reachable ping nodes, at most 255
 * @param boot         of the sender's manager: higher at each start
 * @param sequence     from 1, higher with each heartbeat of a boot
 * @param peerBoot     the receiver's boot as far as the sender knows it; 0 if it has heard nothing
 * @param acknowledged the receiver's highest sequence number that has arrived; a promise too: the sender does not claim for the dead time from then on
 * @param epoch        the highest the sender knows of
 */
public record Heartbeat(int node, Phase phase, int flags, int score, long boot, long sequence, long peerBoot, long acknowledged, long epoch) {
    /** The sender has let go of the shared addresses and leaves them to the receiver. */
    public static final int RELEASED = 1;
    /** The sender has a better score and wants the shared addresses. */
    public static final int WANTS = 2;
    /** The sender's operator wants it to be active. */
    public static final int ORDERED = 4;
    /** From a witness: its vote is the receiver's. */
    public static final int GRANTED = 8;
    /** Number of a witness. */
    public static final int WITNESS = 2;
    private static final int ALL_FLAGS = RELEASED | WANTS | ORDERED | GRANTED;

    public Heartbeat {
        if (node < 0 || node > WITNESS) throw new IllegalArgumentException("node " + node + " outside 0..2");
        if ((flags & ~ALL_FLAGS) != 0) throw new IllegalArgumentException("flags " + flags + " outside 0.." + ALL_FLAGS);
        if (score < 0 || score > 255) throw new IllegalArgumentException("score " + score + " outside 0..255");
        if (boot <= 0 || sequence <= 0) throw new IllegalArgumentException("boot " + boot + " and sequence " + sequence + " must be positive");
        if (peerBoot < 0 || acknowledged < 0 || epoch < 0) throw new IllegalArgumentException("negative peer boot, acknowledgement or epoch");
    }

    public boolean has(int flag) { return (flags & flag) != 0; }
}
