package io.tandem.lb;

import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.step.Departure;
import io.tandem.net.peer.PeerAddress;

/** The ways out. Bytes given are copied before the call returns. Loop thread. */
interface Outlets {

    /** Sends a message the way it shall go.
     * @param serverName the name behind the target's address, for a TLS connection that has to be opened; empty if only the address is known
     * @return false if there is no way: the connection is gone, and none may be opened */
    boolean send(LbSocket socket, PeerAddress target, Departure departure, String serverName, byte[] data, int length);

    /** Answers on the flow a message came by.
     * @param connection the identity of the stream connection, 0 for a datagram
     * @return false if that is gone */
    boolean reply(LbSocket socket, PeerAddress target, long connection, byte[] data, int length);

    /** Sends a datagram of our own. */
    void sendDatagram(LbSocket socket, PeerAddress target, byte[] data, int length);

    /** Is there a stream connection to that address, or may one be made? */
    boolean leads(LbSocket socket, PeerAddress target, boolean mayConnect);
}
