package io.tandem.billing.mediation;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Mediation, {@code tandem.billing-service.mediation}.
 *
 * @param interval  pause between two looks at the accounting rows
 * @param batch     calls that are written in one transaction
 * @param maxAge    an answered call without BYE becomes a record with status failed after this; more than the longest call allowed
 * @param orphanAge a BYE whose INVITE row never came is thrown away after this
 */
@Validated
@ConfigurationProperties("tandem.billing-service.mediation")
public record MediationProperties(@DefaultValue("1s") @DurationMin(millis = 100) Duration interval,
                                  @DefaultValue("500") @Min(1) @Max(5000) int batch,
                                  @DefaultValue("7h") @DurationMin(minutes = 1) Duration maxAge,
                                  @DefaultValue("2h") @DurationMin(minutes = 1) Duration orphanAge) {}
