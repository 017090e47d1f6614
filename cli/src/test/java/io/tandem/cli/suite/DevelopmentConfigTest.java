package io.tandem.cli.suite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class DevelopmentConfigTest {
    @TempDir Path folder;

    @Test void theSecretIsMadeOnceAndReadableByItsOwnerOnly() throws Exception {
        Workspace workspace = new Workspace(folder, folder.resolve(".tandem"));
        DevelopmentConfig.from(Map.of()).write(workspace);
        String first = Files.readString(workspace.configFile());
        DevelopmentConfig.from(Map.of()).write(workspace);
        assertThat(Files.readString(workspace.configFile())).isEqualTo(first).containsPattern("secret: \"[0-9a-f]{48}\"");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(workspace.configFile()))).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(workspace.state().resolve("secret")))).isEqualTo("rw-------");
    }

    @Test void theLoadBalancersCertificateIsMadeOnceAndItsKeyReadableByItsOwnerOnly() throws Exception {
        Workspace workspace = new Workspace(folder, folder.resolve(".tandem"));
        DevelopmentConfig.from(Map.of()).write(workspace);
        String first = Files.readString(workspace.lbCertificate());
        DevelopmentConfig.from(Map.of()).write(workspace);
        Path key = workspace.lbCertificate().resolveSibling("tls.key");
        assertThat(Files.readString(workspace.lbCertificate())).isEqualTo(first).startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key))).isEqualTo("rw-------");
        assertThat(Files.readString(workspace.configFile())).contains(workspace.lbCertificate().toString(), key.toString());
    }

    @Test void theEnvironmentReplacesTheEmbeddedServers() {
        DevelopmentConfig config = DevelopmentConfig.from(Map.of("DB_URL", "jdbc:mysql://db/", "REDIS_URL", "redis://cache:6379"));
        assertThat(config.embeddedMySql()).isFalse();
        assertThat(config.embeddedRedis()).isFalse();
        assertThat(DevelopmentConfig.from(Map.of()).embeddedMySql()).isTrue();
    }
}
