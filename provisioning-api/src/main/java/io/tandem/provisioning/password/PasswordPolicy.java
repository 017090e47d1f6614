package io.tandem.provisioning.password;

import java.time.Duration;
import java.util.Optional;
import java.util.function.IntPredicate;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What a new password of an administrator or of a subscriber's web access must be like, {@code tandem.api.password}.
 *
 * @param minLength characters
 * @param maxLength characters; at most 72 octets are taken whatever this says
 * @param digits    how many there must be
 * @param lowerCase how many there must be
 * @param upperCase how many there must be
 * @param special   how many characters must be none of these
 * @param history   how many of the last passwords may not be used again
 * @param maxAge    older ones must be changed before anything else; 0 for never
 */
@Validated
@ConfigurationProperties("tandem.api.password")
public record PasswordPolicy(@DefaultValue("12") @Min(1) int minLength, @DefaultValue("40") @Max(72) int maxLength, @DefaultValue("3") int digits,
                             @DefaultValue("3") int lowerCase, @DefaultValue("3") int upperCase, @DefaultValue("3") int special,
                             @DefaultValue("12") int history, @DefaultValue("90d") Duration maxAge) {
    /** @return what is wrong with a password; empty if nothing is */
    public Optional<String> fault(String password) {
        int length = password.codePointCount(0, password.length());
        if (length < minLength) {
            return Optional.of("Must be at minimum %d characters long".formatted(minLength));
        }
        if (length > maxLength || !SaltedPassword.canHold(password)) {
            return Optional.of("Must be at maximum %d characters long".formatted(maxLength));
        }
        return few(password, Character::isDigit, digits, "digits")
            .or(() -> few(password, Character::isLowerCase, lowerCase, "lower-case characters"))
            .or(() -> few(password, Character::isUpperCase, upperCase, "upper-case characters"))
            .or(() -> few(password, c -> !Character.isLetterOrDigit(c), special, "special characters"));
    }

    private static Optional<String> few(String password, IntPredicate kind, int least, String what) {
        return password.codePoints().filter(kind).count() < least ? Optional.of("Must contain at least %d %s".formatted(least, what)) : Optional.empty();
    }
}
