package io.tandem.lb.screen;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** How many new requests are let in, {@code tandem.lb.overload}; what belongs to a dialog or cancels is never refused.
 * @param requestsPerSecond new requests a second, with a burst of one second's worth
 * @param retryAfter        what the refused are told; up to half as much is added so that they do not all come back at once */
@Validated
@ConfigurationProperties("tandem.lb.overload")
public record OverloadProperties(@DefaultValue("20000") @Min(1) int requestsPerSecond, @DefaultValue("5s") Duration retryAfter) {}
