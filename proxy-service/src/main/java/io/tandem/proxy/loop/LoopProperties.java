package io.tandem.proxy.loop;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Detection of calls that come again and again, {@code tandem.proxy.loop-detection}.
 * @param enabled whether they are refused with {@code 482 Loop Detected}
 * @param max     calls with the same From, To and request URI that are made within the window
 * @param window  from the first of them on */
@Validated
@ConfigurationProperties("tandem.proxy.loop-detection")
public record LoopProperties(@DefaultValue("false") boolean enabled, @DefaultValue("5") @Min(1) int max,
                             @DefaultValue("1s") @DurationMin(millis = 1) Duration window) {}
