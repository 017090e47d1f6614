package io.tandem.proxy;

import java.net.InetSocketAddress;
import java.util.Optional;

import io.tandem.net.EventLoop;
import io.tandem.net.UdpSocket;
import io.tandem.proxy.media.NgClient;

/** The UDP socket of the ng client. */
final class NgSocket {
    private final UdpSocket socket;
    private volatile Optional<NgClient> client = Optional.empty();

    NgSocket(EventLoop loop, InetSocketAddress local) {
        socket = loop.bind(local, (_, data, offset, length, source) ->
                client.ifPresent(attached -> attached.onDatagram(data, offset, length, source)));
    }

    void attach(NgClient target) {
        client = Optional.of(target);
    }

    void send(byte[] data, InetSocketAddress relay) {
        socket.send(data, 0, data.length, relay);
    }

    UdpSocket socket() {
        return socket;
    }
}
