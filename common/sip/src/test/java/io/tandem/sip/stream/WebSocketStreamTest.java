package io.tandem.sip.stream;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.tandem.net.EventLoop;
import io.tandem.sip.stream.StreamPeers.Notes;
import io.tandem.sip.stream.tls.CertificateStore;
import io.tandem.sip.stream.tls.TestCertificate;
import io.tandem.sip.stream.tls.TlsSettings;
import io.tandem.sip.stream.websocket.WebSocketSettings;
import io.tandem.sip.transport.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.tandem.sip.stream.StreamPeers.any;
import static io.tandem.sip.stream.StreamPeers.await;
import static io.tandem.sip.stream.StreamPeers.bytes;
import static io.tandem.sip.stream.StreamPeers.connect;
import static io.tandem.sip.stream.StreamPeers.isCut;
import static io.tandem.sip.stream.StreamPeers.request;
import static io.tandem.sip.stream.StreamPeers.sends;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** SIP over WebSocket (RFC 7118) against the JDK's WebSocket client, and raw sockets where that is too well-behaved. */
@Timeout(60)
class WebSocketStreamTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final String UPGRADE = "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: chat, sip\r\n%s\r\n";

    @TempDir
    static Path folder;

    private final EventLoop loop = EventLoop.open("test");
    private final Notes notes = new Notes();
    private StreamTransport transport = StreamTransport.open(loop, limits(Duration.ZERO), 1);
    private StreamListener listener = listens(WebSocketSettings.OPEN);

    private static StreamLimits limits(Duration keepAlive) {
        return new StreamLimits(100, 100, 100, 100, 4096, 65_536, 1 << 20, LONG, LONG, LONG, LONG, keepAlive, false);
    }

    private StreamListener listens(WebSocketSettings settings) {
        return transport.listen(Protocol.WS, any("127.0.0.1"), notes, ListenOptions.PLAIN.with(settings));
    }

    @AfterEach
    void closes() {
        transport.close();
        loop.close();
    }

    /** What the JDK's client hears. */
    private static final class Browser implements WebSocket.Listener {
        private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard.add("text " + text);
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            heard.add("binary " + UTF_8.decode(data));
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
            heard.add("ping");
            socket.request(1);
            return null; // the client answers by itself
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            heard.add("pong " + UTF_8.decode(message));
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            heard.add("close " + status);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            heard.add("error");
        }

        String next() throws InterruptedException {
            String event = heard.poll(15, TimeUnit.SECONDS);
            assertThat(event).as("an event within 15 s").isNotNull();
            return event;
        }
    }

    private WebSocket opens(HttpClient client, String scheme, Browser browser) {
        return client.newWebSocketBuilder().subprotocols("sip").connectTimeout(Duration.ofSeconds(10))
                .buildAsync(URI.create("%s://127.0.0.1:%d/ws".formatted(scheme, listener.local().getPort())), browser).join();
    }

    private void answers(StreamConnection connection, byte[] data) {
        loop.execute(() -> assertThat(connection.send(data, 0, data.length)).isTrue());
    }

    @Test
    void carriesTextAndBinaryMessagesAndAnswersInKind() throws Exception {
        Browser browser = new Browser();
        try (HttpClient client = HttpClient.newHttpClient()) {
            WebSocket socket = opens(client, "ws", browser);
            assertThat(socket.getSubprotocol()).isEqualTo("sip");
            socket.sendText(request("1"), true).join();
            StreamConnection connection = notes.frame(request("1"));
            assertThat(connection.protocol()).isEqualTo(Protocol.WS);
            answers(connection, bytes("SIP/2.0 200 Alive"));
            assertThat(browser.next()).isEqualTo("text SIP/2.0 200 Alive");
            answers(connection, "Subject: caf\u00e9".getBytes(UTF_8));
            assertThat(browser.next()).isEqualTo("text Subject: caf\u00e9");
            answers(connection, new byte[] {'x', (byte) 0xFF});
            assertThat(browser.next()).as("no UTF-8 goes as binary").startsWith("binary x");
            socket.sendBinary(ByteBuffer.wrap(bytes(request("2", "body"))), true).join();
            notes.frame(request("2", "body"));
            answers(connection, bytes("SIP/2.0 200 OK"));
            assertThat(browser.next()).isEqualTo("binary SIP/2.0 200 OK");
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            assertThat(browser.next()).isEqualTo("close 1000");
        }
        notes.next("closed");
        assertThat(transport.counters().ended(StreamEnd.BY_PEER)).isEqualTo(1);
    }

    @Test
    void aFragmentedMessageIsOne() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            WebSocket socket = opens(client, "ws", new Browser());
            String message = request("1", "x".repeat(50_000));
            for (int at = 0; at < message.length(); at += 10_000) {
                int to = Math.min(message.length(), at + 10_000);
                socket.sendText(message.substring(at, to), to == message.length()).join();
            }
            notes.frame(message);
            socket.abort();
        }
        notes.next("closed");
    }

    @Test
    void answersPingsAndLineEnds() throws Exception {
        Browser browser = new Browser();
        try (HttpClient client = HttpClient.newHttpClient()) {
            WebSocket socket = opens(client, "ws", browser);
            socket.sendPing(ByteBuffer.wrap(bytes("abc"))).join();
            assertThat(browser.next()).isEqualTo("pong abc");
            socket.sendText("\r\n\r\n", true).join();
            assertThat(browser.next()).isEqualTo("text \r\n");
            assertThat(transport.counters().keepAlivesIn()).isEqualTo(2);
            socket.abort();
        }
    }

    @Test
    void pingsASilentClientAndKeepsOneThatAnswers() throws Exception {
        transport.close();
        transport = StreamTransport.open(loop, limits(Duration.ofSeconds(1)), 1); // on a busy machine a client may need that long to answer
        listener = listens(WebSocketSettings.OPEN);
        Browser browser = new Browser();
        try (HttpClient client = HttpClient.newHttpClient()) {
            WebSocket socket = opens(client, "ws", browser);
            for (int i = 0; i < 4; i++) {
                assertThat(browser.next()).isEqualTo("ping");
            }
            await(() -> transport.counters().keepAlivesIn() >= 3);
            assertThat(transport.size()).isEqualTo(1);
            socket.abort();
        }
    }

    @Test
    void cutsAClientThatAnswersNoPing() throws Exception {
        transport.close();
        transport = StreamTransport.open(loop, limits(Duration.ofMillis(200)), 1);
        listener = listens(WebSocketSettings.OPEN);
        try (Socket phone = connect(listener)) {
            sends(phone, UPGRADE.formatted(""));
            assertThat(isCut(phone)).isTrue();
        }
        assertThat(transport.counters().ended(StreamEnd.IDLE)).isEqualTo(1);
        assertThat(transport.counters().keepAlivesOut()).isEqualTo(2);
    }

    @Test
    void wssIsTheSameOverTls() throws Exception {
        TestCertificate certificate = TestCertificate.create(folder, "web", "ip:127.0.0.1");
        listener = transport.listen(Protocol.WSS, any("127.0.0.1"), notes, ListenOptions.PLAIN.with(new CertificateStore(TlsSettings.of(certificate.files()))));
        Browser browser = new Browser();
        try (HttpClient client = HttpClient.newBuilder().sslContext(certificate.trusting()).build()) {
            WebSocket socket = opens(client, "wss", browser);
            socket.sendText(request("1"), true).join();
            StreamConnection connection = notes.frame(request("1"));
            assertThat(connection.protocol()).isEqualTo(Protocol.WSS);
            answers(connection, bytes(request("2")));
            assertThat(browser.next()).isEqualTo("text " + request("2"));
            assertThat(transport.counters().handshakes()).isEqualTo(1);
            connection.close("test");
            assertThat(browser.next()).isEqualTo("close 1000");
            socket.abort();
        }
        notes.next("closed");
        assertThat(transport.counters().ended(StreamEnd.BY_US)).isEqualTo(1);
    }

    private String reply(String request) throws IOException {
        try (Socket phone = connect(listener)) {
            sends(phone, request);
            return new String(phone.getInputStream().readAllBytes(), US_ASCII);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "GET / HTTP/1.1~Host: x~~ | 426 Upgrade Required",
        "POST /ws HTTP/1.1~Host: x~Content-Length: 0~~ | 426 Upgrade Required",
        "GET / HTTP/1.1~Host: x~Upgrade: websocket~Connection: Upgrade~Sec-WebSocket-Version: 13~Sec-WebSocket-Protocol: chat~~ | 400 Bad Request",
        "GET / HTTP/1.1~Host: x~Upgrade: websocket~Connection: Upgrade~Sec-WebSocket-Key: a~Sec-WebSocket-Version: 13~~ | 400 Bad Request",
        "GET / HTTP/1.1~Upgrade: websocket~Connection: Upgrade~Sec-WebSocket-Version: 7~Sec-WebSocket-Protocol: sip~~ | 426 Upgrade Required",
        "GET / HTTP/1.1~Upgrade: websocket~Connection: Upgrade~Sec-WebSocket-Version: 13~Sec-WebSocket-Protocol: sip~~ | 400 Bad Request",
        "GET / HTTP/1.1~Upgrade: ,websocket~Connection: Upgrade~Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==~Sec-WebSocket-Version: 13"
            + "~Sec-WebSocket-Protocol: sip~~ | 400 Bad Request",
        "GET / HTTP/1.1~Upgrade: websocket~Connection: Upgrade~Sec-WebSocket-Key: !~Sec-WebSocket-Version: 13~Sec-WebSocket-Protocol: sip~~ | 400 Bad Request",
        "OPTIONS sip:a@b SIP/2.0~Via: SIP/2.0/WS x~~ | 400 Bad Request"})
    void refusesWhatIsNoUpgrade(String request, String status) throws Exception {
        assertThat(reply(request.replace("~", "\r\n"))).startsWith("HTTP/1.1 " + status).containsIgnoringCase("connection: ").contains("\r\n\r\n");
        assertThat(transport.counters().ended(StreamEnd.UPGRADE_REFUSED)).isEqualTo(1);
        assertThat(notes.isEmpty()).isTrue();
    }

    @Test
    void a426SaysWhatIsServed() throws Exception {
        assertThat(reply("GET / HTTP/1.1\r\nHost: x\r\n\r\n").toLowerCase(java.util.Locale.ROOT))
                .contains("upgrade: websocket").contains("sec-websocket-version: 13");
    }

    @Test
    void checksOriginAndPathWhereConfigured() throws Exception {
        listener = listens(new WebSocketSettings(List.of("https://phone.example"), List.of("/ws")));
        assertThat(reply(UPGRADE.formatted("Origin: https://evil.example\r\n"))).startsWith("HTTP/1.1 403 ");
        assertThat(reply(UPGRADE.formatted("").replace("/ws", "/other"))).startsWith("HTTP/1.1 404 ");
        for (String good : List.of("Origin: https://phone.example\r\n", "")) {
            try (Socket phone = connect(listener)) {
                sends(phone, UPGRADE.formatted(good));
                String head = StreamPeers.receives(phone, 12);
                assertThat(head).isEqualTo("HTTP/1.1 101");
            }
        }
    }

    /** A frame as clients send it: masked, with a mask of zeros. */
    private static byte[] frame(int firstByte, byte[] payload) {
        byte[] frame = new byte[8 + payload.length];
        frame[0] = (byte) firstByte;
        frame[1] = (byte) (0x80 | 126);
        frame[2] = (byte) (payload.length >> 8);
        frame[3] = (byte) payload.length;
        System.arraycopy(payload, 0, frame, 8, payload.length);
        return frame;
    }

    private Socket upgraded() throws IOException {
        Socket phone = connect(listener);
        sends(phone, UPGRADE.formatted(""));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) phone.getInputStream().read());
        }
        assertThat(head.toString().toLowerCase(java.util.Locale.ROOT)).startsWith("http/1.1 101").contains("sec-websocket-protocol: sip\r\n");
        return phone;
    }

    @ParameterizedTest
    @ValueSource(ints = {0xF1, 0x83, 0x80})
    void framesAgainstTheRulesEndTheConnection(int firstByte) throws Exception { // reserved bits, unknown opcode, continuation of nothing
        try (Socket phone = upgraded()) {
            phone.getOutputStream().write(frame(firstByte, new byte[10]));
            assertThat(isCut(phone)).isTrue();
        }
        await(() -> transport.counters().ended(StreamEnd.WEBSOCKET_FAULT) == 1);
    }

    @Test
    void bytesBeforeTheAnswerToTheUpgradeEndTheConnection() throws Exception {
        try (Socket phone = connect(listener)) {
            sends(phone, UPGRADE.formatted("") + "OPTIONS sip:a@b SIP/2.0\r\n\r\n");
            String answer = new String(phone.getInputStream().readAllBytes(), US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 101");
        }
        await(() -> transport.counters().ended(StreamEnd.WEBSOCKET_FAULT) == 1);
        assertThat(notes.isEmpty()).isTrue();
    }

    @Test
    void textThatIsNoUtf8EndsTheConnection() throws Exception {
        try (Socket phone = upgraded()) {
            phone.getOutputStream().write(frame(0x81, new byte[] {'a', (byte) 0xC3, 'b'}));
            assertThat(isCut(phone)).isTrue();
        }
        await(() -> transport.counters().ended(StreamEnd.WEBSOCKET_FAULT) == 1);
        assertThat(notes.isEmpty()).isTrue();
    }

    @Test
    void aMessageBeyondTheLimitEndsTheConnectionHoweverFragmented() throws Exception {
        byte[] part = new byte[30_000];
        try (Socket phone = upgraded()) {
            phone.getOutputStream().write(frame(0x02, part));
            phone.getOutputStream().write(frame(0x00, part));
            phone.getOutputStream().write(frame(0x00, part));
            assertThat(isCut(phone)).isTrue();
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("(?s).*(reset|pipe).*");
        }
        await(() -> transport.counters().ended(StreamEnd.TOO_LARGE) == 1);
        assertThat(notes.isEmpty()).isTrue();
    }

    @Test
    void aClientThatClosesWithoutAWordIsToldAsClosed() throws Exception {
        CompletableFuture<StreamConnection> connection = new CompletableFuture<>();
        try (Socket phone = upgraded()) {
            phone.getOutputStream().write(frame(0x81, bytes(request("1"))));
            connection.complete(notes.frame(request("1")));
        }
        assertThat(notes.next("closed").connection()).isSameAs(connection.join());
    }
}
