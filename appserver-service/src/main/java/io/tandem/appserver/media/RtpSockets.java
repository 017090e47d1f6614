package io.tandem.appserver.media;

import io.tandem.net.DatagramReceiver;
import io.tandem.net.UdpSocket;

/** Where RTP sockets come from. */
public interface RtpSockets {
    /** @throws NoFreePortException if there is none left */
    UdpSocket open(DatagramReceiver receiver);
}
