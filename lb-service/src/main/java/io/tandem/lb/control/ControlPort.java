package io.tandem.lb.control;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.stream.Stream;

import io.tandem.lb.socket.HostPort;
import io.tandem.lb.socket.ListenProperties;
import io.tandem.sip.transport.Protocol;

/**
 * Where control commands come in: TCP on the internal address, as with Kamailio.
 *
 * @param sharedWith the SIP socket over TCP on that address, which then carries the control requests too; empty if they need a listener of their own
 */
record ControlPort(InetSocketAddress address, Optional<ListenProperties.Socket> sharedWith) {

    /** @throws IllegalArgumentException if the internal address is neither the name of a socket nor {@code address:port} */
    static ControlPort of(ListenProperties listen) {
        InetSocketAddress internal = sockets(listen).filter(s -> s.protocol() == Protocol.UDP && s.name().equals(listen.internal())).findFirst()
            .map(ControlPort::address).orElseGet(() -> literal(listen.internal()));
        return new ControlPort(internal, sockets(listen).filter(s -> s.protocol() == Protocol.TCP && address(s).equals(internal)).findFirst());
    }

    private static Stream<ListenProperties.Socket> sockets(ListenProperties listen) {
        return Stream.concat(listen.external().stream(), listen.extraSockets().stream());
    }

    private static InetSocketAddress address(ListenProperties.Socket socket) {
        return literal(socket.address() + ':' + socket.port());
    }

    private static InetSocketAddress literal(String text) {
        return HostPort.parse(text, Protocol.UDP.defaultPort()).flatMap(HostPort::literal)
            .orElseThrow(() -> new IllegalArgumentException("tandem.lb.listen.internal '%s' is neither a UDP socket's name nor address:port".formatted(text)));
    }
}
