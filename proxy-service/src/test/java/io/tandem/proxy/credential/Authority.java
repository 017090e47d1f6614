package io.tandem.proxy.credential;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Real keys and certificates: an authority for signers of calls and for web servers. */
public final class Authority {
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2036-01-01T00:00:00Z");

    /** A key and its certificate. */
    public record Signer(KeyPair keys, X509Certificate certificate) {
        /** As a file has it. */
        public String pem() {
            return Authority.pem(certificate);
        }
    }

    private final Signer root;
    private int last;

    public Authority(String name) {
        KeyPair keys = keys("secp256r1");
        root = new Signer(keys, certificate(new X500Name("CN=" + name), keys, new X500Name("CN=" + name), keys, SINCE, UNTIL, true, ++last));
    }

    /** What may be trusted. */
    public X509Certificate certificate() {
        return root.certificate();
    }

    public Signer signer(String name) {
        return signer(name, "secp256r1", SINCE, UNTIL);
    }

    /** @param curve of its key */
    public Signer signer(String name, String curve, Instant since, Instant until) {
        KeyPair keys = keys(curve);
        return new Signer(keys, certificate(new X500Name("CN=" + root.certificate().getSubjectX500Principal().getName().substring(3)), root.keys(),
                new X500Name("CN=" + name), keys, since, until, false, ++last));
    }

    public static KeyPair keys(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate certificate(X500Name issuer, KeyPair by, X500Name subject, KeyPair keys, Instant since, Instant until, boolean authority,
                                               int number) {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(issuer, BigInteger.valueOf(number), Date.from(since), Date.from(until),
                    subject, keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(authority ? KeyUsage.keyCertSign : KeyUsage.digitalSignature));
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(GeneralName.dNSName, "certificates.example")));
            return new JcaX509CertificateConverter().getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate())));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of a certificate or a private key. */
    public static String pem(Object object) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
