package io.tandem.ha.election;

/** The epochs a node knows of, and the one it keeps ready on its disk: a take-over must not wait for one (ha.md, invariants 2 and 3). One thread. */
final class Epochs {
    private final int nodeNumber;
    private final Effects effects;
    private long known;
    private long own;
    private long asked;
    private long reserved;

    Epochs(int nodeNumber, Election.Stored stored, Effects effects) {
        this.nodeNumber = nodeNumber;
        this.effects = effects;
        this.known = stored.epoch();
        this.asked = stored.reserved();
        this.reserved = stored.reserved();
    }

    void learn(long epoch) {
        if (epoch <= known) return;
        known = epoch;
        effects.remember(epoch);
    }

    void reserveAhead() {
        if (asked > known) return;
        asked = Epoch.after(known, nodeNumber);
        effects.reserve(asked);
    }

    void reserved(long epoch) { reserved = Math.max(reserved, epoch); }

    /** Whether one is on disk that is higher than all known; if not, it is asked for. */
    boolean isReady() {
        reserveAhead();
        return reserved > known;
    }

    /** The next epoch is this node's. */
    long take() {
        own = reserved;
        return own;
    }

    /** Of this node's last period. */
    long own() { return own; }

    /** The highest. */
    long known() { return known; }
}
