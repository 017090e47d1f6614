package io.tandem.provisioning.platform;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Features that clients are told of, {@code tandem.api.capability}.
 *
 * @param enabled of cloudpbx, sms, faxserver, fileshare, mobilepush
 */
@ConfigurationProperties("tandem.api.capability")
public record CapabilityProperties(@DefaultValue("cloudpbx") List<String> enabled) {
    public CapabilityProperties {
        enabled = List.copyOf(enabled);
        for (String name : enabled) {
            if (Capabilities.NAMES.stream().noneMatch(known -> known.name().equals(name))) {
                throw new IllegalArgumentException("tandem.api.capability.enabled names '%s'; known are %s".formatted(name,
                    Capabilities.NAMES.stream().map(Capabilities.Known::name).toList()));
            }
        }
    }
}
