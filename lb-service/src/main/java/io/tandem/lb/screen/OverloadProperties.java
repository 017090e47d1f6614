package io.tandem.lb.screen;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** How many new requests are let in, {@code tandem.lb.overload}; what belongs to a dialog or cancels is never refused. Set it to what the proxies manage.
 * When not all can come in, known sources come first; strangers share what is left, those who send least first.
 * @param requestsPerSecond new requests a second, with a burst of one second's worth
 * @param retryAfter        what the refused are told; up to half as much is added so that they do not all come back at once
 * @param reserve           percent of the burst that only known sources may use
 * @param strangersMinimum  requests a second that strangers get however often proxies answer 503 */
@ConfigurationProperties("tandem.lb.overload")
public record OverloadProperties(@DefaultValue("20000") @Min(1) int requestsPerSecond, @DefaultValue("5s") Duration retryAfter,
                                 @DefaultValue("50") @Min(0) @Max(90) int reserve, @DefaultValue("100") @Min(1) int strangersMinimum) {

    @ConstructorBinding
    public OverloadProperties {}

    /** With the usual protection of known sources. */
    public OverloadProperties(int requestsPerSecond, Duration retryAfter) {
        this(requestsPerSecond, retryAfter, 50, 100);
    }
}
