package io.tandem.lb;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.rpc.ControlClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Control commands over the port that SIP over TCP shares with them, as in development mode: our client, one written by hand, and Python's. */
@Timeout(60)
class LbControlIT {
    private static RunningLb lb;
    private static ControlClient control;

    @BeforeAll static void starts() {
        lb = RunningLb.start();
        control = new ControlClient("127.0.0.1:" + lb.tcp().getPort(), Duration.ofSeconds(20));
    }

    @AfterAll static void stops() {
        control.close();
        lb.close();
    }

    @BeforeEach void drains() throws IOException {
        lb.proxy().drains();
    }

    @Test void theCommandsOperatorsKnowAreThere() throws Exception {
        assertThat((List<?>) control.call("system.listMethods", List.of())).map(Object::toString).contains("system.listMethods", "htable.dump", "htable.delete",
            "htable.flush", "dispatcher.list", "dispatcher.set_state", "core.uptime", "stats", "stats.get_statistics", "sl.stats", "trace.start");
    }

    @Test void aClientWrittenByHandSharesThePortWithSip() throws IOException {
        String call = "<?xml version=\"1.0\"?><methodCall><methodName>core.version</methodName></methodCall>";
        assertThat(answer("POST /RPC2 HTTP/1.1\r\nHost: lb\r\nConnection: close\r\nContent-Type: text/xml\r\nContent-Length: "
            + call.length() + "\r\n\r\n" + call,
            "</methodResponse>")).startsWith("HTTP/1.1 200").contains("<string>lb-service (Tandem) ");
        assertThat(answer(Requests.request("control-options", "OPTIONS", "sip:127.0.0.1:" + lb.tcp().getPort(), "SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bKctl",
            "Max-Forwards: 70"), "\r\n\r\n")).startsWith("SIP/2.0 200");
    }

    private static String answer(String request, String end) throws IOException {
        try (Socket socket = new Socket(lb.tcp().getAddress(), lb.tcp().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            InputStream in = socket.getInputStream();
            StringBuilder answer = new StringBuilder();
            while (answer.indexOf(end) < 0) {
                int next = in.read();
                if (next < 0) {
                    break;
                }
                answer.append((char) next);
            }
            return answer.toString();
        }
    }

    @Test void pythonsClientIsServed() throws Exception {
        assumeTrue(List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, "python3"))),
            "python3 is not installed: its XML-RPC client was not tried");
        Process python = new ProcessBuilder("python3", "-c", """
            import sys, xmlrpc.client as x
            s = x.ServerProxy('http://127.0.0.1:%s/RPC2' % sys.argv[1], allow_none=True, use_builtin_types=True)
            assert s.core.uptime()['uptime'] >= 0
            assert s.core.uptime()['uptime'] >= 0
            assert 'tm.stats' in s.system.listMethods()
            s.htable.dump('ipban')
            try:
                s.tm.stats()
                sys.exit('no fault')
            except x.Fault as f:
                assert f.faultCode == 500, f
            print('done')
            """, Integer.toString(lb.tcp().getPort())).redirectErrorStream(true).start();
        try {
            assertThat(new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("done\n");
            assertThat(python.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            python.destroyForcibly();
        }
    }

    @Test void aTraceShowsACallOnBothSidesWithoutItsSecrets() throws Exception {
        Object id = control.call("trace.start", List.of("traced-call", 30L));
        try (UdpParty alice = new UdpParty()) {
            alice.sends(invite("traced-call", alice, "Authorization: Digest username=\"alice\", realm=\"example.org\", nonce=\"n\", "
                + "uri=\"sip:bob@example.org\", response=\"0123456789abcdef0123456789abcdef\""), lb.udp());
            lb.proxy().receives();
            alice.sends(invite("other-call", alice, "Subject: x"), lb.udp());
            lb.proxy().receives();
        }
        Map<?, ?> read = (Map<?, ?>) control.call("trace.read", List.of(id, 5_000L));
        List<Map<?, ?>> messages = ((List<?>) read.get("messages")).stream().<Map<?, ?>>map(message -> (Map<?, ?>) message).toList();
        assertThat(messages).extracting(message -> message.get("direction") + " " + message.get("line"))
            .contains("in INVITE sip:bob@example.org SIP/2.0").anyMatch(line -> line.startsWith("out INVITE "));
        assertThat(messages).extracting(message -> String.valueOf(message.get("message"))).allMatch(text -> text.contains("traced-call"))
            .noneMatch(text -> text.contains("0123456789abcdef")).anyMatch(text -> text.contains("response=\"***\""));
        assertThat(control.call("trace.stop", List.of(id))).isEqualTo(true);
    }

    @Test void aTraceTellsWhatBecameOfARefusedMessage() throws Exception {
        Object id = control.call("trace.start", List.of("refused-call", 30L));
        try (UdpParty alice = new UdpParty()) {
            alice.sends(invite("refused-call", alice, "Subject: x").replace("Max-Forwards: 70", "Max-Forwards: 0"), lb.udp());
            assertThat(alice.receives().status()).isEqualTo(483);
        }
        assertThat(control.call("trace.read", List.of(id, 5_000L)).toString()).contains("verdict=").contains("483").contains("out");
        control.call("trace.stop", List.of(id));
    }

    private static String invite(String callId, UdpParty from, String header) {
        return Requests.request(callId, "INVITE", "sip:bob@example.org", "SIP/2.0/UDP " + from.hostPort() + ";branch=z9hG4bK" + callId, "Max-Forwards: 70",
            "Contact: <sip:alice@" + from.hostPort() + ">", header);
    }

    @Test void countersShowWhatHappened() throws Exception {
        long before = (long) stats().getOrDefault("forwarded.inward.request", 0L);
        try (UdpParty alice = new UdpParty()) {
            alice.sends(invite("counted-call", alice, "Subject: x"), lb.udp());
            lb.proxy().receives();
        }
        assertThat((long) stats().get("forwarded.inward.request")).isGreaterThan(before);
        assertThat(control.call("core.sockets_list", List.of()).toString()).contains("tcp:127.0.0.1:" + lb.tcp().getPort());
        assertThat(control.call("stats.loop", List.of()).toString()).contains("received=");
        assertThat((long) ((Map<?, ?>) control.call("stats.latency", List.of())).get("messages")).isPositive();
        assertThatExceptionOfType(ControlFault.class).isThrownBy(() -> control.call("tm.stats", List.of()));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> stats() throws Exception {
        return (Map<String, Object>) control.call("stats", List.of());
    }

    @Test void theDashboardAndTheAlertsNameMetricsThatExist() throws Exception {
        Set<String> named = new TreeSet<>();
        for (String file : List.of("grafana-load-balancer.json", "prometheus-load-balancer.yml")) {
            String text = Files.readString(Path.of("../deploy/src/main/monitoring", file));
            named.addAll(Pattern.compile("tandem_(lb|control)_[a-z_]+").matcher(text).results().map(MatchResult::group).collect(Collectors.toSet()));
        }
        control.call("core.uptime", List.of());
        assertThat(named).hasSizeGreaterThan(10);
        assertThat(metrics()).containsAll(named);
    }

    private static Set<String> metrics() throws Exception {
        String port = lb.service().getEnvironment().getRequiredProperty("local.server.port");
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/prometheus")).build();
            return client.send(request, HttpResponse.BodyHandlers.ofLines())
                .body().filter(line -> !line.startsWith("#")).map(line -> line.split("[{ ]", 2)[0]).collect(Collectors.toSet());
        }
    }
}
