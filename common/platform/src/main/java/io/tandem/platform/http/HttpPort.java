package io.tandem.platform.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP listener on the internal network. Each request is served on a virtual thread. At most {@value #CONNECTIONS} connections, each with
 * {@value #REQUEST_SECONDS} s for a request, so that nobody takes the file handles of the service.
 */
public final class HttpPort implements AutoCloseable {
    static final String CONNECTIONS = "256";
    static final String REQUEST_SECONDS = "30";

    static { // the JDK's server reads them once, and has no limits without
        limit("jdk.httpserver.maxConnections", CONNECTIONS);
        limit("sun.net.httpserver.maxReqTime", REQUEST_SECONDS);
    }

    private static final Logger LOG = LoggerFactory.getLogger(HttpPort.class);

    /** What is behind the port. */
    @FunctionalInterface
    public interface Handler {
        /** Answers a request; the port sends the reply and ends the exchange. */
        HttpReply serve(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads;

    private HttpPort(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    private static void limit(String property, String most) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, most);
        }
    }

    /**
     * Listens from here on.
     *
     * @param what names the port if it cannot be opened, for example {@code control}
     * @throws UncheckedIOException if the address cannot be bound
     */
    public static HttpPort open(String what, InetSocketAddress local, Handler handler) {
        try {
            HttpServer server = HttpServer.create(local, 0);
            ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
            server.setExecutor(threads);
            server.createContext("/", exchange -> serve(handler, exchange));
            server.start();
            return new HttpPort(server, threads);
        } catch (IOException e) {
            throw new UncheckedIOException("no %s listener on %s (TCP): %s; end what listens there or set another address"
                .formatted(what, local, e.getMessage()), e);
        }
    }

    private static void serve(Handler handler, HttpExchange exchange) {
        try (exchange) {
            send(exchange, answer(handler, exchange));
        } catch (IOException e) {
            LOG.debug("HTTP client {} left", exchange.getRemoteAddress(), e);
        }
    }

    private static HttpReply answer(Handler handler, HttpExchange exchange) throws IOException {
        try {
            return handler.serve(exchange);
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
            return HttpReply.text(500, "failed, see the log");
        }
    }

    private static void send(HttpExchange exchange, HttpReply reply) throws IOException {
        boolean empty = reply.body().length == 0 || exchange.getRequestMethod().equals("HEAD");
        if (!reply.contentType().isEmpty()) {
            exchange.getResponseHeaders().set("Content-Type", reply.contentType());
        }
        exchange.sendResponseHeaders(reply.status(), empty ? -1 : reply.body().length);
        if (!empty) {
            exchange.getResponseBody().write(reply.body());
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
