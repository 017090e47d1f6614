package io.tandem.provisioning.password;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

import com.github.benmanes.caffeine.cache.Ticker;
import io.tandem.provisioning.resource.ApiError;

/**
 * Checks passwords without half a second of bcrypt at every request: one that was right stays known for five minutes, as a keyed digest over login,
 * stored hash and password, so that neither memory holds the password nor a changed one lives on. Requests that come together compute once. Compares in
 * constant time; an unknown login costs as much as a wrong password. Any thread.
 */
public final class PasswordCheck {
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int AT_ONCE = Math.max(1, Runtime.getRuntime().availableProcessors());
    /** For each that computes: who would wait longer than some ten seconds is sent away at once. */
    private static final int WAITING_FOR_EACH = 20;
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final StoredPassword NOBODY = new StoredPassword("KLmPj3vQz7sXw1TfUbYh9u$JcQ7tTC12lbNSGCuIkOMBx1eYMVoRmq");

    private final RightPasswords known;
    /** Wrong passwords must not take every core from the calls of others. */
    private final Semaphore computing = new Semaphore(AT_ONCE, true);
    private final int mostWaiting;

    public PasswordCheck(Ticker ticker) {
        this(ticker, AT_ONCE * WAITING_FOR_EACH);
    }

    PasswordCheck(Ticker ticker, int mostWaiting) {
        this.mostWaiting = mostWaiting;
        known = new RightPasswords(REMEMBERED, ticker);
    }

    /** @throws ApiError 503 if so many passwords are being checked that it would take too long */
    public boolean isRight(String login, Optional<StoredPassword> stored, String password) {
        RightPasswords.Attempt attempt = known.attempt(login, stored.orElse(NOBODY).text(), password);
        if (known.isKnown(attempt)) {
            return true;
        }
        if (computing.getQueueLength() >= mostWaiting) {
            throw ApiError.busy("Too many passwords are being checked, try again in %d s.".formatted(RETRY.toSeconds()), RETRY);
        }
        computing.acquireUninterruptibly();
        try {
            if (known.isKnown(attempt)) {
                return true; // somebody computed it while this request waited
            }
            boolean right = compute(stored.orElse(NOBODY), password) && stored.isPresent();
            if (right) {
                known.remember(attempt);
            }
            return right;
        } finally {
            computing.release();
        }
    }

    private static boolean compute(StoredPassword stored, String password) {
        boolean right = stored.matches(password);
        if (!stored.isSalted()) {
            NOBODY.matches(password); // takes the time that it takes for others
        }
        return right;
    }
}
