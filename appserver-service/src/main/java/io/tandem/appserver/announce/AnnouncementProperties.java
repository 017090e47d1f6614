package io.tandem.appserver.announce;

import java.time.Duration;

import jakarta.validation.constraints.NotBlank;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Announcements, {@code tandem.appserver.announce}.
 * @param domain  host of the request URIs that mean one
 * @param longest how long one plays at most */
@Validated
@ConfigurationProperties("tandem.appserver.announce")
record AnnouncementProperties(@DefaultValue("app.local") @NotBlank String domain,
                              @DefaultValue("60s") @DurationMin(seconds = 1) @DurationMax(minutes = 10) Duration longest) {}
