package io.tandem.net;

import java.net.InetSocketAddress;

/** A bound UDP socket of an event loop. Every method may be called from any thread. */
public interface UdpSocket extends AutoCloseable {

    /** The address it is bound to, with the port that the system chose if 0 was asked for. */
    InetSocketAddress localAddress();

    /** Sends a datagram; the bytes are copied before the call returns. On the loop thread sends are collected and leave when the current burst, task
     * or timer round ends; from another thread they are handed to the loop. As UDP does, it may lose the datagram (counted, see {@link EventLoopCounters}).
     * @throws IllegalArgumentException if the target is unresolved or of another address family, or the length exceeds 65,507 */
    void send(byte[] data, int offset, int length, InetSocketAddress target);

    /** Frees the port before it returns; what was sent before leaves first. Closing twice is harmless. */
    @Override
    void close();
}
