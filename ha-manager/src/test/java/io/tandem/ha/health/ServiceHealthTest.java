package io.tandem.ha.health;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A service of this node that is being started, with its real port. */
class ServiceHealthTest {
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private InetSocketAddress address;
    private ServiceHealth health;
    private volatile int answer = OK;

    @BeforeEach void watch() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = new InetSocketAddress(InetAddress.getLoopbackAddress(), free.getLocalPort());
        }
        URI url = URI.create("http://127.0.0.1:%d/".formatted(address.getPort()));
        health = new ServiceHealth(new HealthProperties(List.of(new HealthProperties.Service("toy", url)), Duration.ofMillis(20), 3, Duration.ofSeconds(60),
                Duration.ofSeconds(15), Duration.ofSeconds(120), Duration.ofSeconds(60), Duration.ZERO), InstantSource.system());
    }

    @AfterEach void end() { health.close(); }

    private HttpServer started() throws IOException {
        HttpServer server = HttpServer.create(address, 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test void aStandbyWhoseServiceHasNotWorkedYetCouldNotServe() throws IOException {
        health.roleChanged(false);
        assertThat(health.isWhole()).isTrue();
        assertThat(health.haveStarted()).isFalse();
        assertThat(health.report()).containsExactly("service toy: starting");

        HttpServer server = started();
        await().until(health::haveStarted);
        assertThat(health.report()).isEmpty();
        server.stop(0);
    }

    @Test void oneThatSaysThatItIsDownHasNotStarted() throws IOException {
        answer = UNAVAILABLE;
        HttpServer server = started();
        await().until(() -> !health.isWhole());
        assertThat(health.haveStarted()).isFalse();
        assertThat(health.report()).containsExactly("service toy: BROKEN, says that it is down");
        answer = OK;
        await().until(health::haveStarted);
        server.stop(0);
    }

    @Test void anActiveNodeHasItsTimeToStart() {
        health.roleChanged(true);
        assertThat(health.haveStarted()).isTrue();
        assertThat(health.report()).containsExactly("service toy: starting");
    }
}
