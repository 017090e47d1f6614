package io.tandem.platform.management;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.tandem.platform.TandemApplication;
import io.tandem.platform.TandemService;
import org.junit.jupiter.api.Test;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The management port of a whole service, over HTTP: what operators and monitoring of Spring Boot's actuator expect. */
class ManagementPortTest {
    private static final AtomicBoolean UP = new AtomicBoolean(true);
    private static final String ACTUATOR_JSON = "application/vnd.spring-boot.actuator.v3+json";

    @TandemApplication
    static class Probe {
        @Bean HealthIndicator line() {
            return () -> (UP.get() ? Health.up() : Health.down()).withDetail("calls", 7).withDetail("peers", Map.of("a", ReadinessState.ACCEPTING_TRAFFIC))
                .build();
        }
    }

    @Test void healthTellsTheComponentsAndItsGroups() throws Exception {
        try (var service = run()) {
            JsonNode health = json(get(service, "/actuator/health"));
            assertThat(health.path("status").asString()).isEqualTo("UP");
            assertThat(health.path("groups").valueStream().map(JsonNode::asString)).containsExactly("liveness", "readiness");
            assertThat(health.at("/components/line/details/calls").asInt()).isEqualTo(7);
            assertThat(health.at("/components/line/details/peers/a").asString()).isEqualTo("ACCEPTING_TRAFFIC");
            assertThat(json(get(service, "/actuator/health/line")).path("status").asString()).isEqualTo("UP");
            assertThat(get(service, "/actuator/health").headers().firstValue("Content-Type")).hasValue(ACTUATOR_JSON);
            assertThat(get(service, "/actuator/health/nothing").statusCode()).isEqualTo(404);
        }
    }

    @Test void whatIsDownIsUnavailable() throws Exception {
        try (var service = run()) {
            UP.set(false);
            assertThat(get(service, "/actuator/health")).matches(r -> r.statusCode() == 503 && r.body().contains("\"status\":\"DOWN\""));
            assertThat(get(service, "/actuator/health/line").statusCode()).isEqualTo(503);
            assertThat(get(service, "/actuator/health/liveness").statusCode()).isEqualTo(200);
        } finally {
            UP.set(true);
        }
    }

    @Test void readinessFollowsTheService() throws Exception {
        try (var service = run()) {
            assertThat(json(get(service, "/actuator/health/readiness")).path("status").asString()).isEqualTo("UP");
            AvailabilityChangeEvent.publish(service, ReadinessState.REFUSING_TRAFFIC);
            assertThat(get(service, "/actuator/health/readiness"))
                .matches(r -> r.statusCode() == 503 && r.body().contains("OUT_OF_SERVICE"));
        }
    }

    @Test void metricsComeInTheFormatThatTheScraperAccepts() throws Exception {
        try (var service = run()) {
            HttpResponse<String> plain = get(service, "/actuator/prometheus");
            assertThat(plain.body()).contains("jvm_memory_used_bytes").contains("service=\"probe-service\"").doesNotContain("# EOF");
            assertThat(plain.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain").contains("version=0.0.4");
            HttpResponse<String> open = send(service, "GET", "/actuator/prometheus", "", "Accept", "application/openmetrics-text;version=1.0.0;q=0.8,*/*;q=0.1");
            assertThat(open.body()).endsWith("# EOF\n");
            assertThat(open.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/openmetrics-text");
            assertThat(get(service, "/actuator/prometheus?includedNames=process_uptime_seconds,jvm_info").body())
                .contains("process_uptime_seconds").doesNotContain("jvm_memory_used_bytes");
        }
    }

    @Test void loggersAreListedAndSet() throws Exception {
        try (var service = run()) {
            assertThat(json(get(service, "/actuator/loggers")).at("/loggers/ROOT/effectiveLevel").asString()).isEqualTo("INFO");
            assertThat(send(service, "POST", "/actuator/loggers/a.b", "{\"configuredLevel\": \"DEBUG\"}").statusCode()).isEqualTo(204);
            assertThat(get(service, "/actuator/loggers/a.b").body()).contains("\"configuredLevel\":\"DEBUG\"", "\"effectiveLevel\":\"DEBUG\"");
            assertThat(send(service, "POST", "/actuator/loggers/a.b", "{\"configuredLevel\": null}").statusCode()).isEqualTo(204);
            assertThat(get(service, "/actuator/loggers/a.b").body()).contains("\"effectiveLevel\":\"INFO\"").doesNotContain("configuredLevel");
            assertThat(send(service, "POST", "/actuator/loggers/a.b", "{\"configuredLevel\": \"LOUD\"}").statusCode()).isEqualTo(400);
            assertThat(send(service, "POST", "/actuator/loggers/a.b", "{").statusCode()).isEqualTo(400);
            assertThat(send(service, "POST", "/actuator/loggers/a.b", "x".repeat(70_000)).statusCode()).isEqualTo(413);
        }
    }

    @Test void theRestIsListedOrRefused() throws Exception {
        try (var service = run("--spring.application.name=x", "--management.info.env.enabled=true", "--info.site=here")) {
            assertThat(json(get(service, "/actuator/info")).path("site").asString()).isEqualTo("here");
            assertThat(json(get(service, "/actuator")).path("_links").propertyNames()).containsExactly("self", "health", "prometheus", "info", "loggers");
            assertThat(get(service, "/actuator/").statusCode()).isEqualTo(200);
            assertThat(get(service, "/").statusCode()).isEqualTo(404);
            assertThat(get(service, "/actuator/env").statusCode()).isEqualTo(404);
            assertThat(get(service, "/actuator/info/more").statusCode()).isEqualTo(404);
            assertThat(get(service, "/actuator/loggers/a/b").statusCode()).isEqualTo(404);
            assertThat(send(service, "POST", "/actuator/health", "{}").statusCode()).isEqualTo(405);
            assertThat(send(service, "DELETE", "/actuator/loggers/a", "").statusCode()).isEqualTo(405);
            assertThat(send(service, "HEAD", "/actuator/health", "")).matches(r -> r.statusCode() == 200 && r.body().isEmpty());
        }
    }

    @Test void anEndpointThatIsNotExposedIsNotThere() throws Exception {
        try (var service = run("--management.endpoints.web.exposure.include=prometheus")) {
            assertThat(get(service, "/actuator/health").statusCode()).isEqualTo(404);
            assertThat(get(service, "/actuator/prometheus").statusCode()).isEqualTo(200);
        }
    }

    @Test void thePortIsPublishedAndClosesWithTheService() throws Exception {
        ConfigurableApplicationContext service = run();
        String port = service.getEnvironment().getRequiredProperty("local.server.port");
        assertThat(service.getEnvironment().getProperty("local.management.port")).isEqualTo(port);
        assertThatThrownBy(() -> runOn(port).close()).hasStackTraceContaining("no management listener on").hasStackTraceContaining(port);
        service.close();
        assertThatIOException().isThrownBy(() -> get(port, "/actuator/health"));
    }

    @Test void aServiceWithAWebServerHasAManagementPortOfItsOwn() throws Exception {
        try (var service = runOn("1", "--management.server.port=0")) {
            assertThat(service.getEnvironment().containsProperty("local.server.port")).isFalse();
            assertThat(get(service.getEnvironment().getRequiredProperty("local.management.port"), "/actuator/health").statusCode()).isEqualTo(200);
        }
    }

    private static ConfigurableApplicationContext run(String... more) {
        return runOn("0", more);
    }

    private static ConfigurableApplicationContext runOn(String port, String... more) {
        String[] all = Arrays.copyOf(more, more.length + 3);
        all[more.length] = "--server.port=" + port;
        all[more.length + 1] = "--tandem.data-dir=/tmp";
        all[more.length + 2] = "--tandem.secret=0123456789abcdef";
        return TandemService.run("probe-service", Probe.class, all);
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext service, String path) throws Exception {
        return send(service, "GET", path, "");
    }

    private static HttpResponse<String> get(String port, String path) throws IOException, InterruptedException {
        return send(port, "GET", path, "");
    }

    private static HttpResponse<String> send(ConfigurableApplicationContext service, String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        return send(service.getEnvironment().getRequiredProperty("local.server.port"), method, path, body, headers);
    }

    private static HttpResponse<String> send(String port, String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
