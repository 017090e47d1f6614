package io.tandem.e2e.site;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import io.tandem.e2e.Program;
import io.tandem.ha.HaManager;
import io.tandem.platform.TandemService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Debian has no Grafana: what its panels ask is asked here in its place, as a range over the last seconds, of Debian's Prometheus, which reads a real service. */
class DashboardsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int UNAVAILABLE = 503;

    @TempDir Path folder;

    @Test void prometheusAnswersEveryPanel() throws Exception {
        Program.require("prometheus", "prometheus");
        Map<String, String> panels = ShippedRules.panels();
        assertThat(panels).as("panels").hasSizeGreaterThan(70);
        int port = freePort();
        try (ConfigurableApplicationContext manager = TandemService.run("ha-manager", HaManager.class, "--server.port=0", "--tandem.secret=secret-of-the-tests",
                "--tandem.data-dir=" + folder.resolve("data"), "--tandem.config-file=" + folder.resolve("none"));
             Program prometheus = prometheus(port, manager.getEnvironment().getRequiredProperty("local.management.port"));
             HttpClient client = HttpClient.newHttpClient()) {
            awaitSamples(client, port);
            Map<String, String> refused = new TreeMap<>();
            int drawn = 0;
            for (Map.Entry<String, String> panel : panels.entrySet()) {
                JsonNode answer = ask(client, port, panel.getValue());
                if (!answer.path("status").asString().equals("success")) refused.put(panel.getKey(), panel.getValue() + ": " + answer.path("error").asString());
                if (!answer.path("data").path("result").isEmpty()) drawn++;
            }
            assertThat(refused).as(prometheus.output()).isEmpty();
            assertThat(drawn).as("panels that have something to draw from one service").isGreaterThanOrEqualTo(7);
        }
    }

    private Program prometheus(int port, String manager) throws IOException {
        Path file = Files.writeString(folder.resolve("prometheus.yml"), """
            global: {scrape_interval: 1s}
            scrape_configs:
              - job_name: tandem-ha-manager
                metrics_path: /actuator/prometheus
                static_configs: [{targets: ["127.0.0.1:%s"], labels: {node: sp1}}]
            """.formatted(manager));
        return Program.start(folder, "prometheus", List.of("prometheus", "--config.file=" + file, "--storage.tsdb.path=" + folder.resolve("tsdb"),
            "--web.listen-address=127.0.0.1:" + port));
    }

    /** Two of a series: the first rate. */
    private static void awaitSamples(HttpClient client, int port) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() - end < 0) {
            try {
                if (!ask(client, port, "rate(process_cpu_usage[15s])").path("data").path("result").isEmpty()) return;
            } catch (ConnectException e) {
                // it is starting
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new AssertionError("Prometheus has read nothing within " + PATIENCE);
    }

    private static JsonNode ask(HttpClient client, int port, String expression) throws Exception {
        long now = Instant.now().getEpochSecond();
        URI uri = URI.create("http://127.0.0.1:%d/api/v1/query_range?start=%d&end=%d&step=5&query=%s".formatted(port, now - 30, now,
            URLEncoder.encode(expression, StandardCharsets.UTF_8)));
        HttpResponse<String> answer = client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == UNAVAILABLE) throw new ConnectException("Prometheus listens, and answers nothing yet: " + answer.body());
        return JsonMapper.shared().readTree(answer.body());
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }
}
