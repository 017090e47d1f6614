package io.tandem.proxy.call;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Patience with targets of an INVITE, {@code tandem.proxy.fork}.
 * @param noResponse how long a target may say nothing at all before it counts as dead (408)
 * @param noAnswer   how long the callee may ring; below Timer C of the transactions, 185 s */
@Validated
@ConfigurationProperties("tandem.proxy.fork")
public record ForkProperties(@DefaultValue("9s") Duration noResponse, @DefaultValue("180s") Duration noAnswer) {}
