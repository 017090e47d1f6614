package io.tandem.relay.control;

import java.net.InetSocketAddress;

import io.tandem.net.DatagramReceiver;
import io.tandem.net.EventLoop;
import io.tandem.net.UdpSocket;
import io.tandem.net.peer.PeerAddress;
import io.tandem.relay.wire.Encoding;
import io.tandem.relay.wire.NgDatagram;

/** The ng protocol over UDP. The control loop's thread. */
public final class NgServer implements DatagramReceiver {
    private static final int MAX_DATAGRAM = 65_507;

    private final NgEndpoint endpoint;

    public NgServer(NgEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** Starts to listen. @throws java.io.UncheckedIOException if the address is not to be had */
    public UdpSocket listen(EventLoop loop, InetSocketAddress local) {
        return loop.bind(local, this);
    }

    @Override
    public void onDatagram(UdpSocket socket, byte[] data, int offset, int length, PeerAddress source) {
        endpoint.reply(data, offset, length, source.getAddress(), reply -> reply.map(NgServer::fitting).ifPresent(bytes -> socket.send(bytes, 0,
                bytes.length, source)));
    }

    private static byte[] fitting(byte[] reply) {
        if (reply.length <= MAX_DATAGRAM) return reply;
        NgDatagram datagram = NgDatagram.parse(reply, 0, reply.length).orElseThrow();
        Encoding encoding = Encoding.of(reply, datagram.payloadOffset(), datagram.payloadLength());
        return NgDatagram.write(datagram.cookie(), encoding.encode(NgCommands.error("Reply of " + reply.length
                + " octets is too long for UDP; ask for less, or over TCP")));
    }
}
