package io.tandem.cli.site.program;

import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * MariaDB and Redis of the nodes with the role db, {@code tandem.site.stores}.
 *
 * @param enabled    whether their files are built; else they are the operator's own
 * @param bufferPool of InnoDB, in MariaDB's units
 * @param maxMemory  of Redis, in its units; more is refused to writers, nothing is evicted
 * @param redisPassword of every Redis of the site, which all services get: letters and digits; made of {@code tandem.secret} if their files are built
 */
@ConfigurationProperties("tandem.site.stores")
public record StoreProperties(@DefaultValue("false") boolean enabled, @DefaultValue("1G") String bufferPool, @DefaultValue("1gb") String maxMemory,
                              @Pattern(regexp = "[0-9A-Za-z]*") @DefaultValue("") String redisPassword) {
    @Override public String toString() {
        return "StoreProperties[enabled=" + enabled + ", bufferPool=" + bufferPool + ", maxMemory=" + maxMemory + "]";
    }
}
