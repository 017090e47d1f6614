package io.tandem.net;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

import io.tandem.net.peer.PeerAddress;
import io.tandem.net.peer.PeerTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** DatagramChannel and Selector: everywhere, one system call a datagram. */
final class NioEngine implements Engine {

    private static final Logger LOG = LoggerFactory.getLogger(NioEngine.class);
    private static final int BURST = 64;

    private final LoopThread loop;
    private final PeerTable peers;
    private final Selector selector = Selector.open();
    private final ByteBuffer incoming = ByteBuffer.allocateDirect(65_535);
    private final ByteBuffer outgoing = ByteBuffer.allocateDirect(65_535);
    private final byte[] datagram = new byte[65_535];
    private final List<NioStreamSocket> toFlush = new ArrayList<>();

    NioEngine(LoopThread loop, PeerTable peers) throws IOException {
        this.loop = loop;
        this.peers = peers;
    }

    @Override
    public UdpSocket open(InetSocketAddress local, DatagramReceiver receiver, UdpOptions options) throws IOException {
        boolean ipv6 = local.getAddress() instanceof Inet6Address;
        DatagramChannel channel = DatagramChannel.open(ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, options.receiveBufferBytes());
            channel.setOption(StandardSocketOptions.SO_SNDBUF, options.receiveBufferBytes());
            if (options.trafficClass() != 0) {
                channel.setOption(StandardSocketOptions.IP_TOS, options.trafficClass());
            }
            channel.bind(local);
            NioUdpSocket socket = new NioUdpSocket(loop, this, channel, PeerAddress.of((InetSocketAddress) channel.getLocalAddress()), receiver);
            channel.register(selector, SelectionKey.OP_READ, socket);
            return socket;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public StreamSocket connect(InetSocketAddress remote, StreamReceiver receiver) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            boolean atOnce = channel.connect(remote);
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
            NioStreamSocket socket = new NioStreamSocket(this, key, receiver);
            key.attach(socket);
            if (atOnce) { // loopback may do that; the receiver must not hear of it before its caller has the socket
                loop.execute(() -> connected(socket));
            }
            return socket;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void await(long timeoutMillis) throws IOException {
        if (timeoutMillis == 0) {
            selector.selectNow();
        } else {
            selector.select(timeoutMillis == Long.MAX_VALUE ? 0 : timeoutMillis);
        }
    }

    @Override
    public void dispatch() {
        SelectionKey[] ready = selector.selectedKeys().toArray(SelectionKey[]::new); // a receiver may close sockets, which selects again
        selector.selectedKeys().clear();
        for (SelectionKey key : ready) {
            receive(key);
        }
    }

    private void receive(SelectionKey key) {
        if (key.attachment() instanceof NioStreamSocket stream) {
            ready(stream);
            return;
        }
        if (!(key.attachment() instanceof NioUdpSocket socket)) {
            return;
        }
        for (int i = 0; i < BURST && socket.isOpen(); i++) {
            if (!receiveOne(socket)) {
                break;
            }
        }
        loop.endBurst(socket.receiver(), socket);
    }

    private boolean receiveOne(NioUdpSocket socket) {
        try {
            incoming.clear();
            if (!(socket.channel().receive(incoming) instanceof InetSocketAddress source)) {
                return false;
            }
            int length = incoming.flip().remaining();
            incoming.get(datagram, 0, length);
            loop.counters().received.increment();
            loop.deliver(socket.receiver(), socket, datagram, length, peers.get(source));
            return true;
        } catch (PortUnreachableException e) {
            LOG.trace("ICMP error at {}", socket, e);
            loop.counters().receiveFailures.increment();
            return true;
        } catch (IOException e) {
            LOG.debug("receive failed at {}", socket, e);
            loop.counters().receiveFailures.increment();
            return false;
        }
    }

    private void ready(NioStreamSocket socket) {
        try {
            if (!socket.isClosed() && socket.key().isConnectable() && socket.channel().finishConnect()) {
                connected(socket);
            }
            while (!socket.isClosed() && socket.channel().isConnected()) {
                int count = socket.channel().read(incoming.clear());
                if (count == 0) {
                    break;
                }
                if (count < 0) {
                    loop.ended(socket.receiver(), socket, "closed by the peer");
                    return;
                }
                incoming.flip().get(datagram, 0, count);
                loop.deliver(socket.receiver(), socket, datagram, count);
            }
            write(socket);
        } catch (IOException e) {
            loop.ended(socket.receiver(), socket, String.valueOf(e.getMessage()));
        }
    }

    private void connected(NioStreamSocket socket) {
        if (!socket.isClosed()) {
            socket.key().interestOps(SelectionKey.OP_READ);
            toFlush.add(socket);
            loop.connected(socket.receiver(), socket);
        }
    }

    void flushLater(NioStreamSocket socket) {
        toFlush.add(socket);
    }

    private void write(NioStreamSocket socket) throws IOException {
        SendBuffer pending = socket.pending();
        if (socket.isClosed() || !socket.channel().isConnected()) {
            return;
        }
        while (pending.length() > 0) {
            int some = Math.min(pending.length(), outgoing.capacity());
            outgoing.clear().put(pending.octets(), pending.start(), some).flip();
            int count = socket.channel().write(outgoing);
            pending.written(count);
            if (count < some) {
                break;
            }
        }
        socket.key().interestOps(pending.length() > 0 ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    void close(NioStreamSocket socket) {
        try {
            socket.channel().close();
        } catch (IOException e) {
            LOG.debug("connection did not close cleanly", e);
        }
    }

    void send(NioUdpSocket socket, byte[] data, int offset, int length, PeerAddress target) {
        try {
            outgoing.clear().put(data, offset, length).flip();
            if (socket.channel().send(outgoing, target) == length) {
                loop.counters().sent.increment();
            } else {
                loop.counters().sendFailures.increment();
            }
        } catch (IOException e) {
            LOG.debug("send to {} failed at {}", target, socket, e);
            loop.counters().sendFailures.increment();
        }
    }

    /** Lets the selector forget closed channels: only then are their ports free. It may take in a wake-up; the loop is awake anyway. */
    void release() throws IOException {
        selector.selectNow();
    }

    @Override
    public void wakeUp() {
        selector.wakeup();
    }

    /** Datagrams have left at once. */
    @Override
    public void flush() {
        if (toFlush.isEmpty()) {
            return;
        }
        List<NioStreamSocket> now = List.copyOf(toFlush); // who hears that its connection has ended may open and use another
        toFlush.clear();
        for (NioStreamSocket socket : now) {
            try {
                write(socket);
            } catch (IOException e) {
                loop.ended(socket.receiver(), socket, String.valueOf(e.getMessage()));
            }
        }
    }

    @Override
    public void close() {
        for (SelectionKey key : selector.keys().toArray(SelectionKey[]::new)) {
            switch (key.attachment()) {
                case NioUdpSocket socket -> socket.close();
                case NioStreamSocket socket -> socket.close();
                case null, default -> { }
            }
        }
        try {
            selector.close();
        } catch (IOException e) {
            LOG.warn("selector did not close", e);
        }
    }
}
