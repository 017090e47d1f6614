package io.tandem.appserver.conference;

import java.time.Duration;

import jakarta.validation.constraints.NotBlank;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Conference rooms, {@code tandem.appserver.conference}.
 * @param domain       host of the request URIs that mean a room
 * @param digitTimeout how long the next digit of a PIN may take; what was entered until then counts
 * @param rtpTimeout   a participant from whom no audio comes for so long is sent off, unless it is on hold */
@Validated
@ConfigurationProperties("tandem.appserver.conference")
record ConferenceProperties(@DefaultValue("conference.local") @NotBlank String domain,
                            @DefaultValue("10s") @DurationMin(seconds = 1) @DurationMax(minutes = 5) Duration digitTimeout,
                            @DefaultValue("2m") @DurationMin(seconds = 5) @DurationMax(hours = 24) Duration rtpTimeout) {}
