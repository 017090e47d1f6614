package io.tandem.provisioning.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A private key with its certificate and the ones above it.
 * @param chain own certificate first */
public record Identity(PrivateKey key, List<X509Certificate> chain) {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    public Identity {
        chain = List.copyOf(chain);
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** Certificates, then the key, as clients expect them in one file. */
    public String pem() {
        return Stream.concat(chain.stream().map(Identity::pem), Stream.of(block("PRIVATE KEY", key.getEncoded()))).collect(Collectors.joining());
    }

    /** @return a PKCS #12 file */
    public byte[] pkcs12(String alias, char[] passPhrase) {
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            keyStore(alias, passPhrase).store(out, passPhrase);
            return out.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot write a PKCS #12 file", e);
        }
    }

    KeyStore keyStore(String alias, char[] passPhrase) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, passPhrase);
            store.setKeyEntry(alias, key, passPhrase, chain.toArray(X509Certificate[]::new));
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot make a key store", e);
        }
    }

    private static String pem(X509Certificate certificate) {
        try {
            return block("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("certificate without an encoding", e);
        }
    }

    private static String block(String type, byte[] der) {
        String body = new String(LINES.encode(der), StandardCharsets.US_ASCII);
        return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(type, body, type).replace("\r", "");
    }

    @Override
    public String toString() {
        return "Identity[" + certificate().getSubjectX500Principal() + "]";
    }
}
