package io.tandem.platform.management;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import io.tandem.platform.http.HttpPort;
import io.tandem.platform.http.HttpReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Serves the endpoints below {@code /actuator} while the service runs: opened last, closed first. */
final class ManagementPort implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ManagementPort.class);
    private static final String BASE = "/actuator";
    private static final int MAX_BODY = 64 * 1024;

    private final InetSocketAddress address;
    private final Map<String, ManagementEndpoint> endpoints = new LinkedHashMap<>();
    private final Consumer<Integer> opened;
    private @Nullable HttpPort port;

    /** @param opened is told the port number */
    ManagementPort(InetSocketAddress address, List<ManagementEndpoint> endpoints, Consumer<Integer> opened) {
        this.address = address;
        this.opened = opened;
        endpoints.forEach(endpoint -> this.endpoints.put(endpoint.name(), endpoint));
    }

    @Override public synchronized void start() {
        HttpPort open = HttpPort.open("management", address, this::serve);
        port = open;
        opened.accept(open.localAddress().getPort());
        LOG.info("management on http://{}:{}{}", address.getHostString(), open.localAddress().getPort(), BASE);
    }

    @Override public synchronized void stop() {
        HttpPort open = port;
        port = null;
        if (open != null) {
            open.close();
        }
    }

    @Override public synchronized boolean isRunning() {
        return port != null;
    }

    private HttpReply serve(HttpExchange exchange) throws IOException {
        List<String> path = path(exchange.getRequestURI());
        if (path.isEmpty() || !path.getFirst().equals("actuator")) {
            return ManagementEndpoint.notFound();
        }
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            return HttpReply.text(413, "at most " + MAX_BODY + " bytes");
        }
        ManagementRequest request = new ManagementRequest(exchange.getRequestMethod(), path.subList(Math.min(2, path.size()), path.size()),
            Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""),
            Objects.requireNonNullElse(exchange.getRequestHeaders().get("Accept"), List.of()), body);
        if (path.size() == 1) {
            return request.isRead() ? ManagementEndpoint.json(200, links(exchange)) : ManagementEndpoint.wrongMethod(request);
        }
        return Optional.ofNullable(endpoints.get(path.get(1))).map(endpoint -> endpoint.serve(request)).orElseGet(ManagementEndpoint::notFound);
    }

    private static List<String> path(URI uri) {
        return Stream.of(Objects.requireNonNullElse(uri.getPath(), "").split("/")).filter(part -> !part.isEmpty()).toList();
    }

    /** What there is, as the actuator lists it. */
    private Map<String, Object> links(HttpExchange exchange) {
        String base = "http://" + Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Host"), address.getHostString()) + BASE;
        Map<String, Object> links = new LinkedHashMap<>();
        links.put("self", Map.of("href", base, "templated", false));
        endpoints.keySet().forEach(name -> links.put(name, Map.of("href", base + '/' + name, "templated", false)));
        return Map.of("_links", links);
    }
}
