package io.tandem.billing.fraud;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of what customers may spend, {@code tandem.billing-service.fraud}.
 *
 * @param interval pause between two looks at the calls that were rated
 */
@Validated
@ConfigurationProperties("tandem.billing-service.fraud")
public record FraudProperties(@DefaultValue("10s") @DurationMin(millis = 100) Duration interval) {}
