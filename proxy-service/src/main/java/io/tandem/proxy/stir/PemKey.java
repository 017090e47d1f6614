package io.tandem.proxy.stir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tandem.proxy.credential.CertificateTrust;

/** Private keys of the curve P-256 in PEM files, as OpenSSL writes them in both forms: PKCS #8 (RFC 5208) and SEC 1 (RFC 5915). What is in such a file is in
 * no message. */
final class PemKey {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ((?:EC )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    /** Object identifier of prime256v1. */
    private static final String P256 = "06082a8648ce3d030107";
    /** {@code version 1}, a key of 32 bytes, no other curve, perhaps the public key; in hexadecimal. */
    private static final Pattern SEC1 = Pattern.compile("30(?:81)?[0-9a-f]{2}0201010420[0-9a-f]{64}(?:a00a" + P256 + ")?(?:a1[0-9a-f]*)?");
    /** {@code version 0, AlgorithmIdentifier {ecPublicKey, prime256v1}}, before the octet string with the key. */
    private static final byte[] ALGORITHM = HexFormat.of().parseHex("020100301306072a8648ce3d0201" + P256);

    private PemKey() {}

    /** @throws IllegalArgumentException if there is none */
    static PrivateKey read(Path file) {
        try {
            Matcher block = BLOCK.matcher(Files.readString(file, StandardCharsets.US_ASCII));
            if (!block.find()) {
                throw new IllegalArgumentException("tandem.proxy.stir.domains: " + file + " has no unencrypted private key in PEM");
            }
            boolean sec1 = block.group(1).startsWith("EC");
            byte[] der = Base64.getMimeDecoder().decode(block.group(2));
            PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(sec1 ? wrapped(der) : der));
            if (!CertificateTrust.isOfP256(key) || sec1 && !SEC1.matcher(HexFormat.of().formatHex(der)).matches()) {
                throw new IllegalArgumentException("tandem.proxy.stir.domains: the key in " + file + " is not of the curve P-256, which ES256 needs");
            }
            return key;
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("tandem.proxy.stir.domains: " + file + " cannot be read: " + unreadable, unreadable);
        } catch (GeneralSecurityException noKey) { // its message may show bytes of the file
            throw new IllegalArgumentException("tandem.proxy.stir.domains: the private key in " + file + " is no elliptic curve key");
        }
    }

    private static byte[] wrapped(byte[] sec1) {
        byte[] key = element(0x04, sec1);
        byte[] content = new byte[ALGORITHM.length + key.length];
        System.arraycopy(ALGORITHM, 0, content, 0, ALGORITHM.length);
        System.arraycopy(key, 0, content, ALGORITHM.length, key.length);
        return element(0x30, content);
    }

    /** In DER. @param content shorter than 256 bytes */
    private static byte[] element(int tag, byte[] content) {
        int head = content.length < 128 ? 2 : 3;
        byte[] element = new byte[head + content.length];
        element[0] = (byte) tag;
        element[1] = (byte) (head == 2 ? content.length : 0x81);
        element[head - 1] = (byte) content.length;
        System.arraycopy(content, 0, element, head, content.length);
        return element;
    }
}
