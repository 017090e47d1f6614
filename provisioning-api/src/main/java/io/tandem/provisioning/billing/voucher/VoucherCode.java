package io.tandem.provisioning.billing.voucher;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts codes of vouchers with AES-GCM under keys that all nodes derive from their common secret. The nonce is a keyed hash of the code: equal codes
 * are equal in the database, so that one can be looked up, and no two codes share a nonce but by a chance of 2^-96. Any thread.
 */
public final class VoucherCode {
    /** Characters of a code. */
    public static final int LONGEST = 128;

    private static final String MAC = "HmacSHA256";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BYTES = 16;

    private final SecretKeySpec nonceKey;
    private final SecretKeySpec codeKey;

    /** @param secret of the installation */
    public VoucherCode(byte[] secret) {
        SecretKeySpec root = new SecretKeySpec(secret, MAC);
        nonceKey = new SecretKeySpec(hash(root, "provisioning-api voucher nonces"), MAC);
        codeKey = new SecretKeySpec(hash(root, "provisioning-api voucher codes"), 0, KEY_BYTES, "AES");
    }

    public String encrypt(String code) {
        byte[] nonce = Arrays.copyOf(hash(nonceKey, code), NONCE_BYTES);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, code.getBytes(StandardCharsets.UTF_8), 0);
        byte[] stored = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
        System.arraycopy(sealed, 0, stored, NONCE_BYTES, sealed.length);
        return Base64.getEncoder().encodeToString(stored);
    }

    /** @throws IllegalStateException when another secret encrypted it */
    public String decrypt(String stored) {
        byte[] bytes = Base64.getDecoder().decode(stored);
        return new String(cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(bytes, NONCE_BYTES), bytes, NONCE_BYTES), StandardCharsets.UTF_8);
    }

    private byte[] cipher(int mode, byte[] nonce, byte[] bytes, int from) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, codeKey, new GCMParameterSpec(TAG_BITS, nonce));
            return cipher.doFinal(bytes, from, bytes.length - from);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot read or write the code of a voucher; has the secret of the installation changed?", e);
        }
    }

    private static byte[] hash(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
