package io.tandem.proxy.portability;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Number portability, {@code tandem.proxy.lnp}.
 * @param enabled whether the numbers of {@code /api/lnpnumbers/} are looked at; without them no number counts as ported */
@Validated
@ConfigurationProperties("tandem.proxy.lnp")
public record LnpProperties(@DefaultValue("true") boolean enabled) {}
