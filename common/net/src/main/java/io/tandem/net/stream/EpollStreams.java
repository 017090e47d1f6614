package io.tandem.net.stream;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

import io.tandem.net.linux.Epoll;
import io.tandem.net.linux.Libc;
import io.tandem.net.linux.Streams;

/** The connections of the epoll engine. Loop thread. */
public final class EpollStreams {
    private final Epoll epoll;
    private final Streams calls;
    private final StreamEvents events;
    private final List<Connection> connections = new ArrayList<>();
    private final List<BufferedSocket> toFlush = new ArrayList<>();

    /** @param failed takes what was done when a receiver threw something, and that */
    public EpollStreams(Epoll epoll, Libc libc, Arena arena, BiConsumer<String, Throwable> failed) {
        this.epoll = epoll;
        this.calls = new Streams(libc, arena);
        this.events = new StreamEvents(failed);
    }

    /** Begins to connect. */
    public StreamSocket connect(InetSocketAddress remote, StreamReceiver receiver) throws IOException {
        Connection connection = new Connection(epoll.openStream(remote), receiver);
        connections.add(connection);
        return connection;
    }

    /** Takes the report of a descriptor.
     * @param ending the peer has sent its last, or the connection has failed
     * @param buffer for what is read */
    public void ready(int fd, boolean ending, byte[] buffer) {
        for (int i = 0; i < connections.size(); i++) { // a loop has one or two
            if (connections.get(i).fd == fd) {
                connections.get(i).ready(ending, buffer);
                return;
            }
        }
    }

    /** Writes what was sent in this round. */
    public void flush() {
        if (toFlush.isEmpty()) {
            return;
        }
        List<BufferedSocket> now = List.copyOf(toFlush); // who hears that its connection has ended may open and use another
        toFlush.clear();
        now.forEach(BufferedSocket::write);
    }

    /** Closes all. */
    public void close() {
        List.copyOf(connections).forEach(Connection::close);
    }

    private final class Connection extends BufferedSocket {
        private final int fd;
        private final StreamReceiver receiver;
        private boolean connected;

        Connection(int fd, StreamReceiver receiver) {
            super(toFlush);
            this.fd = fd;
            this.receiver = receiver;
        }

        @Override
        void release() {
            connections.remove(this);
            epoll.close(fd);
        }

        private void end(int errno) {
            events.ended(receiver, this, Epoll.reason(errno));
        }

        /** Edges are reported once, so all is read, and what waits is written. What did not fill the buffer was all, unless the end is to be found. */
        private void ready(boolean ending, byte[] buffer) {
            if (!connected) {
                int failure = epoll.connectFailure(fd);
                if (failure != 0) {
                    end(failure);
                    return;
                }
                connected = true;
                events.connected(receiver, this);
            }
            while (!isClosed()) {
                int count = calls.receive(fd, buffer);
                if (count > 0) {
                    events.received(receiver, this, buffer, count);
                    if (count < buffer.length && !ending) {
                        break;
                    }
                } else if (count == 0) {
                    events.ended(receiver, this, "closed by the peer");
                } else if (count == -Libc.EAGAIN) {
                    break;
                } else if (count != -Libc.EINTR) {
                    end(-count);
                }
            }
            write();
        }

        @Override
        void write() {
            SendBuffer pending = pending();
            while (connected && !isClosed() && pending.length() > 0) {
                int count = calls.send(fd, pending.octets(), pending.start(), pending.length());
                if (count >= 0) {
                    pending.written(count);
                } else if (count == -Libc.EAGAIN) {
                    return; // goes on when there is room
                } else if (count != -Libc.EINTR) {
                    end(-count);
                }
            }
        }
    }
}
