package io.tandem.b2bua.timer;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Limits of calls, {@code tandem.b2bua.calls}.
 * @param maxLength    a call without {@code calltimer} in P-App-Param ends after this
 * @param maxRinging   an INVITE without final response is cancelled after this, the caller gets 480; below the 3 min of proxies' timer C
 * @param maxCalls     further calls are refused with 503
 * @param maxLoopDelay further calls are refused with 503 while the event loop lags by more for a whole second
 * @param retryAfter   what that 503 tells the peer */
@Validated
@ConfigurationProperties("tandem.b2bua.calls")
public record CallProperties(@DefaultValue("21600s") @DurationMin(seconds = 1) Duration maxLength,
                             @DefaultValue("175s") @DurationMin(seconds = 1) Duration maxRinging,
                             @DefaultValue("20000") @Min(1) int maxCalls,
                             @DefaultValue("500ms") @DurationMin(millis = 1) Duration maxLoopDelay,
                             @DefaultValue("5s") @DurationMin(seconds = 1) Duration retryAfter) {}
