package io.tandem.net;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** A TCP connection of the NIO engine. */
final class NioStreamSocket implements StreamSocket {
    private final NioEngine engine;
    private final SelectionKey key;
    private final StreamReceiver receiver;
    private final SendBuffer pending = new SendBuffer();
    private boolean closed;

    NioStreamSocket(NioEngine engine, SelectionKey key, StreamReceiver receiver) {
        this.engine = engine;
        this.key = key;
        this.receiver = receiver;
    }

    SelectionKey key() { return key; }

    SocketChannel channel() { return (SocketChannel) key.channel(); }

    StreamReceiver receiver() { return receiver; }

    SendBuffer pending() { return pending; }

    boolean isClosed() { return closed; }

    @Override
    public void send(byte[] data, int offset, int length) {
        if (closed) {
            return;
        }
        if (pending.length() == 0) {
            engine.flushLater(this);
        }
        pending.add(data, offset, length);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            engine.close(this);
        }
    }
}
