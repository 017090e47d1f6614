package io.tandem.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.tandem.net.linux.Epoll;
import io.tandem.net.linux.Libc;
import io.tandem.net.linux.ReceiveBatch;
import io.tandem.net.linux.SendBatch;
import io.tandem.net.linux.Streams;
import io.tandem.net.peer.PeerAddress;
import io.tandem.net.peer.PeerTable;
import org.jspecify.annotations.Nullable;

/** epoll_wait, recvmmsg and sendmmsg: one system call for up to 64 datagrams each way. */
final class EpollEngine implements Engine {

    private final LoopThread loop;
    private final Arena arena = Arena.ofShared();
    private final Epoll epoll;
    private final ReceiveBatch received;
    private final SendBatch toSend;
    private final byte[] datagram = new byte[65_535];
    private final Streams streamCalls;
    private final List<EpollStreamSocket> streams = new ArrayList<>();
    private final List<EpollStreamSocket> toFlush = new ArrayList<>();
    private @Nullable EpollUdpSocket[] sockets = new EpollUdpSocket[64];
    private int ready;
    private boolean closed;

    EpollEngine(LoopThread loop, PeerTable peers) throws IOException {
        this.loop = loop;
        Libc libc = new Libc(arena);
        epoll = new Epoll(libc, arena);
        received = new ReceiveBatch(libc, arena, peers);
        toSend = new SendBatch(libc, arena);
        streamCalls = new Streams(libc, arena);
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
        EpollStreamSocket socket = new EpollStreamSocket(this, epoll.openStream(remote), receiver);
        streams.add(socket);
        return socket;
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
                stream(fd, epoll.isEnding(i));
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

    private void stream(int fd, boolean ending) {
        for (int i = 0; i < streams.size(); i++) { // a loop has one or two
            if (streams.get(i).fd() == fd) {
                ready(streams.get(i), ending);
                return;
            }
        }
    }

    /** Edges are reported once, so all is read, and what waits is written. What did not fill the buffer was all, unless the end is to be found. */
    private void ready(EpollStreamSocket socket, boolean ending) {
        if (!socket.isConnected()) {
            int failure = epoll.connectFailure(socket.fd());
            if (failure != 0) {
                loop.ended(socket.receiver(), socket, Epoll.reason(failure));
                return;
            }
            socket.connected();
            loop.connected(socket.receiver(), socket);
        }
        while (!socket.isClosed()) {
            int count = streamCalls.receive(socket.fd(), datagram);
            if (count > 0) {
                loop.deliver(socket.receiver(), socket, datagram, count);
                if (count < datagram.length && !ending) {
                    break;
                }
            } else if (count == 0) {
                loop.ended(socket.receiver(), socket, "closed by the peer");
            } else if (count == -Libc.EAGAIN) {
                break;
            } else if (count != -Libc.EINTR) {
                loop.ended(socket.receiver(), socket, Epoll.reason(-count));
            }
        }
        write(socket);
    }

    void flushLater(EpollStreamSocket socket) {
        toFlush.add(socket);
    }

    private void write(EpollStreamSocket socket) {
        SendBuffer pending = socket.pending();
        while (socket.isConnected() && !socket.isClosed() && pending.length() > 0) {
            int count = streamCalls.send(socket.fd(), pending.octets(), pending.start(), pending.length());
            if (count >= 0) {
                pending.written(count);
            } else if (count == -Libc.EAGAIN) {
                return; // goes on when there is room
            } else if (count != -Libc.EINTR) {
                loop.ended(socket.receiver(), socket, Epoll.reason(-count));
            }
        }
    }

    private void writeStreams() {
        if (toFlush.isEmpty()) {
            return;
        }
        List<EpollStreamSocket> now = List.copyOf(toFlush); // who hears that its connection has ended may open and use another
        toFlush.clear();
        now.forEach(this::write);
    }

    void close(EpollStreamSocket socket) {
        streams.remove(socket);
        epoll.close(socket.fd());
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
        writeStreams();
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
        List.copyOf(streams).forEach(EpollStreamSocket::close);
        release();
    }

    private synchronized void release() {
        closed = true;
        epoll.close();
        arena.close();
    }
}
