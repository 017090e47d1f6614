package io.tandem.net.stream;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections of the NIO engine. Loop thread. */
public final class NioStreams {
    private static final Logger LOG = LoggerFactory.getLogger(NioStreams.class);
    private static final int BUFFER_BYTES = 65_535;

    private final Selector selector;
    private final Executor loop;
    private final StreamEvents events;
    private final ByteBuffer incoming = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ByteBuffer outgoing = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final byte[] received = new byte[BUFFER_BYTES];
    private final List<BufferedSocket> toFlush = new ArrayList<>();

    /** @param loop   runs something in its next round
     * @param failed takes what was done when a receiver threw something, and that */
    public NioStreams(Selector selector, Executor loop, BiConsumer<String, Throwable> failed) {
        this.selector = selector;
        this.loop = loop;
        this.events = new StreamEvents(failed);
    }

    /** Begins to connect. */
    public StreamSocket connect(InetSocketAddress remote, StreamReceiver receiver) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            boolean atOnce = channel.connect(remote);
            Connection connection = new Connection(channel.register(selector, SelectionKey.OP_CONNECT), receiver);
            connection.key.attach(connection);
            if (atOnce) { // loopback may do that; the receiver must not hear of it before its caller has the socket
                loop.execute(connection::connected);
            }
            return connection;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Takes the report of a key. @return false if it is not that of a connection */
    public boolean ready(SelectionKey key) {
        if (key.attachment() instanceof Connection connection) {
            connection.ready();
            return true;
        }
        return false;
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

    private final class Connection extends BufferedSocket {
        private final SelectionKey key;
        private final SocketChannel channel;
        private final StreamReceiver receiver;

        Connection(SelectionKey key, StreamReceiver receiver) {
            super(toFlush);
            this.key = key;
            this.channel = (SocketChannel) key.channel();
            this.receiver = receiver;
        }

        @Override
        void release() {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("connection did not close cleanly", e);
            }
        }

        private void connected() {
            if (!isClosed()) {
                key.interestOps(SelectionKey.OP_READ);
                toFlush.add(this);
                events.connected(receiver, this);
            }
        }

        private void ready() {
            try {
                if (!isClosed() && key.isConnectable() && channel.finishConnect()) {
                    connected();
                }
                read();
            } catch (IOException e) {
                events.ended(receiver, this, String.valueOf(e.getMessage()));
            }
            write();
        }

        private void read() throws IOException {
            while (!isClosed() && channel.isConnected()) {
                int count = channel.read(incoming.clear());
                if (count == 0) {
                    return;
                }
                if (count < 0) {
                    events.ended(receiver, this, "closed by the peer");
                    return;
                }
                incoming.flip().get(received, 0, count);
                events.received(receiver, this, received, count);
            }
        }

        @Override
        void write() {
            SendBuffer pending = pending();
            if (isClosed() || !channel.isConnected()) {
                return;
            }
            try {
                int some = 0;
                int count = 0;
                while (pending.length() > 0 && count == some) {
                    some = Math.min(pending.length(), outgoing.capacity());
                    outgoing.clear().put(pending.octets(), pending.start(), some).flip();
                    count = channel.write(outgoing);
                    pending.written(count);
                }
                key.interestOps(pending.length() > 0 ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
            } catch (IOException e) {
                events.ended(receiver, this, String.valueOf(e.getMessage()));
            }
        }
    }
}
