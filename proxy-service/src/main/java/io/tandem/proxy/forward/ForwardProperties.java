package io.tandem.proxy.forward;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Call forwards, {@code tandem.proxy.forward}.
 * @param depth          how often a call may be forwarded on, one forward leading to the next
 * @param loopDetection  whether a call that comes to a subscriber again who has forwarded it already ends there; else only depth ends it
 * @param beingForwarded whether the caller is told by {@code 181 Call Is Being Forwarded} */
@Validated
@ConfigurationProperties("tandem.proxy.forward")
public record ForwardProperties(@DefaultValue("10") @Min(1) @Max(50) int depth, @DefaultValue("true") boolean loopDetection,
                                @DefaultValue("false") boolean beingForwarded) {}
