package io.tandem.appserver.queue;

import java.time.Duration;

import jakarta.validation.constraints.NotBlank;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Call queues, {@code tandem.appserver.queue}.
 * @param domain  host of the request URI that means one
 * @param ask     how often it is asked for each caller whether it is its turn
 * @param longest who has waited for so long, ringing in between included, is told that nobody is available (480)
 * @param remind  how often a caller that waits, and all on the way, are told so (182), before their timers end the call; RFC 3261 wants a minute at most */
@Validated
@ConfigurationProperties("tandem.appserver.queue")
record QueueProperties(@DefaultValue("app.local") @NotBlank String domain,
                       @DefaultValue("1s") @DurationMin(millis = 100) @DurationMax(seconds = 3) Duration ask,
                       @DefaultValue("30m") @DurationMin(seconds = 10) @DurationMax(hours = 1) Duration longest,
                       @DefaultValue("50s") @DurationMin(seconds = 5) @DurationMax(seconds = 60) Duration remind) {}
