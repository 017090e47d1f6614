package io.tandem.platform.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HttpPortTest {
    private final HttpPort port = HttpPort.open("test", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), exchange -> {
        if (exchange.getRequestURI().getPath().equals("/fails")) {
            throw new IllegalStateException("as it shall");
        }
        return HttpReply.text(200, "served");
    });

    @AfterEach void close() {
        port.close();
    }

    @Test void aRequestIsServed() throws IOException {
        assertThat(ask("GET / HTTP/1.0")).startsWith("HTTP/1.1 200").endsWith("served\n");
        assertThat(ask("HEAD / HTTP/1.0")).startsWith("HTTP/1.1 200").doesNotContain("served");
    }

    @Test void aMistakeIsAnAnswerToo() throws IOException {
        assertThat(ask("GET /fails HTTP/1.0")).startsWith("HTTP/1.1 500").contains("see the log");
        assertThat(ask("nonsense")).startsWith("HTTP/1.1 400");
    }

    @Test void connectionsAreLimited() throws IOException {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < Integer.parseInt(HttpPort.CONNECTIONS); i++) {
                idle.add(new Socket(InetAddress.getLoopbackAddress(), port.localAddress().getPort()));
            }
            assertThat(askOrEnd("GET / HTTP/1.0")).isEmpty();
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test void aTakenAddressIsNamed() {
        assertThatExceptionOfType(java.io.UncheckedIOException.class).isThrownBy(() -> HttpPort.open("second", port.localAddress(), _ -> HttpReply.nothing()))
            .withMessageContaining("no second listener on").withMessageContaining(Integer.toString(port.localAddress().getPort()));
    }

    /** Nothing if the connection was closed at once. */
    private String askOrEnd(String line) throws IOException {
        try {
            return ask(line);
        } catch (SocketException reset) {
            return "";
        }
    }

    private String ask(String line) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.localAddress().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((line + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
