package io.tandem.proxy.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP line to a server of the tests that can be cut and mended. Any thread. */
final class CutLine implements AutoCloseable {
    private final ServerSocket listener;
    private final int server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    /** @param server its port on this host */
    CutLine(int server) throws IOException {
        this.server = server;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("cut-line").start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Ends all connections and takes no new ones. */
    void cut() {
        cut = true;
        open.forEach(CutLine::close);
        open.clear();
    }

    void mend() {
        cut = false;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (cut) {
                    client.close();
                } else {
                    join(client);
                }
            } catch (IOException ended) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(ended);
                }
            }
        }
    }

    private void join(Socket client) throws IOException {
        Socket far = new Socket(InetAddress.getLoopbackAddress(), server);
        open.add(client);
        open.add(far);
        Thread.ofVirtual().start(() -> carry(client, far));
        Thread.ofVirtual().start(() -> carry(far, client));
    }

    private void carry(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException ended) {
            close(from); // as the other side sees it, too
        }
        close(to);
        open.remove(from);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() throws IOException {
        cut();
        listener.close();
    }
}
