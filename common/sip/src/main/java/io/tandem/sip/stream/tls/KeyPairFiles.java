package io.tandem.sip.stream.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** A certificate chain and its private key as read from PEM files; known to belong together. Says nothing of the key in its text. */
final class KeyPairFiles {

    private static final Pattern KEY = Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private final List<X509Certificate> chain;
    private final PrivateKey key;

    private KeyPairFiles(List<X509Certificate> chain, PrivateKey key) {
        this.chain = chain;
        this.key = key;
    }

    static KeyPairFiles read(CertificateFiles files) {
        try {
            List<X509Certificate> chain = chain(files.chain());
            PublicKey known = chain.getFirst().getPublicKey();
            PrivateKey key = key(files.key(), known.getAlgorithm());
            if (!belongTogether(key, known)) {
                throw new GeneralSecurityException("key and certificate do not belong together");
            }
            return new KeyPairFiles(chain, key);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new InvalidCertificateException(files, e);
        }
    }

    X509Certificate[] chain() {
        return chain.toArray(X509Certificate[]::new);
    }

    PrivateKey key() {
        return key;
    }

    private static List<X509Certificate> chain(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> chain = CertificateFactory.getInstance("X.509").generateCertificates(in).stream().map(X509Certificate.class::cast).toList();
            if (chain.isEmpty()) {
                throw new GeneralSecurityException("no certificate in the file");
            }
            return chain;
        }
    }

    private static PrivateKey key(Path file, String algorithm) throws IOException, GeneralSecurityException {
        Matcher pem = KEY.matcher(Files.readString(file, US_ASCII));
        if (!pem.find()) {
            throw new GeneralSecurityException("no PKCS#8 key in the file");
        }
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1))));
    }

    private static boolean belongTogether(PrivateKey key, PublicKey known) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(switch (known.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> known.getAlgorithm();
        });
        byte[] anything = "any text will do".getBytes(US_ASCII);
        signature.initSign(key);
        signature.update(anything);
        byte[] signed = signature.sign();
        signature.initVerify(known);
        signature.update(anything);
        return signature.verify(signed);
    }

    @Override
    public String toString() {
        return "key and certificate of " + chain.getFirst().getSubjectX500Principal().getName();
    }
}
