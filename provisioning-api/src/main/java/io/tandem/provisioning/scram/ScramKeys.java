package io.tandem.provisioning.scram;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * StoredKey and ServerKey of one hash (RFC 5802 §3). Neither gives a login away. Immutable as long as nobody writes into the arrays.
 *
 * @param stored H(HMAC(SaltedPassword, "Client Key"))
 * @param server HMAC(SaltedPassword, "Server Key")
 */
record ScramKeys(byte[] stored, byte[] server) {
    /** The hashes in use. */
    enum Hash {
        SHA1("SHA-1", "HmacSHA1", 160), SHA256("SHA-256", "HmacSHA256", 256);

        private final String digest;
        private final String mac;
        private final int bits;

        Hash(String digest, String mac, int bits) {
            this.digest = digest;
            this.mac = mac;
            this.bits = bits;
        }
    }

    /** @param prepared by SASLprep */
    static ScramKeys of(Hash hash, String prepared, byte[] salt, int iterations) {
        try {
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2With" + hash.mac)
                .generateSecret(new PBEKeySpec(prepared.toCharArray(), salt, iterations, hash.bits)).getEncoded();
            byte[] client = hmac(hash, salted, "Client Key");
            return new ScramKeys(MessageDigest.getInstance(hash.digest).digest(client), hmac(hash, salted, "Server Key"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks " + hash.mac, e);
        }
    }

    private static byte[] hmac(Hash hash, byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(hash.mac);
        mac.init(new SecretKeySpec(key, hash.mac));
        return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    }
}
