package io.tandem.lb;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.lb.socket.LbSocket;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.TcpSipTransport;
import io.tandem.sip.transport.UdpSipTransport;

/** The open transports, by the index of their socket. */
final class Transports implements AutoCloseable {

    private sealed interface Open {
        record Udp(UdpSipTransport transport) implements Open {}

        record Tcp(TcpSipTransport transport) implements Open {}
    }

    private final List<Open> open = new ArrayList<>();

    void add(UdpSipTransport transport) {
        open.add(new Open.Udp(transport));
    }

    void add(TcpSipTransport transport) {
        open.add(new Open.Tcp(transport));
    }

    /** The flow from a socket to an address; empty if only a connection that is open already would do, and none is. */
    Optional<Flow> flow(LbSocket socket, InetSocketAddress remote, boolean mayConnect) {
        return switch (open.get(socket.index())) {
            case Open.Udp _ -> Optional.of(Flow.udp(socket.address(), remote));
            case Open.Tcp tcp -> tcp.transport().connectionTo(remote)
                    .or(() -> mayConnect ? Optional.of(new Flow(socket.protocol(), socket.address(), remote, Flow.ANY_CONNECTION)) : Optional.empty());
        };
    }

    void send(LbSocket socket, SipMessage message, Flow flow) {
        switch (open.get(socket.index())) {
            case Open.Udp udp -> udp.transport().send(message, flow);
            case Open.Tcp tcp -> tcp.transport().send(message, flow);
        }
    }

    /** Open stream connections. */
    int connections() {
        return open.stream().mapToInt(o -> o instanceof Open.Tcp tcp ? tcp.transport().connections() : 0).sum();
    }

    @Override
    public void close() {
        for (Open transport : open) {
            switch (transport) {
                case Open.Udp udp -> udp.transport().close();
                case Open.Tcp tcp -> tcp.transport().close();
            }
        }
    }
}
