package io.tandem.provisioning.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** One {@link Identity} in one PEM file: certificates and key in any order, the own certificate before those above it. */
final class PemFile {
    private final Path path;

    PemFile(Path path) {
        this.path = path;
    }

    /** @return empty if there is no file yet */
    Optional<Identity> read() throws IOException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        Optional<PrivateKey> key = Optional.empty();
        List<X509Certificate> chain = new ArrayList<>();
        try (Reader reader = Files.newBufferedReader(path); PEMParser parser = new PEMParser(reader)) {
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                switch (part) {
                    case PrivateKeyInfo info -> key = Optional.of(new JcaPEMKeyConverter().getPrivateKey(info));
                    case PEMKeyPair pair -> key = Optional.of(new JcaPEMKeyConverter().getKeyPair(pair).getPrivate());
                    case X509CertificateHolder holder -> chain.add(certificate(holder));
                    default -> throw new IOException(path + " holds a " + part.getClass().getSimpleName() + "; only a key and certificates belong there");
                }
            }
        }
        PrivateKey found = key.orElseThrow(() -> new IOException(path + " holds no private key"));
        if (chain.isEmpty()) {
            throw new IOException(path + " holds no certificate");
        }
        return Optional.of(new Identity(found, chain));
    }

    /** Whole or not at all, for the owner's eyes only. */
    void write(Identity identity) throws IOException {
        Files.createDirectories(path.getParent());
        Path fresh = Files.createTempFile(path.getParent(), "new", ".pem", PosixFilePermissions.asFileAttribute(
            PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, identity.pem());
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static X509Certificate certificate(X509CertificateHolder holder) throws IOException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(holder.getEncoded()));
        } catch (CertificateException e) {
            throw new IOException("unreadable certificate of " + holder.getSubject(), e);
        }
    }
}
