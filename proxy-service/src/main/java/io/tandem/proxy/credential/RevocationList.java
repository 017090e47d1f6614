package io.tandem.proxy.credential;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CRLReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Certificates that were withdrawn (RFC 5280 §5). Any thread. */
public final class RevocationList {
    private static final int CRL_SIGN = 6; // bit of keyUsage (RFC 5280 §4.2.1.3)

    private final X509CRL list;
    /** Whose signature it is known to have: that takes a millisecond to check. */
    private final Set<X509Certificate> signers = ConcurrentHashMap.newKeySet();

    private RevocationList(X509CRL list) {
        this.list = list;
    }

    /** @param content in DER or PEM
     * @throws CredentialException if it is none */
    static RevocationList parse(byte[] content, String place) throws CredentialException {
        try {
            if (CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(content)) instanceof X509CRL list) {
                return new RevocationList(list);
            }
            throw CredentialException.unsupported(place + " gives no revocation list");
        } catch (CRLException | CertificateException unreadable) {
            throw CredentialException.unsupported(place + " gives no revocation list: " + unreadable.getMessage());
        }
    }

    /** It is neither from the future nor has the next one been due. */
    public boolean isCurrent(Instant now) {
        return !list.getThisUpdate().toInstant().isAfter(now) && (list.getNextUpdate() == null || list.getNextUpdate().toInstant().isAfter(now));
    }

    /** Whether it speaks of this certificate: signed by its issuer, or by somebody who keeps the lists of others (an indirect list).
     * @param issuers certificates that may have issued it
     * @param keepers those of others whose lists are trusted */
    boolean speaksOf(X509Certificate certificate, List<X509Certificate> issuers, List<X509Certificate> keepers) {
        boolean own = list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal());
        return !list.hasUnsupportedCriticalExtension() && (own && issuers.stream().anyMatch(this::isSignedBy) || keepers.stream().anyMatch(this::isSignedBy));
    }

    private boolean isSignedBy(X509Certificate signer) {
        if (signers.contains(signer)) {
            return true;
        }
        boolean mayNotSign = signer.getKeyUsage() != null && !signer.getKeyUsage()[CRL_SIGN];
        if (mayNotSign || !signer.getSubjectX500Principal().equals(list.getIssuerX500Principal())) {
            return false;
        }
        try {
            list.verify(signer.getPublicKey());
            signers.add(signer);
            return true;
        } catch (GeneralSecurityException notIts) {
            return false;
        }
    }

    /** When the certificate was withdrawn; empty if it was not. */
    Optional<Instant> withdrawn(X509Certificate certificate) {
        return Optional.ofNullable(list.getRevokedCertificate(certificate)).filter(entry -> entry.getRevocationReason() != CRLReason.REMOVE_FROM_CRL)
                .map(X509CRLEntry::getRevocationDate).map(Date::toInstant);
    }
}
