package io.tandem.relay;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.platform.control.CommandTable;
import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.http.AllowedNetworks;
import io.tandem.platform.control.http.ControlEndpoint;
import io.tandem.platform.control.rpc.ControlClient;
import io.tandem.relay.control.CliCommands;
import io.tandem.relay.control.ConsoleCommands;
import io.tandem.relay.control.stream.ControlPorts;
import io.tandem.relay.control.stream.ControlWork;
import io.tandem.relay.control.stream.StreamProperties;
import io.tandem.relay.wire.Encoding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The ng protocol and the console over TCP, HTTP and WebSocket. */
class CarriersTest {
    private static final String SDP = "v=0\\r\\no=- 1 1 IN IP4 127.0.0.1\\r\\ns=-\\r\\nc=IN IP4 127.0.0.1\\r\\nt=0 0\\r\\nm=audio 4000 RTP/AVP 8\\r\\n";
    private static final String OFFER = "{\"command\":\"offer\",\"call-id\":\"c1\",\"from-tag\":\"a\",\"sdp\":\"" + SDP + "\"}";
    private static final String NG_TYPE = "application/x-rtpengine-ng";

    private final HttpClient http = HttpClient.newHttpClient();
    private RelayNode relay;
    private ControlPorts ports;

    @BeforeEach
    void start() {
        relay = TestRelay.on(22_700);
        CommandTable commands = CommandTable.withBuiltIns("rtp-relay", Clock.systemUTC());
        commands.register(new ConsoleCommands(relay.console(), relay.control()).commands());
        ControlEndpoint endpoint = new ControlEndpoint(commands, AllowedNetworks.of(List.of()), new SimpleMeterRegistry());
        ports = ControlPorts.open(new StreamProperties("127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:0", List.of()), new ControlWork(relay.control(),
                relay.endpoint(), new CliCommands(relay.console()), endpoint, () -> "rtpengine_sessions 0\n"));
    }

    @AfterEach
    void stop() {
        http.close();
        ports.close();
        relay.close();
    }

    private InetSocketAddress tcp() {
        return ports.addresses().get(0);
    }

    private String url(String path) {
        return "127.0.0.1:" + ports.addresses().get(1).getPort() + path;
    }

    private static String readUntil(InputStream in, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int octet = in.read();
            if (octet < 0) return text + "<end>";
            text.append((char) octet);
        }
        return text.toString();
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(3000);
        return socket;
    }

    @Test
    void overTcpMessagesComeInPiecesAndSeveralAtOnceInBothEncodings() throws Exception {
        try (Socket socket = connect(tcp())) {
            var out = socket.getOutputStream();
            out.write("1 d7:command4:pinge\n2 {\"command\":\"ping\",\"x\":\"}\\\"\"}3 d7:comm".getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            assertThat(readUntil(socket.getInputStream(), "e")).isEqualTo("1 d6:re");
            assertThat(readUntil(socket.getInputStream(), "}")).startsWith("sult4:ponge2 {\"result\":\"pong\"").contains("unknown option 'x'");
            out.write("and4:pinge".getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            assertThat(readUntil(socket.getInputStream(), "pong")).isEqualTo("3 d6:result4:pong");
        }
    }

    @Test
    void rubbishEndsItsConnectionAndNoOther() throws Exception {
        try (Socket good = connect(tcp()); Socket bad = connect(tcp())) {
            bad.getOutputStream().write("cookie rubbish".getBytes(StandardCharsets.ISO_8859_1));
            bad.getOutputStream().flush();
            assertThat(bad.getInputStream().read()).isEqualTo(-1);
            good.getOutputStream().write("1 d7:command4:pinge".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(readUntil(good.getInputStream(), "pong")).isEqualTo("1 d6:result4:pong");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"/ng|7 d7:command4:pinge|7 d6:result4:ponge", "/ng-plain|d7:command4:pinge|d6:result4:ponge",
        "/ng-plain|{\"command\":\"ping\"}|{\"result\":\"pong\"}"})
    void overHttpWithAndWithoutCookie(String path, String request, String reply) throws Exception {
        assertThat(post(path, NG_TYPE, request).body()).isEqualTo(reply);
    }

    private HttpResponse<String> post(String path, String type, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + url(path))).header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) request.headers(headers);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aRepeatedCookieOverHttpGetsTheReplyThatUdpGot() throws Exception {
        try (NgClient udp = new NgClient(relay.controlAddress(), Encoding.JSON)) {
            String first = udp.raw("same " + OFFER);
            assertThat(post("/ng", "application/json", "same " + OFFER).body()).isEqualTo(first);
            assertThat(relay.sessions()).isEqualTo(1);
        }
    }

    @Test
    void webPagesAreRefused() throws Exception {
        assertThat(post("/ng-plain", "text/plain", OFFER).statusCode()).isEqualTo(415);
        assertThat(post("/ng-plain", NG_TYPE, OFFER, "Origin", "http://evil.example").statusCode()).isEqualTo(403);
        assertThat(post("/ng-plain", NG_TYPE, OFFER, "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(403);
        assertThat(relay.sessions()).isZero();
    }

    @Test
    void readersGetPingMetricsAndLineCommands() throws Exception {
        assertThat(get("/ping")).isEqualTo("pong\n");
        assertThat(get("/metrics")).isEqualTo("rtpengine_sessions 0\n");
        assertThat(get("/cli/list+numsessions")).startsWith("Current sessions own: 0\n");
        assertThat(get("/nothing")).contains("/ng-plain");
    }

    private String get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create("http://" + url(path))).build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"ng.rtpengine.com|7 {\"command\":\"ping\"}|7 {\"result\":\"pong\"}",
        "ng-plain.rtpengine.com|{\"command\":\"ping\"}|{\"result\":\"pong\"}", "echo.rtpengine.com|hello|hello",
        "cli.rtpengine.com|terminate nobody|Call-ID not found"})
    void overWebSocketTheSubprotocolSaysWhatIsCarried(String subprotocol, String message, String reply) throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        WebSocket socket = http.newWebSocketBuilder().subprotocols(subprotocol).buildAsync(URI.create("ws://" + url("/")), new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
                received.add(data.toString().strip());
                return WebSocket.Listener.super.onText(webSocket, data, last);
            }
        }).get(3, TimeUnit.SECONDS);
        assertThat(socket.getSubprotocol()).isEqualTo(subprotocol);
        socket.sendText(message, true);
        assertThat(received.poll(3, TimeUnit.SECONDS)).isEqualTo(reply);
        socket.abort();
    }

    @Test
    void theOperatorListsExplainsAndEndsCalls() throws Exception {
        post("/ng-plain", "application/json", OFFER);
        try (ControlClient ctl = new ControlClient(url(""), Duration.ofSeconds(3))) {
            Map<?, ?> call = (Map<?, ?>) ((List<?>) ctl.call("list", List.of())).getFirst();
            assertThat(call.get("call_id")).isEqualTo("c1");
            assertThat(call.get("state")).isEqualTo("offered");
            assertThat(String.join("\n", ((List<?>) ctl.call("explain", List.of("c1"))).stream().map(String::valueOf).toList()))
                    .contains("offered and not answered", "SDP said 127.0.0.1:4000", "no packet has confirmed it", "path: user space");
            assertThat(((Map<?, ?>) ctl.call("show", List.of("c1"))).keySet().stream().map(String::valueOf)).contains("created", "tags", "totals");
            assertThat(((Map<?, ?>) ctl.call("stats", List.of())).containsKey("currentstatistics")).isTrue();
            assertThat(ctl.call("kill", List.of("c1"))).isEqualTo(Map.of("ended", 1L));
            assertThat(relay.sessions()).isZero();
            assertThatThrownBy(() -> ctl.call("kill", List.of("c1"))).isInstanceOf(ControlFault.class).hasMessageContaining("no call 'c1'");
        }
    }

    @Test
    void lineCommandsAreAnsweredOneAConnection() throws Exception {
        post("/ng-plain", "application/json", OFFER);
        assertThat(line("list sessions")).contains("callid: c1 | offered");
        assertThat(line("call c1 info")).contains("dialogue 'a'");
        assertThat(line("list totals")).contains("managedsessions: 1");
        assertThat(line("list interfaces")).contains("name: inside", "ports:");
        assertThat(line("list jsonstats")).startsWith("{\"currentstatistics\"");
        assertThat(line("set timeout 33")).isEqualTo("Success setting timeout to 33\n");
        assertThat(line("list timeout")).isEqualTo("timeout: 33\n");
        assertThat(line("set timeout x")).contains("no number");
        assertThat(line("set maxsessions 0")).contains("Success");
        assertThat(post("/ng-plain", "application/json", OFFER.replace("c1", "c2")).body()).contains("Parallel session limit reached");
        assertThat(line("terminate all")).isEqualTo("1 sessions terminated\n");
        assertThat(line("dance")).contains("Unknown command 'dance'", "terminate CALL-ID");
    }

    private String line(String command) throws IOException {
        try (Socket socket = connect(ports.addresses().get(2))) {
            socket.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
