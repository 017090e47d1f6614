package io.tandem.provisioning.login;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Locale;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Time-based one-time passwords (RFC 6238): SHA-1, six digits, steps of 30 s. */
public final class OneTimePasswords {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int STEP_SECONDS = 30;
    /** Steps before and after now that are taken as well: clocks differ, and typing takes its time. */
    private static final int WINDOW = 3;
    private static final int DIGITS = 1_000_000;
    private static final int SECRET_OCTETS = 20;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private final InstantSource clock;

    public OneTimePasswords(InstantSource clock) {
        this.clock = clock;
    }

    /** @return a fresh secret, base32 */
    public static String newSecret() {
        StringBuilder secret = new StringBuilder();
        for (int i = 0; i < SECRET_OCTETS * 8 / 5; i++) {
            secret.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return secret.toString();
    }

    /** Compares in constant time; no code matches an empty secret. */
    boolean matches(String secret, String code) {
        long now = clock.instant().getEpochSecond() / STEP_SECONDS;
        boolean found = false;
        for (long step = now - WINDOW; step <= now + WINDOW; step++) {
            found |= MessageDigest.isEqual(code(secret, step).getBytes(StandardCharsets.UTF_8), code.strip().getBytes(StandardCharsets.UTF_8));
        }
        return found && !secret.isEmpty();
    }

    /** The code of one step (RFC 4226 §5.3). */
    public static String code(String secret, long step) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            byte[] key = decoded(secret);
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, "HmacSHA1"));
            byte[] digest = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            int offset = digest[digest.length - 1] & 0x0f;
            int number = ByteBuffer.wrap(digest).getInt(offset) & 0x7fff_ffff;
            return "%06d".formatted(number % DIGITS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA1 is in every JDK", e);
        }
    }

    /** Base32 (RFC 4648 §6) without padding; other characters are skipped, as people write secrets in groups. */
    private static byte[] decoded(String secret) {
        ByteBuffer octets = ByteBuffer.allocate(secret.length() * 5 / 8);
        int bits = 0;
        int buffer = 0;
        for (char c : secret.toUpperCase(Locale.ROOT).toCharArray()) {
            int value = ALPHABET.indexOf(c);
            if (value >= 0) {
                buffer = (buffer << 5 | value) & 0xfff;
                bits += 5;
                if (bits >= 8) {
                    bits -= 8;
                    octets.put((byte) (buffer >> bits));
                }
            }
        }
        byte[] key = new byte[octets.position()];
        octets.flip().get(key);
        return key;
    }
}
