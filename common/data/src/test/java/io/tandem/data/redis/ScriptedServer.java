package io.tandem.data.redis;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A server on loopback that says what a test wants: a reply for each thing heard. */
final class ScriptedServer implements AutoCloseable {
    /** In place of a reply: the connection is closed. */
    static final String CLOSE = "close";
    /** In place of a reply: nothing. */
    static final String SILENCE = "silence";

    private final ServerSocket server;
    /** What it will say. */
    final BlockingQueue<String> replies = new LinkedBlockingQueue<>();
    /** What it was told. */
    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    ScriptedServer() {
        try {
            server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return server.getLocalPort();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept(); InputStream in = client.getInputStream()) {
                byte[] buffer = new byte[65_536];
                for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
                    heard.add(new String(buffer, 0, length, StandardCharsets.UTF_8));
                    String reply = replies.take();
                    if (reply.equals(CLOSE)) {
                        break;
                    }
                    if (!reply.equals(SILENCE)) {
                        client.getOutputStream().write(reply.getBytes(StandardCharsets.UTF_8));
                    }
                }
            } catch (IOException e) {
                heard.add("closed");
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override public void close() throws IOException {
        server.close();
    }
}
