package io.tandem.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetSocketAddress;
import java.util.Arrays;

import io.tandem.net.linux.Epoll;
import io.tandem.net.linux.Libc;
import io.tandem.net.linux.ReceiveBatch;
import io.tandem.net.linux.SendBatch;
import io.tandem.net.peer.PeerAddress;
import io.tandem.net.peer.PeerTable;
import io.tandem.net.stream.EpollStreams;
import io.tandem.net.stream.StreamReceiver;
import io.tandem.net.stream.StreamSocket;
import org.jspecify.annotations.Nullable;

/** epoll_wait, recvmmsg and sendmmsg: one system call for up to 64 datagrams each way. */
final class EpollEngine implements Engine {

    private final LoopThread loop;
    private final Arena arena = Arena.ofShared();
    private final Epoll epoll;
    private final ReceiveBatch received;
    private final SendBatch toSend;
    private final EpollStreams streams;
    private final byte[] datagram = new byte[65_535];
    private @Nullable EpollUdpSocket[] sockets = new EpollUdpSocket[64];
    private int ready;
    private boolean closed;

    EpollEngine(LoopThread loop, PeerTable peers) throws IOException {
        this.loop = loop;
        Libc libc = new Libc(arena);
        epoll = new Epoll(libc, arena);
        received = new ReceiveBatch(libc, arena, peers);
        toSend = new SendBatch(libc, arena);
        streams = new EpollStreams(epoll, libc, arena, loop::failed);
    }

    /** Fails with an Error or a RuntimeException where native access is not allowed. */
    static void probe() {
        try (Arena probe = Arena.ofConfined()) {
            Libc libc = new Libc(probe);
            new Epoll(libc, probe).close();
        } catch (IOException e) {
            throw new IllegalStateException("no epoll", e);
        }
    }

    @Override
    public UdpSocket open(InetSocketAddress local, DatagramReceiver receiver, UdpOptions options) throws IOException {
        int fd = epoll.openDatagramSocket(local, options.trafficClass(), options.receiveBufferBytes(), options.freeBind());
        EpollUdpSocket socket = new EpollUdpSocket(loop, this, fd, epoll.localAddress(fd), receiver);
        if (fd >= sockets.length) {
            sockets = Arrays.copyOf(sockets, Math.max(fd + 1, 2 * sockets.length));
        }
        sockets[fd] = socket;
        return socket;
    }

    @Override
    public StreamSocket connect(InetSocketAddress remote, StreamReceiver receiver) throws IOException {
        return streams.connect(remote, receiver);
    }

    @Override
    public void await(long timeoutMillis) throws IOException {
        ready = epoll.await(timeoutMillis > Integer.MAX_VALUE ? -1 : (int) timeoutMillis);
    }

    @Override
    public void dispatch() {
        for (int i = 0; i < ready; i++) {
            int fd = epoll.descriptor(i);
            EpollUdpSocket socket = fd < 0 || fd >= sockets.length ? null : sockets[fd];
            if (socket != null) {
                receive(socket);
            } else if (fd >= 0) {
                streams.ready(fd, epoll.isEnding(i), datagram);
            }
        }
        ready = 0;
    }

    private void receive(EpollUdpSocket socket) {
        int count = received.receive(socket.fd());
        if (count < 0) {
            if (count != -Libc.EAGAIN && count != -Libc.EINTR) {
                loop.counters().receiveFailures.increment();
            }
            return;
        }
        for (int i = 0; i < count && !socket.isClosed(); i++) {
            int length = received.copyTo(i, datagram);
            loop.deliver(socket.receiver(), socket, datagram, length, received.source(i));
        }
        loop.counters().received.add(count);
        loop.endBurst(socket.receiver(), socket);
    }

    void send(EpollUdpSocket socket, byte[] data, int offset, int length, PeerAddress target) {
        toSend.add(socket.fd(), data, offset, length, target);
    }

    void close(EpollUdpSocket socket) {
        flush();
        sockets[socket.fd()] = null;
        epoll.close(socket.fd());
    }

    @Override
    public synchronized void wakeUp() { // against close: the descriptor may soon be another's
        if (!closed) {
            epoll.wakeUp();
        }
    }

    @Override
    public void flush() {
        streams.flush();
        toSend.flush();
        long sent = toSend.takeSent();
        long failed = toSend.takeFailed();
        if (sent > 0) {
            loop.counters().sent.add(sent);
        }
        if (failed > 0) {
            loop.counters().sendFailures.add(failed);
        }
    }

    @Override
    public void close() {
        flush();
        for (EpollUdpSocket socket : sockets) {
            if (socket != null) {
                socket.close();
            }
        }
        streams.close();
        release();
    }

    private synchronized void release() {
        closed = true;
        epoll.close();
        arena.close();
    }
}
