package io.tandem.sip.stream.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How TLS is spoken.
 * @param certificates       the first is shown to who names no server or none of ours
 * @param protocols          for example TLSv1.2 and TLSv1.3
 * @param ciphers            in the order of our preference, by their IANA or JDK names; empty: forward-secret authenticated ones
 * @param clientCertificates whether clients must show one
 * @param trust              PEM file of the roots that clients' and peers' certificates must lead to; empty: the Java system's, for peers only
 * @param verifyPeers        on connections that we open: refuse a certificate that leads to no such root or does not name the server asked for */
public record TlsSettings(List<CertificateFiles> certificates, List<String> protocols, List<String> ciphers,
                          ClientCertificates clientCertificates, Optional<Path> trust, boolean verifyPeers) {

    private static final List<String> PROTOCOLS = List.of("TLSv1.2", "TLSv1.3");

    public TlsSettings {
        certificates = List.copyOf(certificates);
        protocols = List.copyOf(protocols);
        ciphers = List.copyOf(ciphers);
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("TLS without a certificate");
        }
        if (protocols.isEmpty() || !PROTOCOLS.containsAll(protocols)) {
            throw new IllegalArgumentException("TLS protocols %s, possible are %s".formatted(protocols, PROTOCOLS));
        }
        if (clientCertificates != ClientCertificates.NONE && trust.isEmpty()) {
            throw new IllegalArgumentException("client certificates are asked for, but there is no trust file to check them by");
        }
    }

    /** TLS 1.2 and 1.3, no client certificates, peers verified by the Java system's roots. */
    public static TlsSettings of(CertificateFiles... certificates) {
        return new TlsSettings(List.of(certificates), PROTOCOLS, List.of(), ClientCertificates.NONE, Optional.empty(), true);
    }
}
