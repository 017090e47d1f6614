package io.tandem.provisioning.ldap;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import com.github.benmanes.caffeine.cache.Ticker;
import io.tandem.provisioning.password.RightPasswords;
import io.tandem.provisioning.resource.ApiError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether administrators' passwords are those of the directory. Few ask it at a time, so that one which is away or slow takes no request threads from
 * others; a right password is known for a short while. Any thread.
 */
public final class AdminDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(AdminDirectory.class);
    private static final int AT_ONCE = 4;
    private static final int WAITING = 4;
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Optional<LdapDirectory> directory;
    private final RightPasswords known;
    private final Duration timeout;
    private final Semaphore asking = new Semaphore(AT_ONCE, true);

    public AdminDirectory(LdapProperties properties, Ticker ticker) {
        directory = properties.isSet() ? Optional.of(new LdapDirectory(properties)) : Optional.empty();
        known = new RightPasswords(properties.remembered(), ticker);
        timeout = properties.timeout();
        if (properties.isSet() && properties.uri().startsWith("ldap:") && !properties.startTls()) {
            LOG.warn("passwords of administrators are sent to {} in plain text: use ldaps:// or tandem.api.ldap.start-tls", properties.uri());
        }
    }

    /** @throws ApiError 503 if the directory cannot say or too many ask it */
    public boolean isRight(String login, String password) {
        if (directory.isEmpty()) {
            LOG.warn("administrator {} has auth_mode ldap and may not in: tandem.api.ldap.uri is not set", login);
            return false;
        }
        RightPasswords.Attempt attempt = known.attempt(login, "", password);
        if (known.isKnown(attempt)) {
            return true;
        }
        takeTurn();
        try {
            boolean right = known.isKnown(attempt) || directory.get().isRight(login, password);
            if (right) {
                known.remember(attempt);
            }
            return right;
        } catch (DirectoryAwayException away) {
            LOG.error("administrator {} cannot log in, the directory is no help; local administrators can: {}", login, away.getMessage());
            throw unavailable();
        } finally {
            asking.release();
        }
    }

    private void takeTurn() {
        try {
            if (asking.getQueueLength() >= WAITING || !asking.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw unavailable();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw unavailable();
        }
    }

    private static ApiError unavailable() {
        return ApiError.busy("The directory (LDAP) that knows this password cannot be asked now, try again in %d s.".formatted(RETRY.toSeconds()), RETRY);
    }
}
