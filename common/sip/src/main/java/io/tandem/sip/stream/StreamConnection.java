package io.tandem.sip.stream;

import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.transport.Protocol;

/** One connection over TCP, TLS or WebSocket, whoever opened it. Any thread, except {@link #send}. */
public interface StreamConnection {

    /** Positive, random, unique in the process: an identity from before a restart names no connection, and none can be guessed. */
    long id();

    Protocol protocol();

    /** Our socket: the listening address, also for connections that we opened. */
    PeerAddress local();

    PeerAddress remote();

    /** The listener that accepted it, or that it was opened from. */
    StreamListener listener();

    /** False once it has ended; true already while it is being opened. */
    boolean isOpen();

    /** Sends one whole message. Event loop thread; the bytes are copied. Messages of a burst leave together when the burst ends.
     * @return false if the connection is closed: nothing was taken. If it breaks later, {@link StreamReceiver#onUndelivered} tells. */
    boolean send(byte[] data, int offset, int length);

    /** Ends it once what was sent has left. @param why for the log */
    void close(String why);
}
