package io.tandem.provisioning.conversion;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Recordings in another format than they are stored in, {@code tandem.provisioning-api.conversion}.
 *
 * @param program   SoX: its name, or path; Debian has it in {@code sox}, and MP3 in {@code libsox-fmt-mp3}. Without it such a format is refused (501)
 * @param atOnce    how many run at a time; more are refused (503)
 * @param timeLimit after it a conversion is ended, also one whose client reads too slowly; an hour of a call takes some ten seconds
 */
@Validated
@ConfigurationProperties("tandem.provisioning-api.conversion")
public record ConversionProperties(@DefaultValue("sox") @NotBlank String program, @DefaultValue("4") @Min(1) int atOnce,
                                   @DefaultValue("2m") @DurationMin(seconds = 1) Duration timeLimit) {}
