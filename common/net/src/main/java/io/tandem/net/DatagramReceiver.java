package io.tandem.net;

import io.tandem.net.peer.PeerAddress;

/** Takes what a UDP socket receives. Loop thread; must not block. An exception is logged and counted, and the loop goes on. */
@FunctionalInterface
public interface DatagramReceiver {

    /** One datagram.
     * @param data   owned by the loop and valid during the call only: copy what must stay
     * @param source same instance for a known peer */
    void onDatagram(UdpSocket socket, byte[] data, int offset, int length, PeerAddress source);

    /** After the last datagram of a burst, before what was sent meanwhile goes out in one system call. */
    default void onBurstEnd(UdpSocket socket) {}
}
