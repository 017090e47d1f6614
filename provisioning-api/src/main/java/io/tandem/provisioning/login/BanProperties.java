package io.tandem.provisioning.login;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Bans of logins that guess passwords, {@code tandem.api.ban}.
 *
 * @param maxAttempts failures in a row, of one login from one address, that lead to a ban
 * @param period      how long the first ban lasts, and how long a failure counts
 * @param increment   how much longer each further ban lasts
 * @param longest     no ban lasts longer
 */
@Validated
@ConfigurationProperties("tandem.api.ban")
public record BanProperties(@DefaultValue("5") @Min(1) int maxAttempts, @DefaultValue("300s") @DurationMin(seconds = 1) Duration period,
                            @DefaultValue("300s") Duration increment, @DefaultValue("3600s") @DurationMin(seconds = 1) Duration longest) {
    /** @param stage which ban in a row, from 1 */
    Duration length(long stage) {
        Duration length = period.plus(increment.multipliedBy(stage - 1));
        return length.compareTo(longest) > 0 ? longest : length;
    }
}
