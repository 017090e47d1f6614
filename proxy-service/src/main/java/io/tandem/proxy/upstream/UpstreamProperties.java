package io.tandem.proxy.upstream;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Registrations at peers and providers, {@code tandem.proxy.upstream}.
 * @param enabled   whether this proxy takes part
 * @param expires   that is asked for; half of what is granted is waited before the next
 * @param retry     after a refusal, and most after failures that may pass, which begin with a tenth of it
 * @param perSecond most REGISTERs in a second, so that a start does not flood a registrar */
@Validated
@ConfigurationProperties("tandem.proxy.upstream")
public record UpstreamProperties(@DefaultValue("true") boolean enabled, @DefaultValue("7200s") @DurationMin(seconds = 60) Duration expires,
                                 @DefaultValue("300s") @DurationMin(seconds = 10) Duration retry, @DefaultValue("20") @Min(1) @Max(1000) int perSecond) {}
