package io.tandem.proxy.credential;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Who may sign calls: owners of certificates for which one of the anchors vouches, or which are anchors themselves (RFC 5280 §6, RFC 8226). Whether
 * they were withdrawn is for {@link Revocation}. Immutable; any thread. */
public final class CertificateTrust {
    private static final BigInteger ORDER_OF_P256 = new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
    private static final int DIGITAL_SIGNATURE = 0; // bit of keyUsage (RFC 5280 §4.2.1.3)
    private static final int NO_AUTHORITY = -1;

    private final Set<X509Certificate> anchors;
    private final boolean numbersRequired;

    public CertificateTrust(Collection<X509Certificate> anchors) {
        this(anchors, false);
    }

    /** @param numbersRequired a certificate that does not say for which numbers it may sign may sign for none */
    public CertificateTrust(Collection<X509Certificate> anchors, boolean numbersRequired) {
        this.anchors = Set.copyOf(anchors);
        this.numbersRequired = numbersRequired;
    }

    /** Reads the anchors. Blocks.
     * @param files each with one certificate or several, in PEM
     * @throws IllegalArgumentException if one has none */
    public static CertificateTrust read(List<Path> files, boolean numbersRequired) {
        return new CertificateTrust(certificates(files), numbersRequired);
    }

    /** Reads certificates. Blocks.
     * @throws IllegalArgumentException if a file has none */
    public static Set<X509Certificate> certificates(List<Path> files) {
        return files.stream().flatMap(file -> certificates(file).stream()).collect(Collectors.toSet());
    }

    private static List<X509Certificate> certificates(Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            List<X509Certificate> read = parse(content);
            if (read.isEmpty()) {
                throw new IllegalArgumentException("tandem.proxy.stir: " + file + " has no certificate in PEM");
            }
            return read;
        } catch (IOException | CertificateException unreadable) {
            throw new IllegalArgumentException("tandem.proxy.stir: " + file + " cannot be read as certificates: " + unreadable.getMessage(), unreadable);
        }
    }

    static List<X509Certificate> parse(InputStream content) throws CertificateException {
        return CertificateFactory.getInstance("X.509").generateCertificates(content).stream().map(X509Certificate.class::cast).toList();
    }

    /** The key is of the curve that ES256 needs. */
    public static boolean isOfP256(Key key) {
        return key instanceof ECKey curve && curve.getParams().getOrder().equals(ORDER_OF_P256);
    }

    /** The signer's key. Takes about a millisecond.
     * @param chain  the signer's certificate first
     * @param number it has signed for: digits alone, or a URI
     * @param at     when all of them must be valid
     * @throws CredentialException if nobody vouches for it, or it may not sign */
    public PublicKey keyOf(List<X509Certificate> chain, String number, Instant at) throws CredentialException {
        X509Certificate signer = chain.getFirst();
        if (!isOfP256(signer.getPublicKey())) {
            throw CredentialException.unsupported("the key of " + name(signer) + " is not of the curve P-256");
        }
        boolean mayNotSign = signer.getKeyUsage() != null && !signer.getKeyUsage()[DIGITAL_SIGNATURE];
        if (mayNotSign || signer.getBasicConstraints() != NO_AUTHORITY && !anchors.contains(signer)) {
            throw CredentialException.unsupported("the certificate of " + name(signer) + " is not made for signing calls");
        }
        validate(chain, at);
        if (!NumberAuthority.of(signer).map(authority -> authority.covers(number)).orElse(!numbersRequired)) {
            throw CredentialException.unsupported("the certificate of " + name(signer) + " is not made for " + number);
        }
        return signer.getPublicKey();
    }

    private void validate(List<X509Certificate> chain, Instant at) throws CredentialException {
        X509Certificate signer = chain.getFirst();
        try {
            if (anchors.contains(signer)) {
                signer.checkValidity(Date.from(at));
                return;
            }
            if (anchors.isEmpty()) {
                throw CredentialException.unsupported("no trust anchors are set");
            }
            PKIXParameters parameters = new PKIXParameters(anchors.stream().map(anchor -> new TrustAnchor(anchor, null)).collect(Collectors.toSet()));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(at));
            CertPathValidator.getInstance("PKIX").validate(CertificateFactory.getInstance("X.509")
                    .generateCertPath(chain.stream().filter(certificate -> !anchors.contains(certificate)).toList()), parameters);
        } catch (CertPathValidatorException | CertificateException untrusted) {
            throw CredentialException.unsupported("the certificate of " + name(signer) + " is not trusted: " + untrusted.getMessage());
        } catch (GeneralSecurityException unusable) {
            throw CredentialException.unsupported("the certificate of " + name(signer) + " cannot be checked: " + unusable.getMessage());
        }
    }

    Collection<X509Certificate> anchors() {
        return anchors;
    }

    static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
