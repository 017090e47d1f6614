package io.tandem.lb.target;

import io.tandem.lb.socket.HostPort;
import io.tandem.net.peer.PeerAddress;

/** One proxy and what is known of it. Written by the loop, states read by any thread. */
final class Target {

    /** What the operator lets it have. */
    enum Admission { OPEN, DRAINED, DISABLED }

    /** What it was heard to be. */
    enum Life { NEW, UP, SUSPECT, DOWN }

    final String name;
    final PeerAddress address;
    /** Its number in the memory of Call-IDs; never given to another. */
    final int slot;
    private volatile Admission admission = Admission.OPEN;
    private volatile Life life = Life.NEW;
    private volatile int weight;
    /** A request waits for its answer since then. Loop. */
    private boolean awaited;
    private long awaitedSinceNanos;

    Target(String name, PeerAddress address, int slot, int weight) {
        this.name = name;
        this.address = address;
        this.slot = slot;
        this.weight = weight;
    }

    boolean takesNew() {
        return life == Life.UP && admission == Admission.OPEN;
    }

    /** Better a proxy that may be dead than none. */
    boolean takesNewAtNeed() {
        return (life == Life.SUSPECT || life == Life.NEW) && admission == Admission.OPEN;
    }

    /** May it have what belongs to a Call-ID that it has? Also before it has answered a probe: what it was given at need must not begin elsewhere again. */
    boolean takesKnown() {
        return (life == Life.UP || life == Life.NEW) && admission != Admission.DISABLED;
    }

    /** Does it live for certain? */
    boolean lives() {
        return life == Life.UP && admission != Admission.DISABLED;
    }

    /** May it have an ACK or CANCEL for what it alone knows? */
    boolean takesFollowing() {
        return life != Life.DOWN && admission != Admission.DISABLED;
    }

    TargetState state() {
        return switch (admission) {
            case DRAINED -> TargetState.DRAINED;
            case DISABLED -> TargetState.DISABLED;
            case OPEN -> switch (life) {
                case NEW -> TargetState.NEW;
                case UP -> TargetState.ACTIVE;
                case SUSPECT -> TargetState.SUSPECT;
                case DOWN -> TargetState.DOWN;
            };
        };
    }

    Life life() {
        return life;
    }

    void life(Life heard) {
        life = heard;
    }

    Admission admission() {
        return admission;
    }

    void admission(Admission wanted) {
        admission = wanted;
    }

    int weight() {
        return weight;
    }

    void weight(int share) {
        weight = share;
    }

    /** @return true if it owed nothing before */
    boolean owes(long nowNanos) {
        if (awaited) {
            return false;
        }
        awaited = true;
        awaitedSinceNanos = nowNanos;
        return true;
    }

    void owesNothing() {
        awaited = false;
    }

    boolean isAwaited() {
        return awaited;
    }

    long awaitedSinceNanos() {
        return awaitedSinceNanos;
    }

    /** By the bits: the sender's address may be another object than ours. */
    boolean isAt(PeerAddress peer) {
        return peer == address || peer.low() == address.low() && peer.getPort() == address.getPort() && peer.high() == address.high();
    }

    @Override
    public String toString() {
        return HostPort.of(address) + (name.equals(HostPort.of(address).toString()) ? "" : " (" + name + ")");
    }
}
