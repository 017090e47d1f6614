package io.tandem.platform;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * This node, {@code tandem}.
 *
 * @param secret shared by all nodes of a system, at least 16 characters: digest nonces are checked with it on any node
 * @param dataDir folder for what a service keeps on disk: journals, certificates, epochs
 */
@ConfigurationProperties("tandem")
public record NodeProperties(@NotBlank @Size(min = 16) String secret, @DefaultValue("/var/lib/tandem") Path dataDir) {
    /** The secret as key material. */
    public byte[] secretBytes() {
        return secret.getBytes(StandardCharsets.UTF_8);
    }

    @Override public String toString() {
        return "NodeProperties[dataDir=" + dataDir + "]";
    }
}
