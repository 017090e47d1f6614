package io.tandem.platform.control.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.platform.control.CommandTable;
import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.rpc.ControlClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The control port over real sockets: our client, a client written as raw text, and Python's. */
class ControlListenerIT {
    private final CommandTable commands = CommandTable.withBuiltIns("it-service", Clock.systemUTC());
    private final ControlListener listener = ControlListener.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        new ControlEndpoint(commands, AllowedNetworks.of(List.of()), new SimpleMeterRegistry()));
    private final int port = listener.localAddress().getPort();

    @AfterEach void close() {
        listener.close();
    }

    @Test void ourClientGetsResultsAndFaults() throws Exception {
        commands.register(List.of(ControlCommand.of("echo", "", p -> p.values())));
        try (ControlClient client = new ControlClient("127.0.0.1:" + port, Duration.ofSeconds(10))) {
            assertThat(client.call("echo", List.of(1L, "1", true, Map.of("a", 2.5)))).isEqualTo(List.of(1L, "1", true, Map.of("a", 2.5)));
            assertThatExceptionOfType(ControlFault.class).isThrownBy(() -> client.call("nonsense", List.of()))
                .matches(fault -> fault.code() == ControlFault.NO_SUCH_METHOD);
        }
    }

    @Test void ourClientSaysWhatItCouldNotReach() {
        listener.close();
        try (ControlClient client = new ControlClient("127.0.0.1:" + port, Duration.ofSeconds(10))) {
            assertThatIOException().isThrownBy(() -> client.call("core.uptime", List.of())).withMessageContaining("127.0.0.1:" + port);
        }
    }

    @Test void aClientWrittenByHandIsServed() throws IOException {
        String call = "<?xml version=\"1.0\"?>\r\n<methodCall><methodName>system.methodHelp</methodName><params><param><value><string>core.uptime</string>"
            + "</value></param></params></methodCall>";
        assertThat(raw("POST /RPC2 HTTP/1.0\r\nContent-Type: text/xml\r\nContent-Length: " + call.length() + "\r\n\r\n" + call))
            .startsWith("HTTP/1.1 200").contains("<methodResponse><params><param><value><string>core.uptime: since when");
    }

    @Test void aBodyInChunksIsServed() throws IOException {
        String json = "{\"jsonrpc\":\"2.0\",\"method\":\"core.version\",\"id\":5}";
        assertThat(raw("POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            + Integer.toHexString(json.length()) + "\r\n" + json + "\r\n0\r\n\r\n")).contains("\"result\":\"it-service (Tandem) unpackaged\"");
    }

    @Test void aBodyThatIsTooLargeIsRefused() throws IOException {
        String call = " ".repeat(ControlEndpoint.MAX_BODY + 1);
        assertThat(raw("POST /RPC2 HTTP/1.0\r\nContent-Type: text/xml\r\nContent-Length: " + call.length() + "\r\n\r\n" + call)).startsWith("HTTP/1.1 413");
    }

    @Test void pythonsClientIsServed() throws Exception {
        commands.register(List.of(ControlCommand.of("echo", "", p -> p.values()), ControlCommand.of("big", "", _ -> 9_000_000_000L)));
        assertThat(python("""
            import sys, xmlrpc.client as x
            s = x.ServerProxy('http://127.0.0.1:%s/RPC2' % sys.argv[1], allow_none=True, use_builtin_types=True)
            assert 'core.uptime' in s.system.listMethods()
            v = [1, 2.5, True, 'ä<&', None, b'xy', {'k': [1, []]}]
            r = s.echo(*v)
            assert r == v, r
            assert s.big() == 9000000000
            assert s.core.uptime()['uptime'] >= 0
            try:
                s.nonsense()
                sys.exit('no fault')
            except x.Fault as f:
                assert f.faultCode == -32601, f
            print('done')
            """)).isEqualTo("done\n");
    }

    private String python(String script) throws IOException, InterruptedException {
        assumeTrue(onPath("python3"), "python3 is not installed: its XML-RPC client was not tried");
        Process python = new ProcessBuilder("python3", "-c", script, Integer.toString(port)).redirectErrorStream(true).start();
        try {
            String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(python.waitFor(20, TimeUnit.SECONDS)).isTrue();
            return output;
        } finally {
            python.destroyForcibly();
        }
    }

    private static boolean onPath(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
