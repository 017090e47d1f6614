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

import io.tandem.net.peer.PeerAddress;
import io.tandem.net.peer.PeerTable;
import io.tandem.net.stream.NioStreams;
import io.tandem.net.stream.StreamReceiver;
import io.tandem.net.stream.StreamSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** DatagramChannel and Selector: everywhere, one system call a datagram. */
final class NioEngine implements Engine {

    private static final Logger LOG = LoggerFactory.getLogger(NioEngine.class);
    private static final int BURST = 64;

    private final LoopThread loop;
    private final PeerTable peers;
    private final Selector selector = Selector.open();
    private final NioStreams streams;
    private final ByteBuffer incoming = ByteBuffer.allocateDirect(65_535);
    private final ByteBuffer outgoing = ByteBuffer.allocateDirect(65_535);
    private final byte[] datagram = new byte[65_535];

    NioEngine(LoopThread loop, PeerTable peers) throws IOException {
        this.loop = loop;
        this.peers = peers;
        this.streams = new NioStreams(selector, loop::execute, loop::failed);
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
        return streams.connect(remote, receiver);
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
        if (streams.ready(key) || !(key.attachment() instanceof NioUdpSocket socket)) {
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
        streams.flush();
    }

    @Override
    public void close() {
        for (SelectionKey key : selector.keys().toArray(SelectionKey[]::new)) {
            switch (key.attachment()) {
                case NioUdpSocket socket -> socket.close();
                case StreamSocket socket -> socket.close();
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
