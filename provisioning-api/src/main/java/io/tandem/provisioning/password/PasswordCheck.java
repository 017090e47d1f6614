package io.tandem.provisioning.password;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.tandem.provisioning.resource.ApiError;

/**
 * Checks passwords without half a second of bcrypt at every request: one that was right stays known for five minutes, as a keyed digest over login,
 * stored hash and password, so that neither memory holds the password nor a changed one lives on. Requests that come together compute once. Compares in
 * constant time; an unknown login costs as much as a wrong password. Any thread.
 */
public final class PasswordCheck {
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int MAX_LOGINS = 10_000;
    private static final int AT_ONCE = Math.max(1, Runtime.getRuntime().availableProcessors());
    /** For each that computes: who would wait longer than some ten seconds is sent away at once. */
    private static final int WAITING_FOR_EACH = 20;
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final StoredPassword NOBODY = new StoredPassword("KLmPj3vQz7sXw1TfUbYh9u$JcQ7tTC12lbNSGCuIkOMBx1eYMVoRmq");

    private final Cache<String, byte[]> known;
    private final SecretKeySpec key;
    /** Wrong passwords must not take every core from the calls of others. */
    private final Semaphore computing = new Semaphore(AT_ONCE, true);
    private final int mostWaiting;

    public PasswordCheck(Ticker ticker) {
        this(ticker, AT_ONCE * WAITING_FOR_EACH);
    }

    PasswordCheck(Ticker ticker, int mostWaiting) {
        this.mostWaiting = mostWaiting;
        known = Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MAX_LOGINS).ticker(ticker).build();
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, "HmacSHA256");
    }

    /** @throws ApiError 503 if so many passwords are being checked that it would take too long */
    public boolean isRight(String login, Optional<StoredPassword> stored, String password) {
        byte[] digest = digest(login, stored.orElse(NOBODY), password);
        if (isKnown(login, digest)) {
            return true;
        }
        if (computing.getQueueLength() >= mostWaiting) {
            throw ApiError.busy("Too many passwords are being checked, try again in %d s.".formatted(RETRY.toSeconds()), RETRY);
        }
        computing.acquireUninterruptibly();
        try {
            if (isKnown(login, digest)) {
                return true; // somebody computed it while this request waited
            }
            boolean right = compute(stored.orElse(NOBODY), password) && stored.isPresent();
            if (right) {
                known.put(login, digest);
            }
            return right;
        } finally {
            computing.release();
        }
    }

    private boolean isKnown(String login, byte[] digest) {
        byte[] before = known.getIfPresent(login);
        return before != null && MessageDigest.isEqual(before, digest);
    }

    private static boolean compute(StoredPassword stored, String password) {
        boolean right = stored.matches(password);
        if (!stored.isSalted()) {
            NOBODY.matches(password); // takes the time that it takes for others
        }
        return right;
    }

    private byte[] digest(String login, StoredPassword stored, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal((login + "\0" + stored.text() + "\0" + password).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is in every JDK", e);
        }
    }
}
