package io.tandem.platform;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Redis that this service talks to, {@code tandem.redis}.
 *
 * @param uri {@code redis://host:port}; a password in it is left out of {@link #toString()}
 */
@ConfigurationProperties("tandem.redis")
public record RedisProperties(@DefaultValue("redis://127.0.0.1:16379") @NotBlank String uri) {
    @Override public String toString() {
        return "RedisProperties[uri=" + uri.replaceFirst("//[^@/]*@", "//***@") + "]";
    }
}
