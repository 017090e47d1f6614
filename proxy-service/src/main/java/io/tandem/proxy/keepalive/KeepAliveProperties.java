package io.tandem.proxy.keepalive;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Pings that keep the NATs of phones on UDP open, {@code tandem.proxy.keep-alive}. Whom they go to is a preference, {@code nat_sipping}.
 * @param enabled       whether this proxy takes part
 * @param interval      between two pings of a contact, whichever proxy sends them; all proxies have the same
 * @param user          of the From URI, at the domain of the phone
 * @param maxPerSecond  pings of this proxy; what exceeds two seconds' worth is dropped and counted
 * @param maxUnanswered after so many pings in a row without an answer a binding is removed; 0: never, as some phones do not answer */
@Validated
@ConfigurationProperties("tandem.proxy.keep-alive")
public record KeepAliveProperties(@DefaultValue("true") boolean enabled, @DefaultValue("30s") Duration interval,
                                  @DefaultValue("pinger") @NotBlank String user, @DefaultValue("5000") @Min(50) int maxPerSecond,
                                  @DefaultValue("0") @Min(0) int maxUnanswered) {
    public KeepAliveProperties {
        if (interval.toMillis() < 1000) {
            throw new IllegalArgumentException("tandem.proxy.keep-alive.interval " + interval + " is shorter than a second");
        }
    }
}
