package io.tandem.platform.control.http;

import java.io.IOException;
import java.net.InetSocketAddress;

import com.sun.net.httpserver.HttpExchange;
import io.tandem.platform.http.HttpPort;
import io.tandem.platform.http.HttpReply;

/** A listener of its own for an endpoint, where no other listener carries it. */
public final class ControlListener implements AutoCloseable {
    private final HttpPort port;

    private ControlListener(HttpPort port) {
        this.port = port;
    }

    /** @throws java.io.UncheckedIOException if the address cannot be bound */
    public static ControlListener open(InetSocketAddress local, ControlEndpoint endpoint) {
        return new ControlListener(HttpPort.open("control", local, exchange -> serve(endpoint, exchange)));
    }

    private static HttpReply serve(ControlEndpoint endpoint, HttpExchange exchange) throws IOException {
        String contentType = exchange.getRequestHeaders().getFirst("Content-Type");
        byte[] body = exchange.getRequestBody().readNBytes(ControlEndpoint.MAX_BODY + 1);
        return endpoint.serve(exchange.getRemoteAddress().getAddress(), exchange.getRequestMethod(), contentType == null ? "" : contentType, body)
            .toCompletableFuture().join();
    }

    public InetSocketAddress localAddress() {
        return port.localAddress();
    }

    /** Waits for nobody. */
    @Override public void close() {
        port.close();
    }
}
