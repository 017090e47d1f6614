package io.tandem.testkit.phone.link;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SIP over WebSocket (RFC 7118) with the JDK's client: one message a WebSocket message, text or binary. */
public final class WebSocketLink implements Link {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketLink.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final HttpClient client;
    private final WebSocket socket;
    private final String protocol;
    private final String name = UUID.randomUUID().toString().substring(0, 12) + ".invalid";
    private final boolean binary;
    private final Listener listener;

    private WebSocketLink(HttpClient client, WebSocket socket, Listener listener, String protocol, boolean binary) {
        this.client = client;
        this.socket = socket;
        this.listener = listener;
        this.protocol = protocol;
        this.binary = binary;
    }

    /**
     * Opens with subprotocol {@code sip}.
     * @param server  {@code ws://host:port/path} or {@code wss:...}
     * @param context for wss
     * @throws IOException if the server refuses, or does not agree to the subprotocol
     */
    public static WebSocketLink open(URI server, Optional<SSLContext> context) throws IOException {
        return open(server, context, false);
    }

    /** The same, sending binary messages. */
    public static WebSocketLink openBinary(URI server, Optional<SSLContext> context) throws IOException {
        return open(server, context, true);
    }

    private static WebSocketLink open(URI server, Optional<SSLContext> context, boolean binary) throws IOException {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(LIMIT);
        context.ifPresent(builder::sslContext);
        HttpClient client = builder.build();
        Listener listener = new Listener();
        try {
            WebSocket socket = client.newWebSocketBuilder().connectTimeout(LIMIT).subprotocols("sip").buildAsync(server, listener).join();
            if (!socket.getSubprotocol().equals("sip")) {
                socket.abort();
                throw new IOException(server + " answered with subprotocol '" + socket.getSubprotocol() + "'");
            }
            return new WebSocketLink(client, socket, listener, server.getScheme().toUpperCase(Locale.ROOT), binary);
        } catch (CompletionException e) {
            client.shutdownNow();
            throw new IOException("no WebSocket at " + server + ": " + e.getCause(), e);
        }
    }

    @Override public String protocol() {
        return protocol;
    }

    @Override public String sentBy() {
        return name;
    }

    @Override public void onMessage(Consumer<byte[]> receiver) {
        listener.receiver.set(receiver);
    }

    @Override public synchronized void send(byte[] message) throws IOException {
        await(binary ? socket.sendBinary(ByteBuffer.wrap(message), true) : socket.sendText(new String(message, StandardCharsets.UTF_8), true));
    }

    /** A ping of RFC 6455 §5.5.2; waits for its pong. @return whether one came */
    public boolean ping() throws IOException, InterruptedException {
        CountDownLatch answered = new CountDownLatch(1);
        listener.pong.set(answered);
        await(socket.sendPing(ByteBuffer.allocate(0)));
        return answered.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static void await(Future<?> sent) throws IOException {
        try {
            sent.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while sending", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("could not be sent", e);
        }
    }

    @Override public boolean awaitClosed(Duration limit) throws InterruptedException {
        return listener.closed.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override public void close() {
        socket.abort();
        listener.closed.countDown();
        client.shutdownNow();
    }

    /** Puts fragments together. The client calls one method at a time. */
    private static final class Listener implements WebSocket.Listener {
        private final AtomicReference<Consumer<byte[]>> receiver = new AtomicReference<>(_ -> { });
        private final AtomicReference<CountDownLatch> pong = new AtomicReference<>(new CountDownLatch(1));
        private final CountDownLatch closed = new CountDownLatch(1);
        private final ByteArrayOutputStream message = new ByteArrayOutputStream();

        @Override public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            return take(socket, data.toString().getBytes(StandardCharsets.UTF_8), last);
        }

        @Override public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] octets = new byte[data.remaining()];
            data.get(octets);
            return take(socket, octets, last);
        }

        private @Nullable CompletionStage<?> take(WebSocket socket, byte[] octets, boolean last) {
            message.writeBytes(octets);
            if (last) {
                receiver.get().accept(message.toByteArray());
                message.reset();
            }
            socket.request(1);
            return null;
        }

        @Override public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer data) {
            pong.get().countDown();
            socket.request(1);
            return null;
        }

        @Override public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.countDown();
            return null;
        }

        @Override public void onError(WebSocket socket, Throwable error) {
            LOG.debug("the link has broken", error);
            closed.countDown();
        }
    }
}
