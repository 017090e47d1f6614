package io.tandem.lb.stream;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.tandem.sip.stream.tls.CertificateFiles;
import io.tandem.sip.stream.tls.ClientCertificates;
import io.tandem.sip.stream.tls.TlsSettings;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** TLS of the tls and wss sockets, {@code tandem.lb.tls}.
 * @param certificates       at least one if there is such a socket; the first is shown to clients that name no server or none of ours
 * @param protocols          that are spoken: TLSv1.2, TLSv1.3
 * @param ciphers            in order of preference, IANA names; empty for forward-secret authenticated ones
 * @param clientCertificates whether clients of tls sockets must show one: none, request or require
 * @param trust              PEM file of the roots that clients' and peers' certificates must lead to; empty: the Java system's, for peers only
 * @param verifyPeers        refuse peers whose certificate leads to no such root or does not name the host we connect to
 * @param watch              how often the files are looked at; changed ones are taken without a restart; 0 for only by the command tls.reload */
@ConfigurationProperties("tandem.lb.tls")
public record TlsProperties(@DefaultValue List<@Valid Certificate> certificates, @DefaultValue({"TLSv1.2", "TLSv1.3"}) @NotEmpty List<String> protocols,
                            @DefaultValue List<String> ciphers, @DefaultValue("none") ClientCertificates clientCertificates,
                            @DefaultValue("") String trust, @DefaultValue("true") boolean verifyPeers, @DefaultValue("30s") Duration watch) {

    /** One certificate.
     * @param chain       PEM file: the certificate, then those that lead to the root
     * @param key         PEM file: the private key, PKCS#8 without password
     * @param serverNames that it is shown for; empty for those in the certificate */
    public record Certificate(@NotBlank String chain, @NotBlank String key, @DefaultValue List<String> serverNames) {

        CertificateFiles files() {
            return new CertificateFiles(Path.of(chain), Path.of(key), serverNames);
        }
    }

    /** For tls sockets. */
    TlsSettings settings() {
        return settings(clientCertificates);
    }

    /** For wss sockets: browsers have no certificates. */
    TlsSettings webSettings() {
        return settings(ClientCertificates.NONE);
    }

    private TlsSettings settings(ClientCertificates clients) {
        Optional<Path> roots = trust.isEmpty() ? Optional.empty() : Optional.of(Path.of(trust));
        return new TlsSettings(certificates.stream().map(Certificate::files).toList(), protocols, ciphers, clients, roots, verifyPeers);
    }
}
