package io.tandem.provisioning.password;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;

/**
 * Passwords that were right a moment ago, as keyed digests, so that memory does not hold them. Compares in constant time. Any thread.
 */
public final class RightPasswords {
    private static final int MAX_LOGINS = 10_000;

    private final Cache<String, byte[]> known;
    private final SecretKeySpec key;

    /** @param remembered since the password was found right */
    public RightPasswords(Duration remembered, Ticker ticker) {
        known = Caffeine.newBuilder().expireAfterWrite(remembered).maximumSize(MAX_LOGINS).ticker(ticker).build();
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, "HmacSHA256");
    }

    /** A login with a password.
     * @param digest of both and of what else the password is right for */
    public record Attempt(String login, byte[] digest) {
        @Override
        public String toString() {
            return "Attempt[" + login + "]";
        }
    }

    /** @param stored what the password is compared with; another one makes it unknown */
    public Attempt attempt(String login, String stored, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return new Attempt(login, mac.doFinal((login + "\0" + stored + "\0" + password).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is in every JDK", e);
        }
    }

    public boolean isKnown(Attempt attempt) {
        byte[] before = known.getIfPresent(attempt.login());
        return before != null && MessageDigest.isEqual(before, attempt.digest());
    }

    public void remember(Attempt right) {
        known.put(right.login(), right.digest());
    }
}
