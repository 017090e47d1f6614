package io.tandem.appserver.attendant;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Auto attendants, {@code tandem.appserver.attendant}.
 * @param domain       host of the request URIs that mean one
 * @param keyTimeout   how long callers may think when all is said
 * @param digitTimeout how long the next digit of an extension may take; what was entered until then counts
 * @param repetitions  how often the menu is said again, unless preferences of the subscriber say otherwise
 * @param longest      who is still there after that is hung up on */
@Validated
@ConfigurationProperties("tandem.appserver.attendant")
record AttendantProperties(@DefaultValue("app.local") @NotBlank String domain, @DefaultValue("5s") @DurationMin(seconds = 1) Duration keyTimeout,
                           @DefaultValue("3s") @DurationMin(seconds = 1) Duration digitTimeout, @DefaultValue("2") @Min(0) int repetitions,
                           @DefaultValue("10m") @DurationMin(minutes = 1) Duration longest) {}
