package io.tandem.lb;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.step.Departure;
import io.tandem.lb.stream.Streams;
import io.tandem.net.DatagramReceiver;
import io.tandem.net.EventLoop;
import io.tandem.net.UdpSocket;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.stream.StreamConnection;
import io.tandem.sip.stream.StreamListener;
import io.tandem.sip.stream.StreamReceiver;
import io.tandem.sip.stream.http.HttpEndpoint;
import io.tandem.sip.transport.Protocol;
import org.jspecify.annotations.Nullable;

/** The open sockets, by the index of their {@link LbSocket}. Loop thread. */
final class Transports implements Outlets, AutoCloseable {

    /** Messages begin with a letter, or at least a token; keep-alives and STUN do not. */
    private static final byte FIRST_OF_MESSAGE = '!';

    private final EventLoop loop;
    private final Streams streams;
    private final List<LbSocket> sockets = new ArrayList<>();
    private final List<@Nullable UdpSocket> datagrams = new ArrayList<>();
    private final List<@Nullable StreamListener> listeners = new ArrayList<>();
    private @Nullable LoadBalancer balancer;
    private long burstNanos;
    private int burst;

    Transports(EventLoop loop, Streams streams) {
        this.loop = loop;
        this.streams = streams;
    }

    /** From here on messages are served. */
    void serve(LoadBalancer server, List<LbSocket> all) {
        sockets.addAll(all);
        balancer = server;
    }

    /** Opens the next socket. @return the address it is bound to */
    InetSocketAddress open(Protocol protocol, InetSocketAddress address, Optional<HttpEndpoint> http) {
        int index = datagrams.size();
        if (protocol == Protocol.UDP) {
            UdpSocket socket = loop.bind(address, new Datagrams(index));
            datagrams.add(socket);
            listeners.add(null);
            return socket.localAddress();
        }
        StreamListener listener = streams.listen(protocol, address, new Frames(index), http);
        datagrams.add(null);
        listeners.add(listener);
        return listener.local();
    }

    @Override
    public boolean send(LbSocket socket, PeerAddress target, Departure departure, String serverName, byte[] data, int length) {
        UdpSocket datagram = datagrams.get(socket.index());
        if (datagram != null) {
            datagram.send(data, 0, length, target);
            return true;
        }
        StreamConnection connection = connection(socket, target, departure, serverName);
        return connection != null && connection.send(data, 0, length);
    }

    /** The connection that is named, else one to the target, else a new one where that may be. */
    private @Nullable StreamConnection connection(LbSocket socket, PeerAddress target, Departure departure, String serverName) {
        StreamListener listener = listeners.get(socket.index());
        if (listener == null) {
            return null;
        }
        if (departure.connectionId() != 0) {
            StreamConnection named = listener.connection(departure.connectionId());
            return named != null && named.remote().equals(target) ? named : null;
        }
        StreamConnection open = listener.connectionTo(target);
        boolean mayConnect = departure.mayConnect() && (socket.protocol() == Protocol.TCP || socket.protocol() == Protocol.TLS);
        return open != null || !mayConnect ? open : listener.connect(target, serverName);
    }

    @Override
    public boolean leads(LbSocket socket, PeerAddress target, boolean mayConnect) {
        StreamListener listener = listeners.get(socket.index());
        return listener != null && (mayConnect || listener.connectionTo(target) != null);
    }

    @Override
    public boolean reply(LbSocket socket, PeerAddress target, long connection, byte[] data, int length) {
        UdpSocket datagram = datagrams.get(socket.index());
        if (datagram != null) {
            datagram.send(data, 0, length, target);
            return true;
        }
        StreamListener listener = listeners.get(socket.index());
        StreamConnection open = listener == null ? null : listener.connection(connection);
        return open != null && open.send(data, 0, length);
    }

    @Override
    public void sendDatagram(LbSocket socket, PeerAddress target, byte[] data, int length) {
        UdpSocket datagram = datagrams.get(socket.index());
        if (datagram != null) {
            datagram.send(data, 0, length, target);
        }
    }

    Streams streams() {
        return streams;
    }

    /** Open stream connections by protocol. Any thread. */
    Map<String, Long> connections() {
        Map<String, Long> counts = new TreeMap<>();
        for (StreamListener listener : listeners) {
            if (listener != null) {
                counts.merge(listener.protocol().parameter(), (long) listener.connections(), Long::sum);
            }
        }
        return counts;
    }

    @Override
    public void close() {
        datagrams.forEach(socket -> {
            if (socket != null) {
                socket.close();
            }
        });
        streams.close();
    }

    /** What a datagram socket delivers to. */
    private final class Datagrams implements DatagramReceiver {

        private final int index;

        Datagrams(int index) {
            this.index = index;
        }

        @Override
        public void onDatagram(UdpSocket socket, byte[] data, int offset, int length, PeerAddress source) {
            LoadBalancer server = balancer;
            if (server == null) {
                return;
            }
            if (burst == 0) {
                burstNanos = loop.nanoTime();
            }
            burst++;
            if (length > 0 && data[offset] >= FIRST_OF_MESSAGE) {
                server.onMessage(data, offset, length, source, sockets.get(index), 0, burstNanos);
            } else {
                server.onOther(data, offset, length, source, sockets.get(index), burstNanos);
            }
        }

        @Override
        public void onBurstEnd(UdpSocket socket) {
            LoadBalancer server = balancer;
            if (server != null && burst > 0) {
                server.burst(loop.nanoTime() - burstNanos, burst);
            }
            burst = 0;
        }
    }

    /** What a stream socket delivers to. */
    private final class Frames implements StreamReceiver {

        private final int index;

        Frames(int index) {
            this.index = index;
        }

        @Override
        public void onFrame(StreamConnection connection, byte[] data, int offset, int length) {
            LoadBalancer server = balancer;
            if (server == null) {
                return;
            }
            long now = loop.nanoTime();
            boolean welcome = server.onMessage(data, offset, length, connection.remote(), sockets.get(index), connection.id(), now);
            server.burst(loop.nanoTime() - now, 1);
            if (!welcome) {
                connection.close("its address is banned");
            }
        }

        /** Perhaps enough of it can be read to be answered. */
        @Override
        public void onBroken(StreamConnection connection, byte[] head, String fault) {
            onFrame(connection, head, 0, head.length);
        }

        @Override
        public void onUndelivered(StreamConnection connection, byte[] message, String why) {
            if (balancer != null) {
                balancer.onUndelivered(message, loop.nanoTime());
            }
        }

        @Override
        public void onClosed(StreamConnection connection) {
            if (balancer != null) {
                balancer.onClosed(connection.id(), connection.remote(), connection.protocol());
            }
        }
    }
}
