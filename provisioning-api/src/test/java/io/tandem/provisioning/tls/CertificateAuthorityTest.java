package io.tandem.provisioning.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CertificateAuthorityTest {
    private static final InstantSource NOW = InstantSource.fixed(Instant.parse("2026-11-23T15:00:00Z"));

    @TempDir Path folder;

    @Test void keysAreMadeOnceAndReadByTheirOwnerOnly() throws IOException {
        Identity first = server(NOW);
        Identity second = server(NOW);
        assertThat(second.certificate()).isEqualTo(first.certificate());
        for (String file : List.of("ca.pem", "server.pem")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file)))).isEqualTo("rw-------");
        }
    }

    @Test void aServerCertificateIsRenewedBeforeItExpires() throws IOException {
        Identity first = server(NOW);
        assertThat(server(InstantSource.offset(NOW, Duration.ofDays(790))).certificate()).isEqualTo(first.certificate());
        assertThat(server(InstantSource.offset(NOW, Duration.ofDays(800))).certificate()).isNotEqualTo(first.certificate());
    }

    @Test void onlyOwnCertificatesInForceAreKnown() throws IOException {
        CertificateAuthority own = CertificateAuthority.open(folder, NOW);
        CertificateAuthority other = CertificateAuthority.open(folder.resolve("other"), NOW);
        Identity client = own.issueClient();
        assertThat(own.hasIssued(client.certificate())).isTrue();
        assertThat(other.hasIssued(client.certificate())).isFalse();
        assertThat(CertificateAuthority.open(folder, InstantSource.offset(NOW, Duration.ofDays(4000))).hasIssued(client.certificate())).isFalse();
        assertThat(client.certificate().getSerialNumber()).isPositive().isNotEqualTo(own.issueClient().certificate().getSerialNumber());
    }

    @Test void theServerCertificateNamesItsAddresses() throws Exception {
        assertThat(server(NOW).certificate().getSubjectAlternativeNames().toString()).contains("localhost", "127.0.0.1");
    }

    @Test void aFileOfAnotherKindIsNamed() throws IOException {
        Files.writeString(folder.resolve("ca.pem"), "nonsense");
        assertThatThrownBy(() -> CertificateAuthority.open(folder, NOW)).isInstanceOf(IOException.class).hasMessageContaining("ca.pem");
    }

    private Identity server(InstantSource clock) throws IOException {
        return CertificateAuthority.open(folder, clock).server(folder, List.of("localhost"), List.of("127.0.0.1"));
    }
}
