package io.tandem.lb.trace;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The sampled message log, {@code tandem.lb.sample}: messages at INFO in the logger {@code io.tandem.lb.messages}, secrets masked.
 * @param every        one message of so many is logged, in or out; 0 logs none
 * @param maxPerSecond but not more than that */
@ConfigurationProperties("tandem.lb.sample")
public record SampleProperties(@DefaultValue("0") @Min(0) int every, @DefaultValue("10") @Min(1) @Max(1000) int maxPerSecond) {}
