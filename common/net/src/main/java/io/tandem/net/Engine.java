package io.tandem.net;

import java.io.IOException;
import java.net.InetSocketAddress;

import io.tandem.net.stream.StreamReceiver;
import io.tandem.net.stream.StreamSocket;

/** Sockets and waiting, as the operating system offers them. Loop thread only, except {@link #wakeUp}. */
interface Engine {

    UdpSocket open(InetSocketAddress local, DatagramReceiver receiver, UdpOptions options) throws IOException;

    /** Begins to connect; the receiver is told of the outcome later, never during the call. */
    StreamSocket connect(InetSocketAddress remote, StreamReceiver receiver) throws IOException;

    /** Waits for datagrams, at most that long ({@link Long#MAX_VALUE}: without end). */
    void await(long timeoutMillis) throws IOException;

    /** Hands over what the last wait has found. */
    void dispatch();

    /** Ends a wait that is going on, or the next one at once. Any thread. */
    void wakeUp();

    /** Sends what has been collected. */
    void flush();

    /** Closes every socket. */
    void close();
}
