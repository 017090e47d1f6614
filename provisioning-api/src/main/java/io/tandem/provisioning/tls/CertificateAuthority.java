package io.tandem.provisioning.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import javax.security.auth.x500.X500Principal;

import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The installation's own certificate authority; made at first start. Any thread. */
public final class CertificateAuthority {
    private static final String NAME = "CN=Tandem API certificate authority, O=Tandem";
    private static final String CLIENT_NAME = "CN=Tandem API client certificate";
    private static final Duration LIFE = Duration.ofDays(3650);
    private static final Duration SERVER_LIFE = Duration.ofDays(825);
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Identity authority;
    private final InstantSource clock;

    private CertificateAuthority(Identity authority, InstantSource clock) {
        this.authority = authority;
        this.clock = clock;
    }

    /** Reads {@code ca.pem} from a folder, or makes it. */
    public static CertificateAuthority open(Path folder, InstantSource clock) throws IOException {
        PemFile file = new PemFile(folder.resolve("ca.pem"));
        Optional<Identity> known = file.read();
        if (known.isPresent()) {
            return new CertificateAuthority(known.get(), clock);
        }
        Identity made = makeAuthority(clock.instant());
        file.write(made);
        return new CertificateAuthority(made, clock);
    }

    /** Reads {@code server.pem} from a folder; makes it if it is missing or about to expire. */
    public Identity server(Path folder, List<String> hostNames, List<String> addresses) throws IOException {
        PemFile file = new PemFile(folder.resolve("server.pem"));
        Optional<Identity> known = file.read()
            .filter(identity -> identity.certificate().getNotAfter().toInstant().isAfter(clock.instant().plus(RENEW_BEFORE)));
        if (known.isPresent()) {
            return known.get();
        }
        Identity made = issueServer(hostNames, addresses);
        file.write(made);
        return made;
    }

    /** A certificate that lets its holder into the API; the serial is what an administrator is looked up by. */
    public Identity issueClient() {
        return issue(CLIENT_NAME, LIFE, KeyPurposeId.id_kp_clientAuth, Optional.empty());
    }

    /** Whether a certificate is one of ours and in force. */
    public boolean hasIssued(X509Certificate certificate) {
        Instant now = clock.instant();
        try {
            certificate.verify(authority.certificate().getPublicKey());
            return now.isBefore(certificate.getNotAfter().toInstant()) && now.isAfter(certificate.getNotBefore().toInstant());
        } catch (GeneralSecurityException notOurs) {
            return false;
        }
    }

    private Identity issueServer(List<String> hostNames, List<String> addresses) {
        GeneralName[] names = Stream.concat(hostNames.stream().map(name -> new GeneralName(GeneralName.dNSName, name)),
            addresses.stream().map(address -> new GeneralName(GeneralName.iPAddress, address))).toArray(GeneralName[]::new);
        return issue("CN=" + hostNames.getFirst(), SERVER_LIFE, KeyPurposeId.id_kp_serverAuth, Optional.of(new GeneralNames(names)));
    }

    private Identity issue(String name, Duration life, KeyPurposeId purpose, Optional<GeneralNames> alternatives) {
        try {
            KeyPair pair = newKey();
            X509v3CertificateBuilder builder = builder(authority.certificate().getSubjectX500Principal(), name, pair, life, clock.instant());
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            if (alternatives.isPresent()) {
                builder.addExtension(Extension.subjectAlternativeName, false, alternatives.get());
            }
            return new Identity(pair.getPrivate(), List.of(sign(builder, authority), authority.certificate()));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot issue a certificate for " + name, e);
        }
    }

    private static Identity makeAuthority(Instant now) {
        try {
            KeyPair pair = newKey();
            X509v3CertificateBuilder builder = builder(new X500Principal(NAME), NAME, pair, LIFE, now);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return new Identity(pair.getPrivate(), List.of(sign(builder, new Identity(pair.getPrivate(), List.of()))));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make the certificate authority", e);
        }
    }

    private static X509v3CertificateBuilder builder(X500Principal issuer, String name, KeyPair pair, Duration life, Instant now) {
        BigInteger serial = BigInteger.valueOf(RANDOM.nextLong(1, Long.MAX_VALUE));
        return new JcaX509v3CertificateBuilder(issuer, serial, Date.from(now.minus(CLOCK_SKEW)), Date.from(now.plus(life)), new X500Principal(name),
            pair.getPublic());
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, Identity signer) throws GeneralSecurityException, OperatorCreationException {
        String algorithm = "RSA".equals(signer.key().getAlgorithm()) ? "SHA256withRSA" : "SHA256withECDSA";
        return new JcaX509CertificateConverter().getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(signer.key())));
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
        return generator.generateKeyPair();
    }
}
