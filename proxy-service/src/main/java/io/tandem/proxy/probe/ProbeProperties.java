package io.tandem.proxy.probe;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** OPTIONS to servers of peers that have the flag probe, {@code tandem.proxy.peering.probe}.
 * @param interval  between two to the same server
 * @param timeout   after which one counts as unanswered
 * @param downAfter unanswered ones in a row after which no call goes to the server
 * @param upAfter   answered ones in a row after which calls go there again */
@Validated
@ConfigurationProperties("tandem.proxy.peering.probe")
public record ProbeProperties(@DefaultValue("10s") @DurationMin(seconds = 1) Duration interval, @DefaultValue("5s") @DurationMin(millis = 100) Duration timeout,
                              @DefaultValue("1") @Min(1) int downAfter, @DefaultValue("1") @Min(1) int upAfter) {}
