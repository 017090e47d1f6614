package io.tandem.sip.stream.tls;

import java.nio.file.Path;
import java.util.List;

/** A certificate and its key, in PEM.
 * @param chain       the certificate, then those that lead to the root
 * @param key         PKCS#8, not encrypted
 * @param serverNames that it is shown for, {@code *.example.org} for any label; empty: the names in the certificate */
public record CertificateFiles(Path chain, Path key, List<String> serverNames) {

    public CertificateFiles {
        serverNames = List.copyOf(serverNames);
    }
}
