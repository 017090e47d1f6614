package io.tandem.relay;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.tandem.platform.TandemService;
import io.tandem.platform.control.rpc.ControlClient;
import io.tandem.relay.control.stream.ControlPorts;
import io.tandem.relay.wire.Encoding;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/** The service as it is shipped, but on ports of its own. */
class RelayIT {
    private static final String[] ARGUMENTS = {"--server.port=0", "--tandem.secret=0123456789abcdef", "--tandem.rtp-relay.control.port=0",
        "--tandem.rtp-relay.ports.first=22800", "--tandem.rtp-relay.ports.last=22899",
        "--tandem.rtp-relay.listen.tcp=127.0.0.1:0", "--tandem.rtp-relay.listen.http=127.0.0.1:0", "--tandem.rtp-relay.listen.cli=127.0.0.1:0"};

    @Test
    void servesACallShowsItsFiguresAndIsRestarted() throws Exception {
        for (int start = 0; start < 2; start++) {
            try (ConfigurableApplicationContext service = TandemService.run("rtp-relay", RtpRelay.class, ARGUMENTS)) {
                RelayNode relay = service.getBean(RelayNode.class);
                try (NgClient ng = new NgClient(relay.controlAddress(),
                        Encoding.BENCODE); RtpParty a = new RtpParty(1); RtpParty b = new RtpParty(2)) {
                    b.got(ng.offer("call", "a", a.sdp()).text("sdp").orElseThrow());
                    a.got(ng.answer("call", "a", "b", b.sdp()).text("sdp").orElseThrow());
                    a.sends(1);
                    b.expects(1);
                    b.sends(2);
                    a.expects(2);
                    assertThat(get(service, "/actuator/health")).contains("\"status\":\"UP\"", "\"sessions\":1");
                    assertThat(gauge(service, "tandem_relay_sessions")).isEqualTo(1);
                    assertThat(gauge(service, "tandem_relay_ports_in_use")).isEqualTo(4);
                    InetSocketAddress http = service.getBean(ControlPorts.class).addresses().get(1);
                    assertThat(get(http.getPort(), "/metrics")).contains("rtpengine_sessions", "rtpengine_closed_sessions_total");
                    try (ControlClient ctl = new ControlClient("127.0.0.1:" + http.getPort(), Duration.ofSeconds(5))) {
                        assertThat((List<?>) ctl.call("list", List.of())).hasSize(1);
                        assertThat((List<?>) ctl.call("explain", List.of("call"))).isNotEmpty();
                    }
                    ng.delete("call");
                    awaitNoPorts(relay);
                    assertThat(gauge(service, "tandem_relay_sessions")).isZero();
                    assertThat(gauge(service, "tandem_relay_ports_in_use")).isZero();
                }
            }
        }
    }

    private static void awaitNoPorts(RelayNode relay) {
        Instant end = Instant.now().plusSeconds(5);
        while (relay.portsInUse() > 0) {
            assertThat(Instant.now()).isBefore(end);
            Thread.onSpinWait();
        }
    }

    private static double gauge(ConfigurableApplicationContext service, String name) throws Exception {
        return get(service, "/actuator/prometheus").lines().filter(line -> line.startsWith(name + "{")).findFirst()
                .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).orElseThrow();
    }

    private static String get(ConfigurableApplicationContext service, String path) throws Exception {
        return get(service.getBean(Environment.class).getRequiredProperty("local.server.port", Integer.class), path);
    }

    private static String get(int port, String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                    HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
