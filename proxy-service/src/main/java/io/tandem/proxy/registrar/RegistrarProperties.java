package io.tandem.proxy.registrar;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** The registrar, {@code tandem.proxy.registrar}.
 * @param maxContacts    bindings of an address-of-record; one more is refused with 403
 * @param minExpires     a shorter wish is raised to it
 * @param maxExpires     a longer wish is cut to it
 * @param defaultExpires without a wish
 * @param defaultSpread  per cent by which the default varies from one device to the next, so that they do not all refresh at once
 * @param remembered     addresses-of-record whose bindings a proxy keeps in memory for calls, about 2 KB each; 0: each call asks Redis */
@Validated
@ConfigurationProperties("tandem.proxy.registrar")
public record RegistrarProperties(@DefaultValue("5") @Min(1) int maxContacts,
                                  @DefaultValue("60s") Duration minExpires,
                                  @DefaultValue("43200s") Duration maxExpires,
                                  @DefaultValue("3600s") Duration defaultExpires,
                                  @DefaultValue("30") @Min(0) @Max(90) int defaultSpread,
                                  @DefaultValue("20000") @Min(0) int remembered) {
    public RegistrarProperties {
        if (minExpires.compareTo(maxExpires) > 0) {
            throw new IllegalArgumentException("tandem.proxy.registrar.min-expires " + minExpires + " exceeds max-expires " + maxExpires);
        }
    }
}
