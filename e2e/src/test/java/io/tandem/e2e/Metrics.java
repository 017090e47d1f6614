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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** A service's metrics, read from its Prometheus endpoint. */
public record Metrics(Service service) {
    /** Calls and their media. */
    static final String CALLS = "tandem_(calls|relay_sessions|relay_ports_in_use)";
    /** What a call holds. */
    static final String HELD = "tandem_(transactions_pending|calls|relay_sessions|relay_ports_in_use)";
    /** That, and transactions that are over: they absorb what is repeated until Timer D, H, J or L (RFC 3261 §17). */
    static final String REMEMBERED = "tandem_(transactions(_pending)?|calls|relay_sessions|relay_ports_in_use)";
    /** Timer F, after which a request to somebody who is gone is given up (RFC 3261 §17.1.2.2), and those timers after it. */
    private static final Duration PATIENCE = Duration.ofSeconds(75);
    private static final long LONG_SECONDS = 5;
    private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);

    public static Metrics of(Service service) {
        return new Metrics(service);
    }

    private Map<String, Double> held(String gauges) throws IOException, InterruptedException {
        Map<String, Double> held = new TreeMap<>();
        all().forEach((name, value) -> {
            if (name.matches(gauges + "(\\{.*)?")) {
                held.put(name, value);
            }
        });
        return held;
    }

    /** @param gauges regex of their names without labels */
    public void assertReturnToZero(String gauges) throws IOException, InterruptedException {
        Map<String, Double> held = held(gauges);
        assertThat(held).as("gauges of " + service.name()).isNotEmpty();
        Map<String, Double> atFirst = held;
        long start = System.nanoTime();
        while (held.values().stream().anyMatch(value -> value != 0) && System.nanoTime() - start < PATIENCE.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(200);
            held = held(gauges);
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        if (seconds > LONG_SECONDS) LOG.info("{} had nothing left over after {} s; before: {}", service.name(), seconds, atFirst);
        assertThat(held.values()).as("left over in " + service.name() + " after " + PATIENCE + ": " + held).allMatch(value -> value == 0);
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
