package io.tandem.cli.site.program;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * MariaDB and Redis of the nodes with the role db, {@code tandem.site.stores}.
 *
 * @param enabled    whether their files are built; else they are the operator's own
 * @param bufferPool of InnoDB, in MariaDB's units
 * @param maxMemory  of Redis, in its units; more is refused to writers, nothing is evicted
 */
@ConfigurationProperties("tandem.site.stores")
public record StoreProperties(@DefaultValue("false") boolean enabled, @DefaultValue("1G") String bufferPool, @DefaultValue("1gb") String maxMemory) {}
