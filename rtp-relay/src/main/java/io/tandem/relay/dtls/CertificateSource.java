package io.tandem.relay.dtls;

import java.time.InstantSource;

import org.jspecify.annotations.Nullable;

/** The certificate of this node, renewed every week. Any thread. */
public final class CertificateSource {
    private final InstantSource clock;
    private @Nullable NodeCertificate current;

    public CertificateSource(InstantSource clock) {
        this.clock = clock;
    }

    /** For a new association. */
    public synchronized NodeCertificate current() {
        NodeCertificate certificate = current;
        if (certificate == null || certificate.isOld(clock.instant())) {
            certificate = NodeCertificate.create(clock.instant());
            current = certificate;
        }
        return certificate;
    }
}
