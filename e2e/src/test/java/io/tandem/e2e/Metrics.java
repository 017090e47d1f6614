package io.tandem.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import io.tandem.cli.suite.Service;

import static org.assertj.core.api.Assertions.assertThat;

/** A service's metrics, read from its Prometheus endpoint. */
public record Metrics(Service service) {
    /** Completed transactions linger for Timers D, H, J and L, 32 s (RFC 3261 §17), and a relay port rests for 30 s. */
    private static final Duration LINGER = Duration.ofSeconds(75);

    public static Metrics of(Service service) {
        return new Metrics(service);
    }

    /** The gauges that count what a call holds, by name and labels. */
    public Map<String, Double> held() throws IOException, InterruptedException {
        Map<String, Double> held = new TreeMap<>();
        all().forEach((name, value) -> {
            if (name.matches("tandem_(transactions|calls|relay_sessions|relay_ports_in_use)(\\{.*)?")) {
                held.put(name, value);
            }
        });
        return held;
    }

    public void assertGaugesReturnToZero() throws IOException, InterruptedException {
        assertThat(held()).as("gauges of " + service.name()).isNotEmpty();
        long deadline = System.nanoTime() + LINGER.toNanos();
        while (held().values().stream().anyMatch(value -> value != 0) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
        assertThat(held().values()).as("left over in " + service.name() + " after " + LINGER + ": " + held()).allMatch(value -> value == 0);
    }

    public double threads() throws IOException, InterruptedException {
        return sum("jvm_threads_live_threads");
    }

    public double openFiles() throws IOException, InterruptedException {
        return sum("process_files_open_files");
    }

    /** Of all series whose name begins so. */
    public double sum(String name) throws IOException, InterruptedException {
        return all().entrySet().stream().filter(entry -> entry.getKey().startsWith(name)).mapToDouble(Map.Entry::getValue).sum();
    }

    private Map<String, Double> all() throws IOException, InterruptedException {
        Map<String, Double> values = new TreeMap<>();
        URI uri = URI.create("http://127.0.0.1:" + service.managementPort() + "/actuator/prometheus");
        try (HttpClient client = HttpClient.newHttpClient()) {
            String text = client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body();
            text.lines().filter(line -> !line.startsWith("#") && line.contains(" ")).forEach(line -> {
                int space = line.lastIndexOf(' ');
                values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
            });
        }
        return values;
    }
}
