package io.tandem.relay.dtls;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.bouncycastle.tls.DatagramTransport;

/** What the library takes for a socket: datagrams come from the media loop and go back to it. */
final class DatagramQueue implements DatagramTransport {
    /** A handshake flight has fewer; what does not fit is lost and sent again, as on the wire. */
    private static final int DATAGRAMS = 32;
    private static final int RECEIVE_BYTES = 2048;
    /** Path MTU that every network has, without IP and UDP headers. */
    private static final int SEND_BYTES = 1200;

    private final ArrayBlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(DATAGRAMS);
    private final DtlsListener listener;
    private volatile boolean closed;

    DatagramQueue(DtlsListener listener) {
        this.listener = listener;
    }

    /** Any thread; never waits. */
    void offer(byte[] datagram) {
        queue.offer(datagram);
    }

    @Override
    public int getReceiveLimit() {
        return RECEIVE_BYTES;
    }

    @Override
    public int getSendLimit() {
        return SEND_BYTES;
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
        try {
            byte[] datagram = waitMillis == 0 ? queue.take() : queue.poll(waitMillis, TimeUnit.MILLISECONDS);
            if (datagram == null) return -1;
            int taken = Math.min(datagram.length, length);
            System.arraycopy(datagram, 0, buffer, offset, taken);
            return taken;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("association closed", e);
        }
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
        byte[] datagram = new byte[length];
        System.arraycopy(buffer, offset, datagram, 0, length);
        listener.send(datagram);
    }

    @Override
    public void close() {
        closed = true;
        queue.clear();
    }

    /** The library has closed it: the other end said good-bye, or an alert ended the association. */
    boolean isClosed() {
        return closed;
    }
}
