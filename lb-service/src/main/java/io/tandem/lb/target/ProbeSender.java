package io.tandem.lb.target;

import io.tandem.net.peer.PeerAddress;

/** Sends a datagram from the internal socket. Loop thread. */
@FunctionalInterface
public interface ProbeSender {

    /** Copies the bytes before it returns. */
    void send(PeerAddress target, byte[] data, int length);
}
