package io.tandem.relay.dtls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A self-signed certificate on curve P-256. Nobody verifies it but by the fingerprint in SDP. */
public final class NodeCertificate {
    /** A certificate is good for so long ... */
    private static final Duration VALID = Duration.ofDays(30);
    /** ... and clocks may differ by so much. */
    private static final Duration SKEW = Duration.ofDays(1);

    private final byte[] certificate;
    private final PrivateKey privateKey;
    private final Instant created;

    private NodeCertificate(byte[] certificate, PrivateKey privateKey, Instant created) {
        this.certificate = certificate;
        this.privateKey = privateKey;
        this.created = created;
    }

    /** A new key pair with its certificate. */
    public static NodeCertificate create(Instant now) {
        try {
            SecureRandom random = new SecureRandom();
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            X500Name name = new X500Name("CN=tandem");
            byte[] encoded = new X509v3CertificateBuilder(name, new BigInteger(63, random), Date.from(now.minus(SKEW)), Date.from(now.plus(VALID)),
                    name, SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())).getEncoded();
            return new NodeCertificate(encoded, pair.getPrivate(), now);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("no certificate for DTLS could be made", e);
        }
    }

    /** For {@code a=fingerprint}. @param algorithm one of {@link Fingerprint#ALGORITHMS} */
    public Fingerprint fingerprint(String algorithm) {
        return Fingerprint.of(algorithm, certificate);
    }

    byte[] certificate() {
        return certificate.clone();
    }

    PrivateKey privateKey() {
        return privateKey;
    }

    /** Time for another one: calls that began with this one keep it. */
    boolean isOld(Instant now) {
        return now.isAfter(created.plus(VALID.dividedBy(4)));
    }
}
