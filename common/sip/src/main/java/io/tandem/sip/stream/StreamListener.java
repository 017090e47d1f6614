package io.tandem.sip.stream;

import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.transport.Protocol;
import org.jspecify.annotations.Nullable;

/** One listening socket. Any thread where nothing else is said. */
public interface StreamListener extends AutoCloseable {

    Protocol protocol();

    /** The address it listens at, with the port the system chose if 0 was asked for. */
    PeerAddress local();

    /** Its connections, those being opened included. Any thread. */
    int connections();

    /** The open connection with that identity if it is one of this listener, else null. */
    @Nullable StreamConnection connection(long id);

    /** The open connection with this peer, or the one being opened, whoever opened it; the newest of several; null if there is none. */
    @Nullable StreamConnection connectionTo(PeerAddress remote);

    /** The connection to this peer, opened from the listener's address if there is none yet. At once: what is sent meanwhile waits, at most 64 messages.
     * Event loop thread. WebSocket clients cannot be connected to.
     * @param serverName for TLS: asked for by SNI and, if peers are verified, checked against the certificate; empty if only the address is known
     * @throws UnsupportedOperationException if the protocol is WS or WSS */
    StreamConnection connect(PeerAddress remote, String serverName);

    /** Stops listening and ends its connections. */
    @Override
    void close();
}
