package io.tandem.platform;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TandemServiceTest {
    @TandemApplication
    static class Probe {}

    @TempDir Path folder;

    @Test void aServiceReportsHealthAndMetricsOnItsManagementPort() throws Exception {
        try (var context = run("--server.port=0", "--tandem.secret=0123456789abcdef")) {
            assertThat(((WebServerApplicationContext) context).getWebServer().getPort()).isNotEqualTo(8080);
            assertThat(get(context, "/actuator/health")).contains("\"status\":\"UP\"");
            assertThat(get(context, "/actuator/prometheus")).contains("jvm_memory_used_bytes").contains("service=\"probe-service\"");
        }
    }

    @Test void theOperatorsConfigFileIsRead() throws Exception {
        Path config = Files.writeString(folder.resolve("config.yml"), "tandem:\n  secret: from-the-config-file\n  redis:\n    uri: redis://10.0.0.1:1\n");
        try (var context = run("--server.port=0", "--tandem.config-file=" + config)) {
            assertThat(context.getBean(NodeProperties.class).secret()).isEqualTo("from-the-config-file");
            assertThat(context.getBean(RedisProperties.class).uri()).isEqualTo("redis://10.0.0.1:1");
        }
    }

    @Test void noServiceStartsWithoutTheSharedSecret() {
        assertThatThrownBy(() -> run("--server.port=0").close()).hasStackTraceContaining("secret");
    }

    @Test void secretsStayOutOfTheText() {
        assertThat(new NodeProperties("0123456789abcdef", folder).toString()).doesNotContain("0123456789");
        assertThat(new RedisProperties("redis://:pw@127.0.0.1:1").toString()).doesNotContain("pw");
        assertThat(new DatabaseProperties("jdbc:mysql://h/", "u", "geheim").toString()).doesNotContain("geheim");
    }

    private static ConfigurableApplicationContext run(String... args) {
        String[] all = Arrays.copyOf(args, args.length + 1);
        all[args.length] = "--tandem.data-dir=/tmp";
        return TandemService.run("probe-service", Probe.class, all);
    }

    private static String get(ConfigurableApplicationContext context, String path) throws Exception {
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
