package io.tandem.testkit.phone.link;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS contexts of parties: whom they trust and who they say they are. */
public final class TlsTrust {
    private static final String TYPE = "PKCS12";

    private TlsTrust() {}

    /** Trusts what this PEM certificate signed, or it itself, and nothing else. */
    public static SSLContext of(Path certificate) throws IOException {
        return context(certificate, new KeyManager[0]);
    }

    /** The same, with a certificate of one's own for servers that ask. */
    public static SSLContext of(Path certificate, Path identity, String password) throws IOException {
        try (InputStream in = Files.newInputStream(identity)) {
            KeyStore keys = KeyStore.getInstance(TYPE);
            keys.load(in, password.toCharArray());
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, password.toCharArray());
            return context(certificate, factory.getKeyManagers());
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use the identity " + identity, e);
        }
    }

    private static SSLContext context(Path certificate, KeyManager[] identity) throws IOException {
        try (InputStream pem = Files.newInputStream(certificate)) {
            KeyStore trusted = KeyStore.getInstance(TYPE);
            trusted.load(null, null);
            trusted.setCertificateEntry("trusted", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot trust " + certificate, e);
        }
    }
}
