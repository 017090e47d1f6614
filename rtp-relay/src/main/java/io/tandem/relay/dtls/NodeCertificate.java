package io.tandem.relay.dtls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
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

    /** With its secret key, for {@link #parse}: to be seen by relays of the same pair only. */
    public String text() {
        Base64.Encoder base64 = Base64.getEncoder();
        return created.toEpochMilli() + " " + base64.encodeToString(certificate) + " " + base64.encodeToString(privateKey.getEncoded());
    }

    /** @throws IllegalArgumentException if it is not from {@link #text}; the message does not show it */
    public static NodeCertificate parse(String text) {
        try {
            String[] words = text.split(" ");
            if (words.length != 3) throw new IllegalArgumentException(words.length + " words instead of 3 for a certificate");
            PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(words[2])));
            return new NodeCertificate(Base64.getDecoder().decode(words[1]), key, Instant.ofEpochMilli(Long.parseLong(words[0])));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a certificate without usable key", e);
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
