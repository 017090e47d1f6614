package io.tandem.net.stream;

import java.util.Collection;

/** A connection whose octets wait for the end of the round. Loop thread. */
abstract class BufferedSocket implements StreamSocket {
    private final SendBuffer pending = new SendBuffer();
    private final Collection<? super BufferedSocket> toFlush;
    private boolean closed;

    /** @param toFlush takes this when there is something to write */
    BufferedSocket(Collection<? super BufferedSocket> toFlush) {
        this.toFlush = toFlush;
    }

    SendBuffer pending() { return pending; }

    boolean isClosed() { return closed; }

    /** Writes what waits, as far as the peer takes it. */
    abstract void write();

    /** Gives back what the system holds for it; called once. */
    abstract void release();

    @Override
    public final void send(byte[] data, int offset, int length) {
        if (closed) {
            return;
        }
        if (pending.length() == 0) {
            toFlush.add(this);
        }
        pending.add(data, offset, length);
    }

    @Override
    public final void close() {
        if (!closed) {
            closed = true;
            release();
        }
    }
}
