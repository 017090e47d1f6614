package io.tandem.proxy.credential;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
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
        root = new Signer(keys, certificate(new X500Name("CN=" + name), keys, new X500Name("CN=" + name), keys, SINCE, UNTIL, true, ++last, Map.of()));
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
                new X500Name("CN=" + name), keys, since, until, false, ++last, Map.of()));
    }

    /** @param numbers  entries of the TNAuthList; none for no such list
     * @param lists    where certificates that were withdrawn are listed */
    public Signer signer(String name, List<ASN1Encodable> numbers, String... lists) {
        Map<ASN1ObjectIdentifier, ASN1Encodable> extensions = new HashMap<>();
        if (!numbers.isEmpty()) {
            extensions.put(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.26"), new DERSequence(numbers.toArray(ASN1Encodable[]::new)));
        }
        if (lists.length > 0) {
            GeneralName[] places = Arrays.stream(lists).map(url -> new GeneralName(GeneralName.uniformResourceIdentifier, url)).toArray(GeneralName[]::new);
            extensions.put(Extension.cRLDistributionPoints, new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(
                    new DistributionPointName(new GeneralNames(places)), null, null)}));
        }
        KeyPair keys = keys("secp256r1");
        return new Signer(keys, certificate(new X500Name(root.certificate().getSubjectX500Principal().getName()), root.keys(), new X500Name("CN=" + name), keys,
                SINCE, UNTIL, false, ++last, extensions));
    }

    /** A list of certificates that were withdrawn at its beginning, signed by this authority.
     * @param issuer who says so: the authority's own name, or another one */
    public X509CRL list(String issuer, Instant since, Instant until, X509Certificate... withdrawn) {
        try {
            X509v2CRLBuilder builder = new X509v2CRLBuilder(new X500Name("CN=" + issuer), Date.from(since)).setNextUpdate(Date.from(until));
            for (X509Certificate certificate : withdrawn) {
                Extensions ofIssuer = new Extensions(new Extension(Extension.certificateIssuer, true, new GeneralNames(new GeneralName(
                        new X500Name(certificate.getIssuerX500Principal().getName()))).getEncoded()));
                builder.addCRLEntry(certificate.getSerialNumber(), Date.from(since), ofIssuer);
            }
            return new JcaX509CRLConverter().getCRL(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(root.keys().getPrivate())));
        } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Nobody asks whether certificates were withdrawn. */
    public static Revocation notAsked() {
        return new Revocation(Revocation.Mode.OFF, url -> CompletableFuture.failedFuture(CredentialException.unreachable(url)),
                new CertificateTrust(List.of()), List.of(), Runnable::run);
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
                                               int number, Map<ASN1ObjectIdentifier, ASN1Encodable> more) {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(issuer, BigInteger.valueOf(number), Date.from(since), Date.from(until),
                    subject, keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign
                    : KeyUsage.digitalSignature));
            for (Map.Entry<ASN1ObjectIdentifier, ASN1Encodable> extension : more.entrySet()) {
                builder.addExtension(extension.getKey(), false, extension.getValue());
            }
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
