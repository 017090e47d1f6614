package io.tandem.provisioning.login;

import java.time.Duration;

import io.tandem.provisioning.password.StoredPassword;
import io.tandem.provisioning.resource.Caller;

/**
 * Somebody who can log in, as stored.
 *
 * @param inDirectory whether his password is in a directory (LDAP), and the stored one none of his
 * @param active      whether he and what he belongs to are in service
 * @param passwordAge since it was last set
 * @param otp         his second factor
 * @param banStage    how often he was banned since his last good login
 */
public record Account(Caller caller, StoredPassword password, boolean inDirectory, boolean active, Duration passwordAge, SecondFactor otp, long banStage) {
    /** One-time passwords of an account.
     * @param secret     base32; empty until it was asked for
     * @param enrolling  whether the secret may still be shown */
    public record SecondFactor(boolean required, String secret, boolean enrolling) {
        public static final SecondFactor NONE = new SecondFactor(false, "", false);

        @Override
        public String toString() {
            return "SecondFactor[required=%s, enrolling=%s]".formatted(required, enrolling);
        }
    }
}
