package io.tandem.b2bua.park;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Call park, {@code tandem.b2bua.park}.
 * @param longest after which a party that nobody takes is hung up */
@Validated
@ConfigurationProperties("tandem.b2bua.park")
public record ParkProperties(@DefaultValue("600s") @DurationMin(seconds = 1) Duration longest) {}
