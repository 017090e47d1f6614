package io.tandem.lb;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.step.Departure;
import io.tandem.net.DatagramReceiver;
import io.tandem.net.EventLoop;
import io.tandem.net.UdpSocket;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.MessageReceiver;
import io.tandem.sip.transport.Protocol;
import io.tandem.sip.transport.TcpLimits;
import io.tandem.sip.transport.TcpSipTransport;
import io.tandem.sip.transport.UnreachableFlowException;
import org.jspecify.annotations.Nullable;

/** The open sockets, by the index of their {@link LbSocket}. Loop thread. */
final class Transports implements AutoCloseable {

    /** Messages begin with a letter, or at least a token; keep-alives and STUN do not. */
    private static final byte FIRST_OF_MESSAGE = '!';

    private final EventLoop loop;
    private final List<LbSocket> sockets = new ArrayList<>();
    private final List<@Nullable UdpSocket> datagrams = new ArrayList<>();
    private final List<@Nullable TcpSipTransport> streams = new ArrayList<>();
    private @Nullable LoadBalancer balancer;
    private long burstNanos;
    private int burst;

    Transports(EventLoop loop) {
        this.loop = loop;
    }

    /** From here on messages are served. */
    void serve(LoadBalancer server) {
        balancer = server;
    }

    InetSocketAddress open(Protocol protocol, InetSocketAddress address, TcpLimits limits) {
        int index = datagrams.size();
        if (protocol == Protocol.UDP) {
            UdpSocket socket = loop.bind(address, new Datagrams(index));
            datagrams.add(socket);
            streams.add(null);
            return socket.localAddress();
        }
        TcpSipTransport stream = new TcpSipTransport(loop, address, new Messages(index), limits);
        datagrams.add(null);
        streams.add(stream);
        return stream.localAddress();
    }

    void name(LbSocket socket) {
        sockets.add(socket);
    }

    /** @return false if there is no way: the connection is gone, and none may be opened */
    boolean send(LbSocket socket, PeerAddress target, Departure departure, String serverName, byte[] data, int length) {
        UdpSocket datagram = datagrams.get(socket.index());
        if (datagram != null) {
            datagram.send(data, 0, length, target);
            return true;
        }
        TcpSipTransport stream = streams.get(socket.index());
        Flow flow = stream == null ? null : stream.connectionTo(target)
                .orElse(departure.mayConnect() ? new Flow(socket.protocol(), socket.address(), target, Flow.ANY_CONNECTION) : null);
        return stream != null && flow != null && send(stream, flow, data, length);
    }

    /** Is there a connection to that address, or may one be made? */
    boolean leads(LbSocket socket, PeerAddress target, boolean mayConnect) {
        TcpSipTransport stream = streams.get(socket.index());
        return stream != null && (mayConnect || stream.connectionTo(target).isPresent());
    }

    /** Answers on the flow a message came by. */
    boolean reply(LbSocket socket, PeerAddress target, long connection, byte[] data, int length) {
        UdpSocket datagram = datagrams.get(socket.index());
        if (datagram != null) {
            datagram.send(data, 0, length, target);
            return true;
        }
        TcpSipTransport stream = streams.get(socket.index());
        return stream != null && send(stream, new Flow(socket.protocol(), socket.address(), target, connection), data, length);
    }

    private static boolean send(TcpSipTransport stream, Flow flow, byte[] data, int length) {
        try {
            stream.send(SipMessage.parse(data, 0, length), flow);
            return true;
        } catch (UnreachableFlowException | MalformedMessageException e) {
            return false;
        }
    }

    /** A datagram of our own, from the internal socket. */
    void sendDatagram(LbSocket socket, PeerAddress target, byte[] data, int length) {
        UdpSocket datagram = datagrams.get(socket.index());
        if (datagram != null) {
            datagram.send(data, 0, length, target);
        }
    }

    /** Open stream connections by protocol. Any thread. */
    Map<String, Long> connections() {
        Map<String, Long> counts = new TreeMap<>();
        for (int i = 0; i < sockets.size(); i++) {
            TcpSipTransport stream = streams.get(i);
            if (stream != null) {
                counts.merge(sockets.get(i).protocol().parameter(), (long) stream.connections(), Long::sum);
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
        streams.forEach(stream -> {
            if (stream != null) {
                stream.close();
            }
        });
    }

    /** What a datagram socket delivers to. */
    private final class Datagrams implements DatagramReceiver {

        private final int index;

        Datagrams(int index) {
            this.index = index;
        }

        @Override
        public void onDatagram(UdpSocket socket, byte[] data, int offset, int length, PeerAddress source) {
            if (burst == 0) {
                burstNanos = loop.nanoTime();
            }
            burst++;
            LoadBalancer server = balancer;
            if (server != null) {
                if (length > 0 && data[offset] < FIRST_OF_MESSAGE) {
                    server.onOther(data, offset, length, source, sockets.get(index), burstNanos);
                } else {
                    server.onMessage(data, offset, length, source, sockets.get(index), 0, burstNanos);
                }
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
    private final class Messages implements MessageReceiver {

        private final int index;

        Messages(int index) {
            this.index = index;
        }

        @Override
        public void onMessage(SipMessage message, Flow flow) {
            deliver(message.toBytes(), flow);
        }

        @Override
        public void onMalformed(byte[] data, Flow flow, MalformedMessageException why) {
            deliver(data, flow);
        }

        private void deliver(byte[] bytes, Flow flow) {
            if (balancer != null) {
                balancer.onMessage(bytes, 0, bytes.length, loop.peers().get(flow.remote()), sockets.get(index), flow.connectionId(), loop.nanoTime());
            }
        }

        @Override
        public void onUndelivered(SipMessage message, Flow flow, Exception cause) {
            if (balancer != null) {
                balancer.onUndelivered(message.toBytes(), loop.nanoTime());
            }
        }
    }
}
