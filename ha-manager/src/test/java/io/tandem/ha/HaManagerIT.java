package io.tandem.ha;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import io.tandem.ha.client.HaClient;
import io.tandem.ha.client.HaUnreachableException;
import io.tandem.ha.client.NodeState;
import io.tandem.ha.client.NodeStatus;
import io.tandem.ha.client.Reply;
import io.tandem.platform.TandemService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HaManagerIT {
    @TempDir Path dataDir;

    @Test void aSingleNodeIsActiveAndSaysSo() throws Exception {
        try (ConfigurableApplicationContext service = start()) {
            NodeStatus status = client().status();
            assertThat(status.state()).isEqualTo(NodeState.ACTIVE);
            assertThat(status.state().exitCode()).isZero();
            assertThat(status.epoch()).isEqualTo(2);
            assertThat(status.detail()).contains("no peer");
            assertThat(get(service, "/actuator/health")).contains("\"state\":\"active\"");
            assertThat(get(service, "/actuator/prometheus")).containsPattern("tandem_ha_active\\{[^}]*} 1.0");
        }
        assertThatThrownBy(() -> client().status()).isInstanceOf(HaUnreachableException.class);
    }

    @Test void theGroupReadsTheRoleAndOrdersNothing() throws Exception {
        try (ConfigurableApplicationContext _ = start()) {
            assertThat(permissions(HaClient.defaultSocket(dataDir))).isEqualTo("rw-------");
            assertThat(permissions(HaClient.roleSocket(HaClient.defaultSocket(dataDir)))).isEqualTo("rw-rw----");
        }
    }

    private static String permissions(Path file) throws IOException { return PosixFilePermissions.toString(Files.getPosixFilePermissions(file)); }

    @Test void refusesStandbyAndStaysActive() throws Exception {
        try (ConfigurableApplicationContext _ = start()) {
            Reply reply = client().makeStandby(true);
            assertThat(reply.accepted()).isFalse();
            assertThat(reply.message()).contains("no peer");
            assertThat(reply.status().state()).isEqualTo(NodeState.ACTIVE);
            assertThat(client().makeActive(false).accepted()).isTrue();
        }
    }

    @Test void eachStartIsANewEpochOnDisk() throws Exception {
        start().close();
        try (ConfigurableApplicationContext _ = start()) {
            assertThat(client().status().epoch()).isEqualTo(4);
        }
        assertThat(Files.readString(dataDir.resolve("ha-manager/epoch"))).isEqualTo("4\n");
    }

    @Test void doesNotBecomeActiveWithASpoiltEpoch() throws Exception {
        Files.createDirectories(dataDir.resolve("ha-manager"));
        Files.writeString(dataDir.resolve("ha-manager/epoch"), "?");
        assertThatThrownBy(this::start).hasStackTraceContaining("instead of an epoch");
    }

    private ConfigurableApplicationContext start() {
        return TandemService.run("ha-manager", HaManager.class, "--server.port=0", "--tandem.secret=secret-of-the-tests",
                "--tandem.data-dir=" + dataDir);
    }

    private HaClient client() { return new HaClient(HaClient.defaultSocket(dataDir)); }

    private static String get(ConfigurableApplicationContext service, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port") + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
