package io.tandem.proxy.overload;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** When new work is refused with 503, {@code tandem.proxy.overload}.
 * @param maxTransactions live transactions beyond which nothing new is taken
 * @param maxDelay        how late timers of the event loop may fire for a whole second before nothing new is taken
 * @param retryAfter      what the 503 tells the peer */
@Validated
@ConfigurationProperties("tandem.proxy.overload")
public record OverloadProperties(@DefaultValue("200000") @Min(100) int maxTransactions, @DefaultValue("500ms") Duration maxDelay,
                                 @DefaultValue("5s") Duration retryAfter) {}
