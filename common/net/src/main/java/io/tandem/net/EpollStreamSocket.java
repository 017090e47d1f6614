package io.tandem.net;

/** A TCP connection of the epoll engine. */
final class EpollStreamSocket implements StreamSocket {
    private final EpollEngine engine;
    private final int fd;
    private final StreamReceiver receiver;
    private final SendBuffer pending = new SendBuffer();
    private boolean connected;
    private boolean closed;

    EpollStreamSocket(EpollEngine engine, int fd, StreamReceiver receiver) {
        this.engine = engine;
        this.fd = fd;
        this.receiver = receiver;
    }

    int fd() { return fd; }

    StreamReceiver receiver() { return receiver; }

    SendBuffer pending() { return pending; }

    boolean isConnected() { return connected; }

    void connected() { connected = true; }

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
