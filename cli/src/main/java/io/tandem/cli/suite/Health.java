package io.tandem.cli.suite;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks a service's actuator how it is. Any thread. */
public final class Health implements AutoCloseable {
    /** What came back: UP, another status word of the actuator, or DOWN when nothing answered. */
    public record Report(boolean up, String text) {}

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

    public Report of(Service service) {
        URI uri = URI.create("http://127.0.0.1:" + service.managementPort() + "/actuator/health");
        try {
            HttpResponse<String> response = client.send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(3)).build(),
                HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? new Report(true, "UP") : new Report(false, brief(response.body()));
        } catch (IOException e) {
            return new Report(false, "DOWN (no answer on " + uri.getAuthority() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Report(false, "interrupted");
        }
    }

    private static String brief(String body) {
        return body.length() <= 200 ? body : body.substring(0, 200) + "...";
    }

    @Override public void close() {
        client.close();
    }
}
