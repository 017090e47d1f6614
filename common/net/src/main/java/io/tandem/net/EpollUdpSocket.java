package io.tandem.net;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Objects;

import io.tandem.net.peer.PeerAddress;

/** A socket of the epoll engine. */
final class EpollUdpSocket implements UdpSocket {

    static final int MAX_PAYLOAD = 65_507;

    private final LoopThread loop;
    private final EpollEngine engine;
    private final int fd;
    private final PeerAddress localAddress;
    private final DatagramReceiver receiver;
    private boolean closed;

    EpollUdpSocket(LoopThread loop, EpollEngine engine, int fd, PeerAddress localAddress, DatagramReceiver receiver) {
        this.loop = loop;
        this.engine = engine;
        this.fd = fd;
        this.localAddress = localAddress;
        this.receiver = receiver;
    }

    int fd() {
        return fd;
    }

    DatagramReceiver receiver() {
        return receiver;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public PeerAddress localAddress() {
        return localAddress;
    }

    @Override
    public void send(byte[] data, int offset, int length, InetSocketAddress target) {
        if (loop.inLoop()) {
            PeerAddress peer = loop.peers().get(target);
            check(localAddress, data, offset, length, peer);
            sendInLoop(data, offset, length, peer);
            return;
        }
        PeerAddress peer = PeerAddress.of(target);
        check(localAddress, data, offset, length, peer);
        byte[] copy = Arrays.copyOfRange(data, offset, offset + length);
        loop.execute(() -> sendInLoop(copy, 0, length, peer));
    }

    private void sendInLoop(byte[] data, int offset, int length, PeerAddress target) {
        if (closed) {
            loop.counters().sendFailures.increment();
        } else {
            engine.send(this, data, offset, length, target);
        }
    }

    /** What both engines refuse before they try. */
    static void check(PeerAddress local, byte[] data, int offset, int length, PeerAddress target) {
        Objects.checkFromIndexSize(offset, length, data.length);
        if (length > MAX_PAYLOAD) {
            throw new IllegalArgumentException("datagram of %d bytes exceeds %d".formatted(length, MAX_PAYLOAD));
        }
        if (target.isIpv4() != local.isIpv4()) {
            throw new IllegalArgumentException("target %s is of another address family than the socket %s".formatted(target, local));
        }
    }

    @Override
    public void close() {
        loop.onLoop(() -> {
            if (!closed) {
                closed = true;
                engine.close(this);
            }
            return closed;
        });
    }

    @Override
    public String toString() {
        return "UDP " + localAddress;
    }
}
