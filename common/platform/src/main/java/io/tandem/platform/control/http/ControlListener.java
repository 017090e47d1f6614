package io.tandem.platform.control.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listener of its own for an endpoint, where no other listener carries it: the JDK's HTTP server on the internal network. */
public final class ControlListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlListener.class);

    private final HttpServer server;
    private final ExecutorService threads;

    private ControlListener(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /** @throws UncheckedIOException if the address cannot be bound */
    public static ControlListener open(InetSocketAddress local, ControlEndpoint endpoint) {
        try {
            HttpServer server = HttpServer.create(local, 0);
            ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
            server.setExecutor(threads);
            server.createContext("/", exchange -> serve(endpoint, exchange));
            server.start();
            return new ControlListener(server, threads);
        } catch (IOException e) {
            throw new UncheckedIOException("no control listener on " + local + " (TCP): " + e.getMessage(), e);
        }
    }

    private static void serve(ControlEndpoint endpoint, HttpExchange exchange) throws IOException {
        try (exchange) {
            String contentType = exchange.getRequestHeaders().getFirst("Content-Type");
            byte[] body = exchange.getRequestBody().readNBytes(ControlEndpoint.MAX_BODY + 1);
            ControlReply reply = endpoint.serve(exchange.getRemoteAddress().getAddress(), exchange.getRequestMethod(),
                contentType == null ? "" : contentType, body).toCompletableFuture().join();
            if (!reply.contentType().isEmpty()) {
                exchange.getResponseHeaders().set("Content-Type", reply.contentType());
            }
            exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
            exchange.getResponseBody().write(reply.body());
        } catch (IOException e) {
            LOG.debug("control client {} left", exchange.getRemoteAddress(), e);
        }
    }

    public InetSocketAddress localAddress() {
        return server.getAddress();
    }

    /** Waits for nobody. */
    @Override public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
