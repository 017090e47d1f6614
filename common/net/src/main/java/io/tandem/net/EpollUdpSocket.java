package io.tandem.net;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Objects;

/** A socket of the epoll engine. */
final class EpollUdpSocket implements UdpSocket {

    static final int MAX_PAYLOAD = 65_507;

    private final LoopThread loop;
    private final EpollEngine engine;
    private final int fd;
    private final int family;
    private final InetSocketAddress localAddress;
    private final DatagramReceiver receiver;
    private boolean closed;

    EpollUdpSocket(LoopThread loop, EpollEngine engine, int fd, int family, InetSocketAddress localAddress, DatagramReceiver receiver) {
        this.loop = loop;
        this.engine = engine;
        this.fd = fd;
        this.family = family;
        this.localAddress = localAddress;
        this.receiver = receiver;
    }

    int fd() {
        return fd;
    }

    int family() {
        return family;
    }

    DatagramReceiver receiver() {
        return receiver;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public void send(byte[] data, int offset, int length, InetSocketAddress target) {
        check(localAddress, data, offset, length, target);
        if (!loop.inLoop()) {
            byte[] copy = Arrays.copyOfRange(data, offset, offset + length);
            loop.execute(() -> sendInLoop(copy, 0, length, target));
            return;
        }
        sendInLoop(data, offset, length, target);
    }

    private void sendInLoop(byte[] data, int offset, int length, InetSocketAddress target) {
        if (closed) {
            loop.counters().sendFailures.increment();
        } else {
            engine.send(this, data, offset, length, target);
        }
    }

    /** What both engines refuse before they try. */
    static void check(InetSocketAddress local, byte[] data, int offset, int length, InetSocketAddress target) {
        Objects.checkFromIndexSize(offset, length, data.length);
        if (length > MAX_PAYLOAD) {
            throw new IllegalArgumentException("datagram of %d bytes exceeds %d".formatted(length, MAX_PAYLOAD));
        }
        if (target.isUnresolved()) {
            throw new IllegalArgumentException("unresolved target " + target);
        }
        if (target.getAddress() instanceof Inet4Address != local.getAddress() instanceof Inet4Address) {
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
