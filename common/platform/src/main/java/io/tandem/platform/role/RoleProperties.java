package io.tandem.platform.role;

import java.nio.file.Path;
import java.util.Optional;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a service learns whether its node is active, {@code tandem.role}.
 *
 * @param socket Unix socket of the HA manager; default {@code ha-manager/role.sock} in {@code tandem.data-dir} where
 *               {@code tandem.ha-manager.pair.links} are set, else none: a single node is always active
 * @param follow false: this service is active always, whatever the node is
 */
@ConfigurationProperties("tandem.role")
public record RoleProperties(Optional<Path> socket, @DefaultValue("true") boolean follow) {}
