package io.tandem.relay.ice;

import io.tandem.relay.os.Endpoint;

/** The local candidate of a component with one remote candidate, and the check under way on it (RFC 8445 §6.1.2). */
final class CandidatePair {
    enum State { WAITING, IN_PROGRESS, SUCCEEDED, FAILED }

    final int component;
    final Endpoint remote;
    final long remotePriority;
    State state = State.WAITING;
    /** The peer asked for this one, or this end has chosen it. */
    boolean nominating;
    boolean nominated;
    /** To be checked before all others: the peer's own check has come this way. */
    boolean triggered;
    byte[] transaction = new byte[0];
    /** Role, use-candidate and sends of the transaction under way. */
    boolean sentControlling;
    boolean sentNomination;
    int sends;
    long nextSendNanos;
    byte[] request = new byte[0];

    CandidatePair(int component, Endpoint remote, long remotePriority) {
        this.component = component;
        this.remote = remote;
        this.remotePriority = remotePriority;
    }

    /** RFC 8445 §6.1.2.3. */
    long priority(long localPriority, boolean controlling) {
        long controllers = controlling ? localPriority : remotePriority;
        long other = controlling ? remotePriority : localPriority;
        return (Math.min(controllers, other) << 32) + 2 * Math.max(controllers, other) + (controllers > other ? 1 : 0);
    }

    boolean isOpen() {
        return state == State.WAITING || state == State.IN_PROGRESS;
    }
}
