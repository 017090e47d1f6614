package io.tandem.sip.stream;

import java.net.InetSocketAddress;
import java.util.List;

import io.tandem.net.EventLoop;
import io.tandem.sip.transport.Protocol;
import org.jspecify.annotations.Nullable;

/** All stream listeners of a process, with the Netty threads they share. Any thread. */
public final class StreamTransport implements AutoCloseable {

    /** Starts the threads; listens nowhere yet. */
    public static StreamTransport open(EventLoop loop, StreamLimits limits, int threads) {
        throw new UnsupportedOperationException();
    }

    /** Listens at exactly this address; port 0 lets the system choose. The receiver may be called before this returns.
     * @throws java.io.UncheckedIOException if the address cannot be bound
     * @throws IllegalArgumentException if TLS or WSS has no certificates */
    public StreamListener listen(Protocol protocol, InetSocketAddress local, StreamReceiver receiver, ListenOptions options) {
        throw new UnsupportedOperationException();
    }

    /** The open connection with that identity, of whichever listener, else null. */
    public @Nullable StreamConnection connection(long id) {
        throw new UnsupportedOperationException();
    }

    /** Open connections, all listeners together. */
    public int size() {
        throw new UnsupportedOperationException();
    }

    /** Some of the open connections, at most that many. */
    public List<ConnectionInfo> connections(int limit) {
        throw new UnsupportedOperationException();
    }

    public StreamCounters counters() {
        throw new UnsupportedOperationException();
    }

    /** Stops listening and ends every connection. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
