package io.tandem.proxy.emergency;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** What subscribers without priority hear while their domain is in emergency mode, {@code tandem.proxy.emergency-mode}.
 * @param feignsRegistration whether their REGISTER is answered by a 200 that registers nothing, so that their phones keep still; else refused as calls are
 * @param retryAfter         when they may try again, whole seconds: how long a feigned registration lasts, and Retry-After of refusals */
@Validated
@ConfigurationProperties("tandem.proxy.emergency-mode")
public record EmergencyModeProperties(@DefaultValue("true") boolean feignsRegistration,
                                      @DefaultValue("3600s") @DurationMin(seconds = 1) Duration retryAfter) {}
