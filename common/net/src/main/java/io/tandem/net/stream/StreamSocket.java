package io.tandem.net.stream;

/** A TCP connection that an event loop has opened. Loop thread only. */
public interface StreamSocket extends AutoCloseable {

    /** Sends octets; they are copied before the call returns, and those of a round leave together at its end. What the peer does not take yet is kept
     * without a limit: who sends must not have more under way than it can afford. Dropped after {@link #close()}. */
    void send(byte[] data, int offset, int length);

    /** Ends the connection; the receiver is not told. Closing twice is harmless. */
    @Override
    void close();
}
