package io.tandem.sip.transport;

import java.net.InetSocketAddress;

/** Where a message came from and on which of our sockets, or where one goes to (RFC 5626 §2). Immutable.
 * @param local        our socket; with TCP the listening address, also for connections that we opened
 * @param connectionId of a stream connection; 0 for UDP, and for a stream to whichever connection reaches the remote address */
public record Flow(Protocol protocol, InetSocketAddress local, InetSocketAddress remote, long connectionId) {

    /** Any connection, a new one if need be. */
    public static final long ANY_CONNECTION = 0;

    public Flow {
        if (protocol == Protocol.UDP && connectionId != ANY_CONNECTION) {
            throw new IllegalArgumentException("UDP has no connection " + connectionId);
        }
    }

    /** A datagram flow. */
    public static Flow udp(InetSocketAddress local, InetSocketAddress remote) {
        return new Flow(Protocol.UDP, local, remote, ANY_CONNECTION);
    }

    /** The same socket, another peer, whichever connection. */
    public Flow to(InetSocketAddress other) {
        return new Flow(protocol, local, other, ANY_CONNECTION);
    }
}
